"""Vectors: float32 in memory, base64 or the shortest numbers on the wire; no other module touches their bytes."""

from __future__ import annotations

import array
import binascii
import math
import struct
import sys
from base64 import b64decode, b64encode
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Set
from itertools import islice
from numbers import Real
from typing import TYPE_CHECKING, Any, SupportsFloat, TypeAlias, cast

from .errors import ValidationError, type_name

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    _FloatArray: TypeAlias = array.array[float]
else:
    _FloatArray = array.array

MAX_LENGTH = 4096
VectorInput: TypeAlias = Iterable[SupportsFloat]
"""A vector as it is given: a list, tuple, `array.array`, numpy array, memoryview or other iterable of numbers."""

_LARGEST = 3.4028234663852886e38
_BUFFER_CODES = frozenset("efdhiqlnHIQLNbB")
_SWAP = sys.byteorder == "big"


class VectorData(_FloatArray):
    """The numbers of a vector: a compact sequence of float32, shape (dimension,).

    It indexes, slices and iterates like a list and compares equal to one; `numpy.asarray(data)` shares its memory.
    """

    __slots__ = ()

    def __new__(cls, values: Iterable[float] | bytes = ()) -> VectorData:
        return cast("VectorData", super().__new__(cls, "f", values))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (list, tuple)):
            return self.tolist() == list(other)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return (VectorData, (self.tobytes(),))

    def __deepcopy__(self, memo: Any) -> VectorData:
        return VectorData(self.tobytes())

    def __copy__(self) -> VectorData:
        return VectorData(self.tobytes())

    def __repr__(self) -> str:
        head = ", ".join(repr(shortest(value)) for value in self[:4])
        return f"VectorData([{head}{', …' if len(self) > 4 else ''}], dimension={len(self)})"

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "number"}}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            received,
            serialization=core_schema.plain_serializer_function_ser_schema(_numbers, when_used="always"),
        )


def received(value: object) -> VectorData:
    """A vector as an answer holds it: numbers, or base64 of little-endian float32."""
    if isinstance(value, VectorData):
        return value
    if isinstance(value, str):
        data = _from_base64(value)
    elif isinstance(value, list):
        if bool in set(map(type, value)):
            raise ValueError("a vector must hold numbers")
        try:
            data = VectorData(value)
        except (TypeError, OverflowError):
            raise ValueError("a vector must hold numbers that fit float32") from None
    else:
        raise ValueError("a vector must be numbers or base64")
    if not data:
        raise ValueError("a vector must not be empty")
    if not _is_finite(data):
        raise ValueError("a vector must hold finite numbers")
    return data


def given(value: object, pointer: str) -> VectorData:
    """The caller's vector as float32, checked; the caller's object is not kept and not changed."""
    if isinstance(value, str):
        # As a request or an answer in JSON holds it, so that records can be passed on as they were read.
        try:
            data = _from_base64(value)
        except ValueError:
            raise ValidationError(
                "must be numbers, got a string that is not base64 of float32", pointer=pointer
            ) from None
    elif isinstance(value, (bytes, bytearray, Mapping, Set)) or value is None:
        raise ValidationError(f"must be numbers, got {type_name(value)}", pointer=pointer)
    else:
        try:
            read = _from_items if isinstance(value, (list, tuple)) else _from_other
            data = read(value, pointer)
        except ValidationError:
            raise
        except Exception as error:
            # Asking it for its numbers runs code of others: a generator, a buffer that was let go, an array's methods.
            why = f"cannot be read: {type(error).__name__}"
            raise ValidationError(why, pointer=pointer) from error
    if not 1 <= len(data) <= MAX_LENGTH:
        raise ValidationError(f"must have 1 to {MAX_LENGTH} numbers, got {len(data)}", pointer=pointer)
    if not _is_finite(data):
        index = next(i for i, item in enumerate(data) if not math.isfinite(item))
        raise ValidationError("must be finite as float32", pointer=f"{pointer}/{index}")
    return data


def _is_finite(data: VectorData) -> bool:
    # numpy is twenty times as fast, and its answers are searched faster as bytes than it puts them together.
    numpy: Any = _numpy or _imported_numpy()
    if numpy is not None:
        return b"\0" not in numpy.isfinite(numpy.frombuffer(data, dtype="f4")).tobytes()
    # A sum of float32 cannot overflow a double, so it is finite exactly when every entry is.
    return math.isfinite(sum(data))


def to_base64(data: VectorData) -> bytes:
    """The little-endian bytes as base64."""
    if _SWAP:
        data = VectorData(data.tobytes())
        data.byteswap()
    return b64encode(data)


class RowWriter:
    """Writes the rows of a batch that are numpy's float32 as they lie in memory."""

    __slots__ = ("_finite", "_found")

    def __init__(self) -> None:
        self._found = bytearray()
        """Of the row at hand, 1 for each number that is finite; one array for all rows, as making one costs as much."""
        self._finite: Any = None

    def base64(self, value: Any) -> bytes | None:
        """The row as base64; `None` of all else, which `given` reads and judges."""
        numpy: Any = _numpy or _imported_numpy()
        if (
            numpy is None
            or type(value) is not numpy.ndarray
            or value.dtype is not _single
            or value.strides != (4,)
        ):
            return None
        found = self._found
        if len(value) != len(found):
            if not 1 <= len(value) <= MAX_LENGTH:
                return None
            self._found = found = bytearray(len(value))
            self._finite = numpy.frombuffer(found, "?")
        numpy.isfinite(value, self._finite)
        return None if 0 in found else b2a_base64(value, newline=False)


