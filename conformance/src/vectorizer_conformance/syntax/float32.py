"""Numbers to little-endian float32 bytes and back."""

from __future__ import annotations

import struct


def to_f32(numbers: list[float]) -> bytes:
    """Little-endian float32 bytes; overflow becomes infinity, as a cast does."""
    try:
        return struct.pack(f"<{len(numbers)}f", *numbers)
    except OverflowError:
        big = 3.4028235677973366e38
        clipped = [x if abs(x) < big else float("inf") if x > 0 else float("-inf") for x in numbers]
        return struct.pack(f"<{len(clipped)}f", *clipped)


def from_f32(data: bytes) -> list[float]:
    """The numbers in little-endian float32 bytes, exactly, as doubles."""
    return list(struct.unpack(f"<{len(data) // 4}f", data[: len(data) // 4 * 4]))
