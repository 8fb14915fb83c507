"""What looks as if it told of a person, wherever somebody writes: the one definition of it.

Three strengths, for three uses. :func:`found` names what surely looks like a contact, a name with a title or an
address, and lets other numbers be: columns and labels of an extract are full of them. :func:`is_private` is true of
anything that may be a number or a contact: then no letter is repeated in a message or kept. :func:`in_writing` is for
what people type about a place, a note or a role: everything of the first two, and numbers of houses however written. A
name without a title cannot be told from other words; a pick-list is the only guard against that.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

TELEPHONE: Final = "a telephone number"
TITLED: Final = "a title with a name"
HOUSE: Final = "the number of a house"
_PLAIN: Final = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("a link", re.compile(r"https?://|\bwww\.", re.IGNORECASE)),
    (TELEPHONE, re.compile(r"(?<![\d.])(?:\+?44|0)[ ()-]*(?:\d[ ()-]*){9,10}(?!\d)")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")),
    ("the registration of a vehicle", re.compile(r"\b[A-Z]{2}\d\d ?[A-Z]{3}\b")),
)
# Names of files and columns hold years and days, which tell of nobody.
_DAY: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:([-_/.]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01]))?)?"
    r"|\d{1,2}[-_/.]\d{1,2}[-_/.](?:19|20)\d\d)(?!\d)"
)
# Five figures in a row or apart, as telephone numbers are written; a mail address; a link.
_PRIVATE: Final = re.compile(r"\d(?:[ ().-]{0,2}\d){4}|@|https?:|\bwww\.", re.IGNORECASE)
# Figures in a row, however parted; and what of them tells a day, the hours of a shift, an hour or a year.
_RUN: Final = re.compile(r"\d(?:[ ().-]{0,2}\d)*")
_TIMES: Final = tuple(
    re.compile(rf"(?<!\d)(?:{pattern})(?!\d)")
    for pattern in (
        r"(?:19|20)\d\d([-.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d\d",
        r"(?:[01]\d|2[0-4])[0-5]\d ?- ?(?:[01]\d|2[0-4])[0-5]\d",
        r"(?:[01]?\d|2[0-4])\.[0-5]\d(?: ?- ?(?:[01]?\d|2[0-4])\.[0-5]\d)?",
        r"(?:19|20)\d\d",
    )
)
_FIGURES: Final = 5  # so many may be somebody's number
_BESIDE: Final = 3  # so many beside a day or a year may not
_COLON: Final = re.compile(r"(?<!\d)\d{1,2}:[0-5]\d(?!\d)")
_TITLE: Final = re.compile(
    r"\b(mr|mrs|ms|mx|miss|dr|rev|revd|prof|professor|sir|lady|lord|cllr|councillor|pc|pcso|dc|ds|di|sgt|sergeant|insp"
    r"|inspector|constable|superintendent)\b\.?[ ,]*(?:(?-i:[A-Z])\b\.? *)*(?=([^\W\d_][\w'’-]*))",
    re.IGNORECASE,
)
# After these a name follows however it is written; after the other titles only where it has a capital.
_ALWAYS: Final = frozenset("mr mrs ms mx dr rev revd prof cllr pc pcso sgt insp".split())
# What follows a title and is nobody's name.
_NO_NAME: Final = frozenset(
    "patrol patrols patrolling visit visits team teams presence foot bike hours hour on off duty to for from in at "
    "with and or of by per will has have is are was were may can should already the a an each east north south west "
    "town centre neighbourhood neighbourhoods beat community response operations weekly daily weekends evenings nights "
    "monday tuesday wednesday thursday friday saturday sunday then who only both x".split()
)
_ROAD: Final = (
    "street|st|road|rd|avenue|ave|close|drive|dr|lane|ln|terrace|terr|court|crescent|cres|grove|gardens|gdns|way|place|"
    "walk|mews|square|parade|wynd"
)
_ADDRESS: Final = re.compile(
    r"(?<![\w:.£%])(?!(?:199|20[0-3])\d\b)\d{1,4}[a-z]?(?: ?[-/&] ?\d{1,4}[a-z]?)?,? +"
    rf"((?:[^\W\d_][\w'’.-]* +){{1,3}}?)(?:{_ROAD})\b",
    re.IGNORECASE,
)
# Words between a number and a road that make it a number of something else.
_COUNTED: Final = frozenset(
    "on in at near by of off the and or to from for with along around per a an x more new extra further hour hours "
    "minute minutes day days week weeks month months time times visit visits patrol patrols officer officers warden "
    "wardens report reports incident incidents fire fires crew crews team teams bin bins camera cameras light lights "
    "other different busy main side january february march april may june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_NUMBERED: Final = re.compile(r"\b(?:flat|apartment|apt|house|door|room|no|nr|number)s?\b[. ]*#? ?\d", re.IGNORECASE)


def found(text: str) -> str | None:
    """What ``text`` holds that tells of a person, in words (``a telephone number``); None where nothing is seen."""
    for what, pattern in _PLAIN:
        if pattern.search(text):
            return what
    if any(_names(text)):
        return TITLED
    return HOUSE if any(_addresses(text)) else None


def is_private(text: str) -> bool:
    """Whether a text holds what may be a telephone number, a mail address or a link; days are none."""
    return _PRIVATE.search(_DAY.sub("x", text)) is not None


def in_writing(text: str) -> str | None:
    """What a note or a role must not hold, in words; None where it may stand. Days and hours of the clock may.

    Judged as it reads: figures of other scripts are figures, and what no eye sees parts nothing.
    """
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    for written in (seen, seen.upper()):
        for what, pattern in _PLAIN:
            if pattern.search(written):
                return what
    if any(_names(seen)):
        return TITLED
    if any(_addresses(_COLON.sub("x", seen))) or _NUMBERED.search(seen):
        return HOUSE
    if "@" in seen:
        return "an e-mail address"
    return TELEPHONE if any(map(_is_number, _RUN.findall(seen))) else None


def _is_number(run: str) -> bool:
    """Whether figures in a row, or hardly parted, may be somebody's number: they tell neither days nor hours."""
    if _digits(run) < _FIGURES:
        return False
    rest, told = run, []
    for pattern in _TIMES:
        rest, times = pattern.subn("", rest)
        told.append(times)
    days, shifts, hours, years = told
    beside = 0 if shifts or hours or run.startswith("0") else _BESIDE
    return not 1 <= days + shifts + hours + years <= 2 or _digits(rest) > beside


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _names(text: str) -> Iterator[str]:
    """The words after a title that may be names."""
    for each in _TITLE.finditer(text):
        title, name = each[1].lower(), each[2]
        if name.lower() not in _NO_NAME and (title in _ALWAYS or name[0].isupper()):
            yield name


def _addresses(text: str) -> Iterator[str]:
    """A number and the road after it, where nothing between them says of what else it is the number."""
    for each in _ADDRESS.finditer(text):
        if not _COUNTED & set(re.findall(r"[^\W\d_]+", each[1].lower())):
            yield each[0]
