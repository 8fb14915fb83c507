"""The meeting pack as slides, 16:9: charts that can be edited, words for whoever cannot see them, a mark on every one.

The letters are those of the program that shows them: a slide is edited, and its fonts must be there.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aim import months
from aim.questions.editions import Edition
from aim.questions.pack_views import PackColumn, PackLane, PackPlace, PackRow, PackView
from aim.reports import paper, slide_files
from aim.reports.drawing import town_map
from aim.reports.pack import Pack, Progress
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
    _sent(deck, view)
    _moved(deck, view)
    for lane in view.lanes:
        _lane(deck, lane)
    _where(deck, made)
    for place in view.places:
        _place(deck, place, view.month)
    _coming(deck, view)
    _method(deck, view)
    return slide_files.undated(deck.written(), stamp.made)


def _first(deck: Deck, view: PackView, attribution: str) -> None:
    slide = deck.add(view.title)
    bullets(slide, [view.headline], Box(0.6, 1.5, 12.1, 1.5), size=30, plain=True)
    of_moved = "" if view.edition == Edition.PUBLIC else view.chance  # in public once, beside what it is of
    by_chance = [_sentence(each) for each in (of_moved, view.chance_of_list) if each]
    bullets(slide, by_chance, Box(0.6, 3.0, 12.1, 1.1), size=18, plain=True)
    bullets(slide, [view.partnership], Box(0.6, 4.2, 12.1, 0.6), size=20, plain=True)
    bullets(slide, [attribution], Box(0.6, 5.6, 12.1, 1.0), size=12, plain=True)


def _data(deck: Deck, view: PackView) -> None:
    slide = deck.add("Data we have")
    rows = [[title, state] for title, state in view.sources]
    table(slide, ["Source", "Latest month"], rows, Box(0.6, CONTENT_TOP, 12.1, 0.5), widths=[3.1, 9.0], size=18)
    said = [f"Cannot say: {line}" for line in view.unsaid] + list(view.notes)
    bullets(slide, said, Box(0.6, CONTENT_TOP + 0.55 * (len(rows) + 1) + 0.3, 12.1, 2.2), size=16)


def _sent(deck: Deck, view: PackView) -> None:
    slide = deck.add("What we sent")
    rows = [[row.called, row.kind, row.who, row.what, row.state] for row in view.sent]
    if rows:
        head = ["Place", "Decision", "Who", "What", "State"]
        table(slide, head, rows, Box(0.6, CONTENT_TOP, 12.1, 0.5), widths=[3.3, 1.3, 2.9, 2.4, 2.2], size=16)
    if view.sent_note:
        bullets(slide, [view.sent_note], Box(0.6, 5.9 if rows else CONTENT_TOP, 12.1, 0.6), size=20, plain=True)


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


def _lane(deck: Deck, lane: PackLane) -> None:
    title = f"For discussion: {lane.name}"
    pages = _pages(lane.rows)
    for number, rows in enumerate(pages):
        slide = deck.add(title if number == 0 else f"{title}, continued")
        meaning = f"{lane.meaning[:1].upper()}{lane.meaning[1:]}."
        bullets(slide, [meaning], Box(0.6, CONTENT_TOP - 0.1, 12.1, 0.5), size=18, plain=True)
        if rows:
            cells = [[str(row.number), f"{row.called}\n{row.where}", _why(row)] for row in rows]
            box = Box(0.6, CONTENT_TOP + 0.5, 12.1, 0.5)
            table(slide, ["No.", "Place", "Why"], cells, box, widths=[0.7, 4.3, 7.1], size=16)
        else:
            empty = f"{lane.empty[:1].upper()}{lane.empty[1:]}."
            bullets(slide, [empty], Box(0.6, CONTENT_TOP + 0.6, 12.1, 0.6), size=24, plain=True)
        if lane.more and number == len(pages) - 1:
            verb = "is" if lane.more == 1 else "are"
            bullets(slide, [f"{lane.more} more {verb} not listed."], Box(0.6, 6.2, 12.1, 0.4), size=14, plain=True)


def _pages(rows: Sequence[PackRow]) -> list[list[PackRow]]:
    """The rows of each slide: as many as it has lines for, one at least."""
    pages: list[list[PackRow]] = [[]]
    used = 0.0
    for row in rows:
        lines = max(sum(-(-len(line) // _WIDE) for line in _why(row).split("\n")), 2) + 0.5
        if pages[-1] and used + lines > _LINES:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += lines
    return pages


def _why(row: PackRow) -> str:
    return "\n".join([row.why, *map(_sentence, row.guards)])


def _where(deck: Deck, made: Pack) -> None:
    slide = deck.add("Where")
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
        said.append(f"Decided so far: {place.standing}")
    bullets(slide, said, Box(8.8, 2.65, 4.0, 3.75), size=16)


def _coming(deck: Deck, view: PackView) -> None:
    slide = deck.add("Coming up")
    said = list(view.coming) or ["The calendar has nothing in the next five weeks."]
    if view.touched:
        said.append(f"{months.title(view.month)} itself had: {'; '.join(view.touched)}.")
    bullets(slide, said, Box(0.6, CONTENT_TOP, 12.1, 4.8), size=24)


def _method(deck: Deck, view: PackView) -> None:
    slide = deck.add("What the words mean")
    half = -(-len(view.method) // 2)
    for left, part in ((0.6, view.method[:half]), (6.8, view.method[half:])):
        said = [f"{word[:1].upper()}{word[1:]}. {meaning}" for word, meaning in part]
        bullets(slide, said, Box(left, CONTENT_TOP, 5.9, 5.0), size=12)
