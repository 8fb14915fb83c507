"""The meeting pack as slides, 16:9: charts that can be edited, words for whoever cannot see them, a mark on every one.

The letters are those of the program that shows them: a slide is edited, and its fonts must be there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from aim import months
from aim.questions.pack_views import PackColumn, PackLane, PackPlace, PackRow, PackView
from aim.reports import paper, slide_files
from aim.reports.drawing import town_map
from aim.reports.pack import LIMITS, Pack, Progress
from aim.reports.slide_parts import (
    CONTENT_TOP,
    Box,
    Deck,
    bullets,
    columns_with_line,
    picture,
    points_in_bands,
    table,
)
from layers.charts import summary

MAP_IN: Final = (7.6, 5.5)  # inches
_MM: Final = 25.4
_LARGER: Final = 1.3  # drawn so much smaller than it is shown, so that its letters are larger than on paper
_LINES: Final = 15  # of a table that a slide holds in type to be read from the back
_WIDE: Final = 62  # letters of such a line
_WIDE_22: Final = 95  # of one of 22 points over the whole slide
_NARROW: Final = 46  # and of one beside it, which names the place
_LINE: Final = 0.0175  # inches of height a point of its letters
_SIZES: Final = (16, 14)
_HEAD: Final = 0.42
_GAP: Final = 0.12
_ROOM: Final = 5.3  # inches from the title to mark and foot
_WORDS: Final = 1030  # letters of half a slide of explanations


def pack_slides(made: Pack, *, progress: Progress | None = None) -> bytes:
    """The pack as a PPTX; the same bytes for the same pack."""
    say = progress or (lambda _done, _total, _text: None)
    view, stamp = made.view, made.stamp
    say(1, 4, "drawing the map")
    deck = Deck.new(
        title=view.title,
        foot=" · ".join(filter(None, (stamp.line, paper.DEMONSTRATION if stamp.demonstration else ""))),
        mark=paper.mark(view.edition, stamp),
        made=stamp.made,
    )
    say(2, 4, "laying out the slides")
    _first(deck, view, stamp.attribution)
    _data(deck, view)
    if view.sent:
        _sent(deck, view)
    _moved(deck, view)
    _lanes(deck, view.lanes)
    _where(deck, made)
    for place in view.places:
        _place(deck, place, view.month)
    _coming(deck, view)
    _method(deck, view)
    return slide_files.undated(deck.written(), stamp.made)


def _first(deck: Deck, view: PackView, attribution: str) -> None:
    slide = deck.add(view.title)
    bullets(slide, [view.headline], Box(0.6, 1.5, 12.1, 1.5), size=30, plain=True)
    by_chance = [_sentence(view.chance_of_list)] if view.chance_of_list else []
    bullets(slide, by_chance, Box(0.6, 3.0, 12.1, 1.1), size=18, plain=True)
    bullets(slide, [view.partnership], Box(0.6, 4.2, 12.1, 0.6), size=20, plain=True)
    bullets(slide, [attribution], Box(0.6, 5.6, 12.1, 1.0), size=12, plain=True)


def _data(deck: Deck, view: PackView) -> None:
    """What the numbers rest on; where nothing was sent, that in a line here and not on a slide of its own."""
    slide = deck.add("Data we have" if view.sent else "Data we have, and what we sent")
    rows = [[title, state] for title, state in view.sources]
    table(slide, ["Source", "Latest month"], rows, Box(0.6, CONTENT_TOP, 12.1, 0.5), widths=[3.1, 9.0], size=18)
    said = [f"Cannot say: {line}" for line in view.unsaid] + list(view.notes)
    said += [] if view.sent or not view.sent_note else [f"What we sent: {view.sent_note}"]
    bullets(slide, said, Box(0.6, CONTENT_TOP + 0.55 * (len(rows) + 1) + 0.3, 12.1, 2.2), size=16)


def _sent(deck: Deck, view: PackView) -> None:
    slide = deck.add("What we sent")
    rows = [[row.called, row.kind, row.who, row.what, row.state] for row in view.sent]
    head = ["Place", "Decision", "Who", "What", "State"]
    table(slide, head, rows, Box(0.6, CONTENT_TOP, 12.1, 0.5), widths=[3.3, 1.3, 2.9, 2.4, 2.2], size=16)
    if view.sent_note:
        bullets(slide, [view.sent_note], Box(0.6, 5.9, 12.1, 0.6), size=20, plain=True)


def _moved(deck: Deck, view: PackView) -> None:
    """What the neighbourhoods held beside what was expected of them; what is outside, of any concern."""
    slide = deck.add("What moved")
    shown = [column for column in view.columns if column.count is not None]
    if shown:
        named = ["\n".join(filter(None, (column.neighbourhood, column.expected))) for column in shown]
        bands = [
            None if column.lower is None or column.upper is None else (column.lower, column.upper) for column in shown
        ]
        counts = (months.title(view.month), [column.count for column in shown])
        words = "All concerns. " + " ".join(map(_in_words, shown))
        points_in_bands(slide, named, counts, bands, Box(0.6, CONTENT_TOP, 6.9, 4.9), words=words)
    said = [text for _, text in view.outside] or [view.none_outside]
    bullets(slide, list(filter(None, said)), Box(7.8, CONTENT_TOP, 4.9, 3.9), size=18)
    bullets(slide, [_sentence(view.chance)], Box(7.8, CONTENT_TOP + 4.0, 4.9, 1.0), size=16, plain=True)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _in_words(column: PackColumn) -> str:
    expected = f", expected {column.expected}" if column.expected else ""
    return f"{column.neighbourhood}: {column.count:,}{expected}, {column.word or column.reason}."


def _lanes(deck: Deck, lanes: Sequence[PackLane]) -> None:
    """The lists, as many on a slide as have room there: a lane of one place fills none by itself."""
    slides: list[list[_Part]] = []
    for lane in lanes:
        pages = _pages(lane.rows)
        for number, rows in enumerate(pages):
            part = _Part(lane, rows, _after(lane) if number == len(pages) - 1 else [], continued=number > 0)
            if not slides or number or not _size([*slides[-1], part]):
                slides.append([])
            slides[-1].append(part)
    for parts in slides:
        named = "; ".join(f"{each.lane.name}{', continued' if each.continued else ''}" for each in parts)
        slide, top, size = deck.add(f"For discussion: {named}"), CONTENT_TOP - 0.1, _size(parts) or _SIZES[0]
        for each in parts:
            _lane(slide, each, top, size)
            top += each.height(size)


def _size(parts: "Sequence[_Part]") -> int:
    """The largest letters in which all of it fits on one slide; 0 where that is none."""
    return next((size for size in _SIZES if sum(each.height(size) for each in parts) <= _ROOM), 0)


@dataclass(frozen=True)
class _Part:
    """What of a lane lies on one slide; ``after``: lines under its places."""

    lane: PackLane
    rows: Sequence[PackRow]
    after: Sequence[str]
    continued: bool

    def height(self, size: int) -> float:
        """In inches, in letters of ``size`` points; what programs make of it is a little less."""
        lines = (1.4 + sum(map(_lines, self.rows)) if self.rows else 0.0) + len(self.after)
        return _HEAD + lines * size * _LINE + _GAP


def _lane(slide: Any, part: _Part, top: float, size: int) -> None:
    meaning = f"{part.lane.name.capitalize()}: {part.lane.meaning}."
    bullets(slide, [meaning], Box(0.6, top, 12.1, _HEAD), size=18, plain=True)
    if part.rows:
        cells = [[str(row.number), f"{row.called}\n{row.where}", _why(row)] for row in part.rows]
        box = Box(0.6, top + _HEAD, 12.1, 0.5)
        table(slide, ["No.", "Place", "Why"], cells, box, widths=[0.7, 4.8, 6.6], size=size)
    deep = size * _LINE * len(part.after)
    bullets(slide, part.after, Box(0.6, top + part.height(size) - deep - _GAP, 12.1, deep), size=14, plain=True)


def _after(lane: PackLane) -> list[str]:
    """What is said under the places of a lane: that there are none, which are known, how many are not listed."""
    none = [] if lane.rows or lane.known else [f"{lane.empty[:1].upper()}{lane.empty[1:]}."]
    more = [f"{lane.more} more {'is' if lane.more == 1 else 'are'} not listed."] if lane.more else []
    return [*none, *lane.known, *more]


def _pages(rows: Sequence[PackRow]) -> list[list[PackRow]]:
    """The rows of each slide: as many as it has lines for, one at least."""
    pages: list[list[PackRow]] = [[]]
    used = 0.0
    for row in rows:
        lines = _lines(row)
        if pages[-1] and used + lines > _LINES:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += lines
    return pages


def _lines(row: PackRow) -> float:
    place = -(-len(row.called) // _NARROW) + 1
    return max(sum(-(-len(line) // _WIDE) for line in _why(row).split("\n")), place) + 0.5


def _why(row: PackRow) -> str:
    return "\n".join([row.why, *map(_sentence, row.guards)])


def _where(deck: Deck, made: Pack) -> None:
    slide = deck.add(made.where)
    if made.map is None:
        bullets(slide, [made.no_map], Box(0.6, CONTENT_TOP, 12.1, 2.0), size=22, plain=True)
        return
    width, height = MAP_IN
    drawn = replace(made.map, title="", lines=())
    smaller = _MM / _LARGER
    content = town_map(drawn, width_mm=width * smaller, height_mm=height * smaller, fmt="png")
    picture(slide, content, Box(0.4, 1.1, width, height), words=made.map.described)
    if made.view.marked is not None:
        named = [f"{row.number}  {row.called}, {row.where}" for lane in made.view.lanes for row in lane.rows]
        bullets(slide, named, Box(8.2, CONTENT_TOP, 4.7, 5.2), size=15, plain=True)
    else:
        bullets(slide, list(made.map.lines), Box(8.2, CONTENT_TOP, 4.7, 5.2), size=15)


def _place(deck: Deck, place: PackPlace, month: str) -> None:
    row = place.row
    slide = deck.add(f"{row.number}  {row.called}")
    bullets(slide, [f"{row.where} · {row.shape}"], Box(0.6, CONTENT_TOP - 0.15, 12.1, 0.5), size=20, plain=True)
    bullets(slide, [row.why], Box(0.6, CONTENT_TOP + 0.3, 12.1, 0.9), size=20, plain=True)
    series: dict[str, Sequence[int | float | None]] = {"Reports": place.series}
    if place.expected is not None:
        series["Expected of one month"] = [round(place.expected, 1)] * len(place.series)
    counted = f"{place.counted[:1].upper()}{place.counted[1:]}, month by month; dark: {months.title(month)}"
    named = [months.short(each) for each in place.months]
    at = place.months.index(month) if month in place.months else len(named) - 1
    words = f"{row.called}: {counted}. {summary(place.months, place.series)}"
    columns_with_line(slide, named, series, Box(0.6, 2.65, 7.9, 3.75), title=counted, words=words, strong=at)
    said = [*map(_sentence, row.guards), *place.facts]
    if place.standing:
        said.append(place.standing)
    bullets(slide, said, Box(8.8, 2.65, 4.0, 3.75), size=16)


def _coming(deck: Deck, view: PackView) -> None:
    """What is to come, and what holds of every number."""
    slide = deck.add("Coming up, and limits")
    said = list(view.coming) or ["The calendar has nothing in the next five weeks."]
    if view.touched:
        said.append(f"{months.title(view.month)} itself had: {'; '.join(view.touched)}.")
    bullets(slide, said, Box(0.6, CONTENT_TOP, 12.1, 3.2), size=22)
    below = CONTENT_TOP + 0.4 + 0.5 * sum(-(-len(line) // _WIDE_22) for line in said)
    bullets(slide, [f"Limits. {LIMITS}"], Box(0.6, min(below, 5.0), 12.1, 1.6), size=20, plain=True)


def _method(deck: Deck, view: PackView) -> None:
    """The words of the pack, in two halves of a slide each, in letters that can be read from a chair."""
    halves: list[list[str]] = [[]]
    for word, meaning in view.method:
        said = f"{word[:1].upper()}{word[1:]}. {meaning}"
        if halves[-1] and sum(map(len, halves[-1])) + len(said) > _WORDS:
            halves.append([])
        halves[-1].append(said)
    for at in range(0, len(halves), 2):
        slide = deck.add("What the words mean" if at == 0 else "What the words mean, continued")
        for left, half in zip((0.6, 6.8), halves[at : at + 2], strict=False):
            bullets(slide, half, Box(left, CONTENT_TOP, 5.9, 5.0), size=15)
