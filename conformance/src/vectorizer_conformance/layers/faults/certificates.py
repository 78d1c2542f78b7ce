"""Certificates made when they are needed: an authority of our own, and servers' certificates that are good, expired or
another host's. Elliptic curve P-256 and just enough DER (RFC 5280, RFC 5915). For tests: keys made here protect nothing.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_DAY = 86400
Pair = tuple[int, int]


def _add(one: Pair | None, two: Pair | None) -> Pair | None:
    if one is None or two is None:
        return one or two
    (x1, y1), (x2, y2) = one, two
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P) if one == two else (y2 - y1) * pow(x2 - x1, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P


def _times(number: int, factor: Pair = _G) -> Pair:
    total: Pair | None = None
    point: Pair | None = factor
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    assert total is not None
    return total


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = (
        bytes([size])
        if size < 128
        else bytes([0x80 | (n := (size.bit_length() + 7) // 8)]) + size.to_bytes(n, "big")
    )
    return bytes([tag]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, *parts)


def _integer(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(text: str) -> bytes:
    first, second, *rest = (int(part) for part in text.split("."))
    out = bytes([40 * first + second])
    for part in rest:
        groups = [part & 0x7F]
        while part := part >> 7:
            groups.append(0x80 | part & 0x7F)
        out += bytes(reversed(groups))
    return _der(6, out)


def _when(seconds: float) -> bytes:
    # UTCTime, which RFC 5280 wants until 2049.
    return _der(0x17, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


_CURVE = _oid("1.2.840.10045.3.1.7")
_ECDSA_SHA256 = _sequence(_oid("1.2.840.10045.4.3.2"))


def _name(common: str) -> bytes:
    return _sequence(_der(0x31, _sequence(_oid("2.5.4.3"), _der(0x0C, common.encode()))))


def _extension(oid: str, value: bytes, critical: bool = False) -> bytes:
    return _sequence(_oid(oid), *([_der(1, b"\xff")] if critical else []), _der(4, value))


@dataclass(frozen=True)
class Key:
    """A private key."""

    secret: int
    public: bytes

    @classmethod
    def new(cls) -> Key:
        secret = secrets.randbelow(_N - 1) + 1
        x, y = _times(secret)
        return cls(secret, b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big"))

    def sign(self, data: bytes) -> bytes:
        digest = int.from_bytes(hashlib.sha256(data).digest(), "big")
        while True:
            k = secrets.randbelow(_N - 1) + 1
            r = _times(k)[0] % _N
            s = pow(k, -1, _N) * (digest + r * self.secret) % _N
            if r and s:
                return _sequence(_integer(r), _integer(s))

    @property
    def identifier(self) -> bytes:
        return hashlib.sha1(self.public, usedforsecurity=False).digest()

    def pem(self) -> str:
        public = _der(0xA1, _der(3, b"\x00" + self.public))
        raw = _sequence(_integer(1), _der(4, self.secret.to_bytes(32, "big")), _der(0xA0, _CURVE), public)
        return _pem("EC PRIVATE KEY", raw)


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `pem` is what a client must trust to believe them."""

    name: str
    key: Key
    pem: str

    @classmethod
    def new(cls, name: str = "conformance test authority") -> Authority:
        key = Key.new()
        now = time.time()
        extensions = [
            _extension("2.5.29.19", _sequence(_der(1, b"\xff")), True),
            _extension("2.5.29.15", _der(3, b"\x01\x06"), True),
            _extension("2.5.29.14", _der(4, key.identifier)),
        ]
        return cls(
            name, key, _certificate(name, name, key, key, now - 400 * _DAY, now + 30 * _DAY, extensions)
        )

    def issue(self, host: str, address: bytes, days: tuple[float, float] = (-1, 30)) -> str:
        """A server's key and certificate as PEM, for a host name and an address, valid from … to … days from now."""
        key = Key.new()
        now = time.time()
        names = _sequence(_der(0x82, host.encode()), _der(0x87, address))
        extensions = [
            _extension("2.5.29.19", _sequence(), True),
            _extension("2.5.29.15", _der(3, b"\x07\x80"), True),
            _extension("2.5.29.37", _sequence(_oid("1.3.6.1.5.5.7.3.1"))),
            _extension("2.5.29.17", names),
            _extension("2.5.29.14", _der(4, key.identifier)),
            _extension("2.5.29.35", _sequence(_der(0x80, self.key.identifier))),
        ]
        start, end = (now + day * _DAY for day in days)
        return key.pem() + _certificate(host, self.name, key, self.key, start, end, extensions)


def _certificate(
    subject: str, issuer: str, key: Key, signer: Key, start: float, end: float, extensions: list[bytes]
) -> str:
    public = _sequence(_sequence(_oid("1.2.840.10045.2.1"), _CURVE), _der(3, b"\x00" + key.public))
    body = _sequence(
        _der(0xA0, _integer(2)),
        _integer(secrets.randbits(120) | 1),
        _ECDSA_SHA256,
        _name(issuer),
        _sequence(_when(start), _when(end)),
        _name(subject),
        public,
        _der(0xA3, _sequence(*extensions)),
    )
    return _pem("CERTIFICATE", _sequence(body, _ECDSA_SHA256, _der(3, b"\x00" + signer.sign(body))))


def _pem(label: str, raw: bytes) -> str:
    text = base64.encodebytes(raw).decode().replace("\n", "")
    lines = "\n".join(text[i : i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"
