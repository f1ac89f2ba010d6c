"""WebAssembly modules as sections; after "Modules" in the WebAssembly core specification's chapter "Binary Format"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Export", "Import", "Kind", "Section", "exports", "imports", "read", "write", "write_exports"]

_HEADER = b"\0asm\x01\0\0\0"
_BITS = 7
_MORE = 1 << _BITS
_HAS_MAXIMUM = 1


class Section(IntEnum):
    """The sections that are looked into."""

    IMPORTS = 2
    EXPORTS = 7


class Kind(IntEnum):
    """What is imported or exported."""

    FUNCTION = 0
    TABLE = 1
    MEMORY = 2
    GLOBAL = 3
    TAG = 4


class Import(NamedTuple):
    """Something that the module is given."""

    module: str
    name: str
    kind: Kind


class Export(NamedTuple):
    """Something that the module gives."""

    name: str
    kind: Kind
    place: int


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._content)

    def byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def number(self) -> int:
        """An unsigned integer in LEB128."""
        result = shift = 0
        while (byte := self.byte()) >= _MORE:
            result |= (byte - _MORE) << shift
            shift += _BITS
        return result | byte << shift

    def bytes(self) -> bytes:
        start = self.number() + self._at
        start, self._at = self._at, start
        return self._content[start : self._at]

    def name(self) -> str:
        return self.bytes().decode()

    def skip_limits(self) -> None:
        flags = self.byte()
        self.number()
        if flags & _HAS_MAXIMUM:
            self.number()

    def skip_type(self, kind: Kind) -> None:
        """What an import says beside its kind."""
        if kind in (Kind.TABLE, Kind.GLOBAL, Kind.TAG):
            self.byte()
        match kind:
            case Kind.TABLE | Kind.MEMORY:
                self.skip_limits()
            case Kind.FUNCTION | Kind.TAG:
                self.number()
            case Kind.GLOBAL:
                self.byte()


def _number(value: int) -> bytes:
    result = bytearray()
    while value >= _MORE:
        result.append(value % _MORE + _MORE)
        value >>= _BITS
    return bytes([*result, value])


def read(module: bytes) -> list[tuple[int, bytes]]:
    """Id and content of each section of `module`, in order. Raises ValueError if it is no module."""
    if not module.startswith(_HEADER):
        raise ValueError("not a WebAssembly module of version 1")
    reader = _Reader(module[len(_HEADER) :])
    sections = []
    while reader:
        sections.append((reader.byte(), reader.bytes()))
    return sections


def write(sections: Iterable[tuple[int, bytes]]) -> bytes:
    """The module of these sections."""
    return _HEADER + b"".join(bytes([number]) + _number(len(content)) + content for number, content in sections)


def imports(section: bytes) -> Iterator[Import]:
    """What the import section lists."""
    reader = _Reader(section)
    for _ in range(reader.number()):
        module, name, kind = reader.name(), reader.name(), Kind(reader.byte())
        reader.skip_type(kind)
        yield Import(module, name, kind)


def exports(section: bytes) -> Iterator[Export]:
    """What the export section lists."""
    reader = _Reader(section)
    for _ in range(reader.number()):
        yield Export(reader.name(), Kind(reader.byte()), reader.number())


def write_exports(listed: Iterable[Export]) -> bytes:
    """The export section that lists these."""
    entries = [
        _number(len(name := export.name.encode())) + name + bytes([export.kind]) + _number(export.place)
        for export in listed
    ]
    return _number(len(entries)) + b"".join(entries)
