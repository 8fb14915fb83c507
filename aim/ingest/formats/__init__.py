"""How files are written: one module a format. Each reads a member by a map, and tells a file's columns."""

from collections.abc import Callable

from aim.ingest.files import Member
from aim.ingest.formats import delimited, open311
from aim.ingest.maps import Map
from aim.ingest.rows import Reader

__all__ = ["Header", "header", "reader"]

Header = Callable[[Map], list[str]]


def reader(member: Member, mapping: Map, on_bytes: Callable[[int], None] | None = None) -> Reader:
    """A reader of ``member`` in the map's format; ``on_bytes`` is told how many bytes of it were read."""
    if mapping.layout.format == "open311":
        return open311.Reader(member, mapping, on_bytes)
    return delimited.Reader(member, mapping, on_bytes)


def header(member: Member) -> Header:
    """The columns of ``member`` as a map would read them: none where it is written in another format.

    Raises :class:`FileFault` for an empty file, or one that is neither a table nor JSON.
    """
    start = delimited.start(member)
    if start.lstrip()[:1] in ("[", "{"):
        names = open311.names(start)
        return lambda mapping: names if mapping.layout.format == "open311" else []
    line = delimited.first_line(start)
    found: dict[str, list[str]] = {}

    def columns(mapping: Map) -> list[str]:
        if mapping.layout.format != "csv":
            return []
        by = mapping.layout.delimiter
        if by not in found:
            found[by] = delimited.names(line, by)
        return found[by]

    return columns
