"""One place of the meeting: why it is discussed, its months, and at most three facts."""

from typing import Final

from aim.questions import words
from aim.questions.decisions import PlaceDecisions
from aim.questions.place import OTHER, place_view
from aim.questions.present_meeting import Meeting, line_of
from aim.questions.present_views import PlaceStep
from aim.questions.views import DISCUSSION, DiscussionRow, PlaceView

_WHY: Final = 78  # characters that fit on two lines of 40 px beside the map
_FACT: Final = 54  # and on one of 32 px
_NONE: Final = PlaceDecisions(None, None)


def place_step(meeting: Meeting, at: int) -> PlaceStep:
    """The place at position ``at`` of the list."""
    row, view = meeting.rows[at], meeting.view
    place = place_view(meeting.config, row.key, month=view.month, listed=DISCUSSION, as_of=view.fingerprint)
    found, trouble = meeting.decisions()
    about = found.by_place.get(row.key, _NONE) if found else _NONE
    why, rest = shortened(row.why)
    return PlaceStep(
        line=line_of(row),
        at=at + 1,
        of=len(meeting.rows),
        why=why,
        facts=_facts(row, place, rest),
        months=place.months,
        series=place.series,
        expected=place.expected,
        counted=place.counted,
        now=about.now,
        earlier=about.earlier,
        trouble=trouble,
        breaks=place.marks.breaks,
    )


def shortened(why: str) -> tuple[str, str]:
    """A line of reasons as far as two lines of large type hold it, and the rest."""
    first, *parts = why.split(" · ")
    while parts and len(first) + len(parts[0]) + 3 <= _WHY:
        first = f"{first} · {parts.pop(0)}"
    return first, " · ".join(parts)


def _facts(row: DiscussionRow, place: PlaceView, rest: str) -> tuple[str, ...]:
    """The rest of its reasons, who sees it, and of which kinds it is.

    The last two are of every report there, of any concern and source, ranked or not, over the months of the line above:
    that is another number than the line's, and each says of which it is a part.
    """
    said = [fact for fact in (f"{rest[:1].upper()}{rest[1:]}", row.sees) if fact]
    told = [] if row.sees else [f"{each.agency} {each.count:,}" for each in place.reporters if each.count]
    seen, kinds = sum(each.count or 0 for each in place.reporters), sum(count for _, count in place.mix)
    if len(told) > 1:
        said.append(f"All {seen:,} of any kind: {words.listed(told)}")
    head = "Of these" if len(told) > 1 and seen == kinds else f"All {kinds:,} of any kind"
    return (*said, *filter(None, [_kinds(place, head, _FACT if len(said) > 1 else 2 * _FACT)]))


def _kinds(place: PlaceView, head: str, longest: int) -> str:
    """``Of these: violence 40, burglary 30, 7 others``: the first, as many as ``longest`` characters hold.

    With the others they are as many as ``head`` says.
    """
    named, every = [kind for kind in place.mix if kind[0] != OTHER], sum(count for _, count in place.mix)
    told = ""
    for shown in range(1, len(named) + 1):
        rest = every - sum(count for _, count in named[:shown])
        kinds = [f"{title.lower()} {count:,}" for title, count in named[:shown]]
        kinds += [f"{rest:,} {'other' if rest == 1 else 'others'}"] if rest else []
        longer = f"{head}: {', '.join(kinds)}"
        if not told or len(longer) <= longest:
            told = longer
    return told
