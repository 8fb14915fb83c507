"""Does a column, a label or a header look as if it told of a person? Then nothing of it is shown or written."""

import re
from collections.abc import Iterable, Sequence

from aim.personal import found

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])")
_PERSONS = frozenset(
    "forename forenames surname firstname lastname fullname initials complainant complainants victim victims suspect "
    "suspects offender offenders witness witnesses caller informant reporter customer resident residents tenant "
    "tenants occupier aggrieved contact officer assignee owner staff user username author person persons people "
    "nominal injuries injury fatalities fatality rescues rescued "
    "email mail phone telephone tel mobile fax dob birth age gender sex ethnicity ethnic religion nationality "
    "disability registration vrm vrn plate reg nhs ni ip nino account".split()
)
_PLACES = frozenset("address addr addressee house flat building premise premises property uprn".split())
_WORDS = frozenset(
    "note notes comment comments description desc detail details narrative summary text message remark remarks title "
    "story log free body subject_line".split()
)
_LINKS = frozenset("url link href photo photos image images picture media attachment attachments video".split())
# Beside these the word "name" is no person's.
_NAMED = frozenset(
    "ward area service lsoa msoa oa district borough station street road category type offence crime event force "
    "county authority neighbourhood beat zone site park school file source product team agency region stn "
    "ground".split()
)
_NO_NAME = (
    re.compile(r"[-+]?\d+(?:\.\d+)?"),
    re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*"),
    re.compile(r"\d{1,2}:\d\d.*"),
)


def words(name: str) -> tuple[str, ...]:
    """The words of a column's name: ``IncGeo_WardName`` is inc, geo, ward, name."""
    return tuple(word for word in re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", name).lower()) if word)


def by_name(name: str) -> str | None:
    """What a column holds by its name that is never stored ("names or contacts of people"); None for other columns."""
    found = set(words(name))
    if found & _PERSONS or ("name" in found and not found & _NAMED) or ({"reported", "by"} <= found):
        return "names, contacts or facts of people"
    if found & _LINKS:
        return "links and pictures"
    if found & _WORDS and not {"stop", "code"} <= found:
        return "what somebody wrote"
    if found & _PLACES and not found & {"type", "category"}:
        return "addresses"
    return None


def by_values(values: Sequence[str]) -> str | None:
    """What a column holds by its distinct values: a twentieth of them, or whole sentences, are enough."""
    seen = values[:: max(1, len(values) // 2000)]
    if not seen:
        return None
    if sum(is_personal(value) for value in seen) * 20 >= len(seen):
        return "e-mail addresses, telephone numbers, links or addresses"
    if sum(len(value.split()) for value in seen) > 7 * len(seen):
        return "what somebody wrote"
    return None


def is_personal(value: str) -> bool:
    """Whether a text holds an e-mail address, a link, a telephone number, a title with a name, or an address."""
    return found(value) is not None


def has_words(values: Iterable[str]) -> bool:
    """Whether any of ``values`` has a word of three letters: then the column holds no mere numbers or dates."""
    return any(re.search(r"[^\W\d_]{3}", value) for value in values)


def is_a_row(header: Sequence[str]) -> bool:
    """Whether a first line holds values instead of names: they are anybody's, and must not be taken for names."""
    names = [name.strip() for name in header if name.strip()]
    wrong = [name for name in names if is_personal(name) or any(each.fullmatch(name) for each in _NO_NAME)]
    return bool(wrong) and (len(wrong) * 3 >= len(names) or any(is_personal(name) for name in names))