def _imported_numpy() -> Any:
    """numpy, where the program has it, no other thread is importing it just now, and it keeps bytes as the wire does."""
    global _numpy, _single
    numpy: Any = sys.modules.get("numpy")
    if not _SWAP and all(hasattr(numpy, name) for name in ("ndarray", "isfinite", "frombuffer")):
        _numpy, _single = numpy, numpy.dtype("f4")
    return _numpy


_numpy: Any = None
_single: Any = None


def to_numbers(data: VectorData) -> list[float]:
    """The shortest numbers that read back as the same float32."""
    # All at once with 8 digits, which serve for most; then one by one those that can do with fewer or need more.
    texts = (("%.8g " * len(data)) % tuple(data)).split()
    numbers = list(map(float, texts))
    again = array.array("f", [min(max(number, -_LARGEST), _LARGEST) for number in numbers])
    for index, (value, back) in enumerate(zip(data, again, strict=True)):
        if back != value:
            numbers[index] = float(f"{value:.9g}")
        elif len(texts[index]) > 8:
            numbers[index] = shortest(value)
    return numbers


def on_the_wire(value: Any, pointer: str, *, base64: bool) -> str | list[float]:
    """The caller's vector, checked, as a request holds it."""
    data = given(value, pointer)
    if base64:
        return to_base64(data).decode("ascii")
    if type(value) in (list, tuple) and set(map(type, value)) <= {float, int}:
        # The caller's own numbers: the server rounds them just as was done here for the check.
        return list(value)
    return to_numbers(data)


def shortest(value: float) -> float:
    """The double with the shortest text that is `value` again when rounded to float32."""
    for digits in (7, 8):
        candidate = float(f"{value:.{digits}g}")
        if array.array("f", (candidate,))[0] == value:
            return candidate
    return float(f"{value:.9g}")


def _from_base64(text: str) -> VectorData:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a vector's text must be base64") from None
    if not raw or len(raw) % 4:
        raise ValueError("a vector's base64 must hold whole float32 numbers")
    data = VectorData(raw)
    if _SWAP:
        data.byteswap()
    return data


def _from_items(values: Any, pointer: str) -> VectorData:
    # One more than is allowed tells that there are too many, where they might never end.
    items = values if isinstance(values, (list, tuple)) else list(islice(values, MAX_LENGTH + 1))
    if not set(map(type, items)) <= {float, int}:
        for index, item in enumerate(items):
            if isinstance(item, bool) or not (isinstance(item, Real) or _is_scalar(item)):
                raise ValidationError(
                    f"must be a number, got {type_name(item)}", pointer=f"{pointer}/{index}"
                )
    try:
        return VectorData(items)
    except OverflowError:
        index = next(i for i, item in enumerate(items) if abs(item) > 3.5e38)
        raise ValidationError("must be finite as float32", pointer=f"{pointer}/{index}") from None


def _is_scalar(item: object) -> bool:
    """Whether it is a number of an array library: numpy's float32 is no `Real` of the standard library's making."""
    kind = getattr(getattr(item, "dtype", None), "kind", None)
    return kind in ("f", "i", "u") and not getattr(item, "shape", None)


def _from_other(value: Any, pointer: str) -> VectorData:
    check_array(value, pointer, "numbers")
    try:
        view = memoryview(value)
    except (TypeError, ValueError, BufferError):
        view = None
    if view is not None:
        if isinstance(value, memoryview) and view.format in ("B", "c"):
            raise ValidationError("must be numbers, got bytes", pointer=pointer)
        if view.ndim != 1:
            raise ValidationError(f"must have one dimension, got shape {view.shape}", pointer=pointer)
        if view.format == "f":
            return VectorData(view.tobytes())
        code = (view.format or "").lstrip("@=<>!")
        if code in _BUFFER_CODES:
            order = (view.format or "").removesuffix(code)
            return _from_items(list(struct.unpack(f"{order}{len(view)}{code}", view.tobytes())), pointer)
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) != 1:
        raise ValidationError(f"must have one dimension, got shape {tuple(shape)}", pointer=pointer)
    if shape is not None and hasattr(value, "tolist"):
        return _from_items(value.tolist(), pointer)
    if isinstance(value, type) or not isinstance(value, Iterable):
        if not isinstance(value, type) and hasattr(value, "__array__"):
            return _from_other(value.__array__(), pointer)
        way = "; pass numpy.from_dlpack(value)" if hasattr(value, "__dlpack__") else ""
        raise ValidationError(f"must be numbers, got {type_name(value)}{way}", pointer=pointer)
    return _from_items(value, pointer)


def check_array(value: Any, pointer: str, wanted: str, way: str = "") -> None:
    """Refuse entries that an array hides, and times that it would give as whole numbers."""
    if getattr(getattr(value, "dtype", None), "kind", None) in ("m", "M"):
        raise ValidationError(f"must be {wanted}, got {value.dtype}{way}", pointer=pointer)
    mask: Any = getattr(value, "mask", None) if hasattr(value, "filled") else None
    if mask is not None and mask.any():
        hidden = mask.tolist()
        place = f"{pointer}/{hidden.index(True)}" if hidden is not True and True in hidden else pointer
        raise ValidationError(f"must be {wanted}, got a masked entry", pointer=place)


def _numbers(data: Any) -> list[float] | None:
    # Without a vector there is none to write: pydantic asks for the default too.
    return None if data is None else to_numbers(data)
