"""Compression of VBA source ([MS-OVBA] 2.4.1): a signature byte, then chunks of 4096 bytes each.

A chunk is a row of tokens, eight to a flag byte: a byte as it is, or a copy of what stands before it. How
many of a copy token's 16 bits say how far back, grows with the place in the chunk.
"""

from __future__ import annotations

import struct

CHUNK = 4096
_SHORTEST_COPY = 3
_CANDIDATES = 64  # places tried for a copy: the gain of more is small, and the time grows


def compress(data: bytes) -> bytes:
    """The compressed container of these bytes.

    A last chunk that no copy makes shorter must be stored whole, filled up with zero bytes: so text, which
    always gets shorter, comes back to the letter; noise may come back with zeros after it.
    """
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return b"\x01" + b"".join(_chunk(chunk) for chunk in chunks)


def _chunk(data: bytes) -> bytes:
    packed = _tokens(data)
    if len(packed) > CHUNK:  # the tokens of noise take more room than the noise
        return struct.pack("<H", 0x3000 | CHUNK - 1) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", 0xB000 | len(packed) - 1) + packed


def _tokens(data: bytes) -> bytes:
    """The tokens of one chunk with their flag bytes."""
    out, seen, place = bytearray(), dict[bytes, list[int]](), 0
    while place < len(data):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if place >= len(data):
                break
            token, length = _token(data, place, seen)
            flags |= (len(token) - 1) << bit  # a copy token has two bytes
            tokens += token
            for passed in range(place, place + length):
                seen.setdefault(data[passed : passed + _SHORTEST_COPY], []).append(passed)
            place += length
        out += bytes([flags]) + tokens
    return bytes(out)


def _token(data: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[bytes, int]:
    """The next token, and how many bytes it stands for."""
    length_bits = _length_bits(place)
    longest = min((1 << length_bits) + _SHORTEST_COPY - 1, len(data) - place)
    best, start = _SHORTEST_COPY - 1, 0
    for candidate in reversed(seen.get(data[place : place + _SHORTEST_COPY], [])[-_CANDIDATES:]):
        length = _common(data, candidate, place, longest)
        if length > best:
            best, start = length, candidate
    if best < _SHORTEST_COPY:
        return data[place : place + 1], 1
    return struct.pack("<H", (place - start - 1) << length_bits | best - _SHORTEST_COPY), best


def _length_bits(place: int) -> int:
    """How many bits of a copy token at this place of the chunk say its length."""
    return 16 - max((place - 1).bit_length(), 4)


def _common(data: bytes, first: int, second: int, most: int) -> int:
    """How many bytes are the same at two places; the copy may run into itself."""
    length = 0
    while length < most and data[first + length] == data[second + length]:
        length += 1
    return length
