"""Which map reads a file? By its columns, and the end of its name."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from aim.ingest.faults import FileFault, name_some
from aim.ingest.formats import Header
from aim.ingest.maps import MARK, Named
from aim.ingest.private import holds_values
from aim.ingest.rows import VALUES_FIRST


def ignored(header: Sequence[str], name: str, layouts: Mapping[str, Named]) -> str | None:
    """What a file is that no map takes ("outcomes"), by a column only it has, else (without columns) by its name."""
    for named in layouts.values():
        for kind in named.map.ignored:
            own = set(named.map.columns.category)
            if (kind.column in header and not own <= set(header)) or (
                not header and name.lower().endswith(kind.suffix)
            ):
                return kind.title
    return None


def choose(header: Header, name: str, layouts: Mapping[str, Named], source: str | None = None) -> Named | None:
    """The map of a file; None for a kind that is known and not mapped. ``source`` narrows the choice to one source.

    A file with a column too few or too many is still its map's to refuse: half of the columns are enough, and of
    several maps the one that shares most with it is taken. Raises :class:`FileFault` where none or two would do.
    """
    if any(ignored(header(named.map), name, {named.name: named}) for named in layouts.values()):
        return None
    offered = [named for named in layouts.values() if source in (None, named.source.name)]
    scores = sorted(((_score(header(named.map), name, named), named.name) for named in offered), reverse=True)
    best = [layout for score, layout in scores if score == scores[0][0]]
    if source is None and (not scores or scores[0][0] < 0.5):
        raise FileFault(_unknown(header, layouts))
    if scores and not scores[0][0]:
        raise FileFault(f"is not of {source}: {_columns(header, layouts)}")
    if len(best) > 1:
        one_source = len({layouts[each].source.name for each in best}) == 1
        what = "two maps of one source: take one of them away" if one_source else "name one with --source"
        raise FileFault(f"could be read as {' or '.join(sorted(best))}: {what}")
    return layouts[best[0]]


def _unknown(header: Header, layouts: Mapping[str, Named]) -> str:
    """Why no map fits, with the columns of the file as the map sees them that tells most of them apart."""
    names = _names(header, layouts)
    if not names:
        return "no source knows its columns: it is no table, and no list of requests that any map reads"
    if holds_values(names):
        return VALUES_FIRST
    return (
        f"no source knows its columns: {_columns(header, layouts)}: `aim sources new NAME --from FILE` proposes a map"
    )


def _columns(header: Header, layouts: Mapping[str, Named]) -> str:
    return f"unknown column {name_some(_names(header, layouts), 8)}"


def _names(header: Header, layouts: Mapping[str, Named]) -> list[str]:
    """The columns as the map sees them that tells most of them apart."""
    return max((list(header(named.map)) for named in layouts.values()), key=len, default=[])


def _score(header: Sequence[str], name: str, named: Named) -> float:
    """How much of map and file is one: 1 where the columns are the same, a name's end counting as half of them."""
    if not header:
        return 0.0
    own, found = set(named.map.required), set(header) - {MARK}
    shared = len(own & found) / len(own | found if named.map.is_closed else own)
    ends = tuple(ending.lower() for ending in named.map.layout.file_names)
    return max(shared, 0.5) if ends and PurePosixPath(name).name.lower().endswith(ends) else shared
