"""Street files of data.police.uk: every reported incident of one force and month, on an anonymised point."""

from collections.abc import Callable, Sequence
from functools import cache

from aim import schema
from aim.ingest import Source, maps
from aim.ingest.files import Member
from aim.ingest.rows import Reader

SOURCE = Source(
    name="police",
    agency=schema.POLICE,
    title="Street-level crime and anti-social behaviour, data.police.uk",
    agreement="Open Government Licence v3.0: published data, no sharing agreement needed",
    crs="EPSG:4326",
    precision_m=150,  # nominal: points are moved to anchors of at least eight addresses
    delay_months=1,  # a month is brought out whole in the second month after it: in the first nothing can be said of it
    delivered="whole months",
)


@cache
def mapping() -> maps.Map:
    """The columns and categories of ``maps/police.toml``."""
    return maps.load(SOURCE.name)


def recognises(header: Sequence[str], name: str) -> bool:
    """A street file by its name, or by half of the columns: one with a column too few or too many is ours to refuse."""
    if ignored(header, name) is not None:
        return False
    return name.lower().endswith("-street.csv") or 2 * len(set(header) & set(mapping().known)) >= len(mapping().known)


def ignored(header: Sequence[str], name: str) -> str | None:
    """What a file of the publisher is that AIM does not map ("outcomes"), by its columns, else by its name."""
    own = mapping().columns.category
    for kind in mapping().ignored:
        if (kind.column in header and own not in header) or (not header and name.lower().endswith(kind.suffix)):
            return kind.title
    return None


def read(member: Member, on_bytes: Callable[[int], None] | None = None) -> Reader:
    """The rows of a street file."""
    return Reader(member, mapping(), on_bytes)
