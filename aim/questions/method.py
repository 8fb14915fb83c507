"""How does AIM come to what it says, and how well does that work? The Method page of one picture.

Where nothing is built it answers from the settings, so that the rules can be read before the first number.
"""

from datetime import date
from typing import Any

from aim import __version__, concerns, months, schema
from aim.config import Config, HarmTable
from aim.questions import calendar, words
from aim.questions.freshness import freshness
from aim.questions.method_papers import papers
from aim.questions.method_tables import HINDSIGHT, experiments, looked_back
from aim.questions.method_thresholds import settings
from aim.questions.method_views import BreakRow, EventRow, MethodView, Seriousness, SourceRow, Weight
from aim.questions.method_words import terms
from aim.questions.shown import is_behind, show
from aim.questions.since import since
from aim.reading.doubtful_months import breaks_of
from aim.reading.doubts import Doubt
from aim.reading.freshness import COMPLETE, NOT_YET, Freshness
from aim.reading.shown import Shown
from aim.schema import Source

_YEAR_DAYS = 365


def method_view(config: Config, as_of: str | None = None) -> MethodView:
    """The whole page, of the current picture or the one named. Raises UnknownPictureError for an unknown name."""
    shown = show(config, as_of)
    tables = experiments()
    here = None if shown is None else looked_back(shown)
    return MethodView(
        **(_of_settings(config) if shown is None else _of_picture(config, shown, as_of)),
        tables=tuple(table for table in tables if table.name != HINDSIGHT),
        hindsight=(*filter(None, [here]), *(table for table in tables if table.name == HINDSIGHT)),
        contact=config.partnership.contact or "",
        papers=papers(config),
    )


def _of_settings(config: Config) -> dict[str, Any]:
    """What can be said before anything is built."""
    partnership = config.partnership
    return {
        "title": partnership.title,
        "town": partnership.town,
        "picture": "",
        "as_at": "",
        "code": __version__,
        "since": None,
        "behind": False,
        "terms": terms(
            partnership.hotspots,
            concerns.load(),
            apart=[place.name for place in config.places if place.treatment == "apart"],
            centres=[centre.name for centre in partnership.centres],
        ),
        "settings": settings(partnership.hotspots),
        "sources": (),
        "seriousness": _seriousness(config.harm),
        "breaks": (),
        "events": (),
        "attribution": "",
        "outlines": "",
        "boundaries_confirmed": partnership.membership_confirmed,
    }


def _of_picture(config: Config, shown: Shown, as_of: str | None) -> dict[str, Any]:
    """What a picture rests on: its own settings, never today's."""
    manifest, kept = shown.manifest, shown.manifest["settings"]
    fresh = freshness(config, shown)
    return {
        "title": shown.partnership["title"],
        "town": shown.partnership["town"],
        "picture": manifest["picture"],
        "as_at": words.moment(manifest["as_at"], config.zone),
        "code": manifest["code"],
        "since": None if as_of is None else since(config, shown),
        "behind": as_of is None and is_behind(config, shown),
        "terms": _terms(shown),
        "settings": settings(shown.thresholds),
        "sources": _sources(fresh),
        "seriousness": _seriousness(HarmTable.model_validate(kept["harm"])) if "harm" in kept else None,
        "breaks": _breaks(shown, fresh),
        "events": _events(shown, config.today()),
        "attribution": manifest["attribution"],
        "outlines": manifest["geography"]["status"],
        "boundaries_confirmed": shown.partnership["membership_confirmed"],
    }


def _terms(shown: Shown) -> Any:
    places = shown.manifest["settings"]["places"]
    areas = shown.cells(shown.thresholds.resolution)["area_m2"]
    return terms(
        shown.thresholds,
        shown.concerns,
        apart=[place["name"] for place in places if place["treatment"] == "apart"],
        centres=[centre["name"] for centre in shown.partnership["centres"]],
        cell_m2=sum(areas) / len(areas) if areas else 0.0,
    )


# ---- completeness --------------------------------------------------------------------------------------------------
def _sources(fresh: Freshness) -> tuple[SourceRow, ...]:
    return tuple(_source(fresh, source, fresh.doubts[name]) for name, source in fresh.sources.items())


def _source(fresh: Freshness, source: Source, doubts: dict[str, Doubt]) -> SourceRow:
    states = fresh.states[source.name]
    whole = [month for month, state in states.items() if state == COMPLETE]
    waiting = [month for month, state in states.items() if state == NOT_YET and month not in doubts]
    return SourceRow(
        title=fresh.titles[source.name],
        what=source.title,
        due=_due(source),
        last=months.title(whole[-1]) if whole else "none yet",
        waiting=_spans(waiting) or "none",
        doubted=tuple(
            f"{months.title(month)}: {doubt.words(fresh.titles[source.name])}" for month, doubt in doubts.items()
        ),
        agreement=source.agreement,
    )


def _spans(found: list[str]) -> str:
    """``October to November 2026, January 2027``; nothing for none."""
    return ", ".join(_span(first, last) for first, last in months.runs(found))


def _span(first: str, last: str) -> str:
    if first == last:
        return months.title(first)
    start = months.title(first)
    return f"{start.removesuffix(f' {last[:4]}')} to {months.title(last)}"


def _due(source: Source) -> str:
    """From when a month counts as complete, in words."""
    unit = "quarter" if source.frequency == "quarterly" else "month"
    if not source.delay_months:
        return f"once the {unit} is over"
    return f"{words.number(source.delay_months)} {'month' if source.delay_months == 1 else 'months'} after the {unit}"


# ---- tables of the settings ----------------------------------------------------------------------------------------
def _seriousness(table: HarmTable) -> Seriousness:
    ordered = sorted(table.weights, key=lambda row: (-row.typical, -row.high))
    return Seriousness(
        weights=tuple(
            Weight(
                category=schema.CATEGORY_TITLES[row.category],
                low=row.low,
                typical=row.typical,
                high=row.high,
                local=row.basis == "local",
                source=row.source,
            )
            for row in ordered
        ),
        unweighed=tuple(
            (", ".join(schema.CATEGORY_TITLES[key] for key in group.categories), group.reason)
            for group in table.unweighed
        ),
        owner=table.owner,
        reviewed=_day(table.reviewed),
    )


def _breaks(shown: Shown, fresh: Freshness) -> tuple[BreakRow, ...]:
    """The breaks as they stood when the picture was made; a source by what it is called beside the others."""
    return tuple(
        BreakRow(
            name=each.name,
            month=months.title(each.month),
            sources="all sources"
            if each.sources == "all"
            else words.listed([fresh.titles.get(source, source) for source in each.sources]),
            note=each.note,
        )
        for each in breaks_of(shown)
    )


def _events(shown: Shown, today: date) -> tuple[EventRow, ...]:
    """The calendar of the picture, the next one first; what has no more dates comes last."""
    following: dict[str, str] = {}
    for event in calendar.coming_up(shown, today, days=_YEAR_DAYS):
        following.setdefault(event.name, event.words.removeprefix(f"{event.name}, "))
    entries = {entry["name"]: entry for entry in shown.manifest["settings"].get("calendar", ())}
    ordered = [*following, *(name for name in entries if name not in following)]
    return tuple(
        EventRow(
            name=name,
            when=following.get(name, "none within a year"),
            note=entries[name]["note"],
            source=entries[name]["source"],
        )
        for name in ordered
    )


def _day(day: date) -> str:
    return f"{day.day} {months.NAMES[day.month - 1]} {day.year}"
