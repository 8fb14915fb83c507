"""What does a neighbourhood's team have to know this morning? What came since the last briefing, and where to be.

Received, not occurred (:mod:`aim.reading.received`): an incident of Friday that comes on Tuesday is in Tuesday's
briefing, dated Friday, and in no later one. Where nothing can be told, that is said: too few for hours, monthly data,
nothing received.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from aim import months, schema
from aim.building.counting import Ground
from aim.concerns import ALL
from aim.config import Config
from aim.engine.suppression import LEAST
from aim.errors import QuestionError
from aim.geography import outlines
from aim.questions import briefing_places, calendar, reasons, words
from aim.questions.bench_words import period
from aim.questions.briefing_received import CameIn, came_in, day_title
from aim.questions.briefing_views import LAST, PERIODS, THREE_DAYS, WEEK, BriefingMap, BriefingView, Hours
from aim.questions.briefing_week import compared, is_week
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.month import month_view
from aim.questions.shown import is_behind, show
from aim.questions.views import TOWN
from aim.reading.freshness import Freshness
from aim.reading.received import Received, as_if_daily, last_morning, received
from aim.reading.reporting import meeting_month
from aim.reading.when import ENOUGH, when
from aim.store.arrivals import Arrivals, arrivals, landings
from aim.store.held import held
from aim.store.incidents import IncidentStore

_SPANS: Final = {THREE_DAYS: timedelta(hours=72), WEEK: timedelta(days=7)}
_COMING: Final = 3


@dataclass(frozen=True)
class _Span:
    """From when to when something counts as received, and the newest file that came until then (None: none did).

    ``key`` names what was ``found``; ``whole``: the sources that brought about a week.
    """

    since: datetime
    until: datetime
    last_file: datetime | None
    landed: bool
    found: Received
    key: tuple[Any, ...]
    whole: frozenset[str]


def briefing_view(
    config: Config, *, area: str | None = None, since: str = LAST, edition: Edition = Edition.INTERNAL
) -> BriefingView | None:
    """The briefing of the neighbourhood ``area`` (default: the first), or None where nothing is built yet.

    ``since``: a key of :data:`PERIODS`. The public edition has no hours, no decision in force and no number: of two
    periods that overlap a small one could be worked out. Raises QuestionError for an unknown area or period.
    """
    shown = show(config)
    if shown is None:
        return None
    names = shown.neighbourhoods
    area = names[0] if area is None else next((name for name in names if name.casefold() == area.casefold()), area)
    if area not in names:
        raise QuestionError(f"{area[:40]!r} is no neighbourhood: there are {words.listed(names)}")
    if since not in PERIODS:
        raise QuestionError(f"{since[:40]!r} is no period of a briefing: there are {', '.join(PERIODS)}")
    fresh = freshness(config, shown)
    span = _span(config, fresh, since)
    public = edition == Edition.PUBLIC
    here = (span.key, fresh.key, area, span.until.date(), repr(config.partnership.briefing))
    came = shown.once(
        ("briefing came", *here, public),
        lambda: came_in(fresh, span.found, area, span.until, config.partnership.briefing, public=public),
    )
    month = meeting_month(fresh, shown.concern(ALL)) or shown.months[-1]
    places, fault = briefing_places.places(config, fresh, month, area, public=public)
    hours, no_hours = (None, "") if public else _hours(fresh, area)
    return BriefingView(
        picture=shown.manifest["picture"],
        fingerprint=shown.manifest["fingerprint"],
        as_at=words.moment(shown.manifest["as_at"], config.zone),
        demonstration=shown.manifest["demonstration"],
        behind=is_behind(config, shown),
        boundaries_confirmed=shown.partnership["membership_confirmed"],
        attribution=shown.manifest["attribution"],
        public=public,
        area=area,
        areas=names,
        period=since,
        title=f"{area}, {day_title(span.until.date())} {span.until.year}",
        month=month,
        received=_received(span, came, since, area, public),
        last_file=_last_file(span),
        stale=_stale(config, fresh, span),
        places=places,
        places_note=fault or _places_note(area, month, len(places), public=public),
        rows=came.rows,
        left=came.left,
        compared=shown.once(
            ("briefing week", *here), lambda: compared(fresh, span.found.incidents, area, span.until, span.whole)
        )
        if since == WEEK and not public
        else (),
        hours=hours,
        no_hours=no_hours,
        coming_up=tuple(event.words for event in calendar.coming_up(shown, span.until.date()))[:_COMING],
        notes=tuple(_notes(fresh)),
        town=_town(config, month, area),
    )


def _span(config: Config, fresh: Freshness, period: str) -> _Span:
    shown, until = fresh.shown, config.now()
    before = config.partnership.briefing.before(until.date(), config.zone)
    since = before if period == LAST else until - _SPANS[period]
    ground = shown.once(("briefing ground",), lambda: Ground.of(config, outlines.load(config)))
    store, version = IncidentStore(config.data), int(shown.manifest["data_version"])
    if shown.manifest["demonstration"]:
        last_day = date.fromisoformat(shown.manifest["demonstration_until"] or until.date().isoformat())
        morning = last_morning(until, last_day)
        content = shown.once(("held", version), lambda: held(config.data, version))
        hours = ("briefing as if", f"{since:%F %H}", f"{until:%F %H}")
        found = shown.once(hours, lambda: as_if_daily(store, since, until, ground, content))
        whole = frozenset(fresh.sources) if is_week(morning - since) else frozenset()
        return _Span(since, until, morning, since < morning, found, hours, whole)
    steps = shown.once(("briefing steps", version), lambda: landings(config.data, version))
    landed, newest = steps.between(since, until), steps.last(until)
    # What landed decides, not the minute in which somebody looks.
    key = ("briefing received", steps.at(since), steps.at(until), landed)
    found = shown.once(key, lambda: _read(config, store, arrivals(config.data, steps, since, until), ground))
    whole = frozenset(source for source in fresh.sources if is_week(steps.reach(source, since, until)))
    return _Span(since, until, newest and newest.astimezone(config.zone), bool(landed), found, key, whole)


def _read(config: Config, store: IncidentStore, moved: Arrivals, ground: Ground) -> Received:
    return received(store, moved, ground, held(config.data, moved.version))


def _received(span: _Span, came: CameIn, period: str, area: str, public: bool) -> str:
    """``Received since Fri 09:00: 14 police, 2 fire, 9 council.``; ``Nothing received since Fri 17:10.``"""
    if not span.landed:
        if span.last_file is None:
            return "Nothing was received yet."
        return f"Nothing received since {_moment(span.last_file, span.until)}."
    start = {
        LAST: f"Received since {_moment(span.since, span.until)}",
        THREE_DAYS: "Received in the last 72 hours",
        WEEK: "Received in the last 7 days",
    }[period]
    if public:  # of fewer not even that there were any, nor that there were none
        told = tuple(agency.lower() for agency, count in came.by_agency.items() if count >= LEAST)
        return f"{start}: {f'reports of {words.listed(told)}' if told else 'nothing that may be told in public'}."
    if not came.total:
        return f"{start}: nothing new in {area}."
    counts = {agency.lower(): count for agency, count in came.by_agency.items() if count}
    return f"{start}: {', '.join(f'{count:,} {agency}' for agency, count in counts.items())}."


def _moment(moment: datetime, now: datetime) -> str:
    """``08:41`` of today, ``Fri 17:10`` of the last six days, ``Fri 13 Nov 17:10`` of earlier ones."""
    days = (now.date() - moment.date()).days
    if not days:
        return f"{moment:%H:%M}"
    day = day_title(moment.date())
    return f"{day.split()[0] if days < 7 else day} {moment:%H:%M}"


def _last_file(span: _Span) -> str:
    if span.last_file is None or not span.landed:
        return ""
    return f"Last file {_moment(span.last_file, span.until)}."


def _stale(config: Config, fresh: Freshness, span: _Span) -> str:
    """How old the newest file is, where the briefing before had it already; of monthly data that is as it should be."""
    before = config.partnership.briefing.before(span.until.date(), config.zone)
    if span.last_file is None or span.last_file > before or not briefing_places.dated(fresh):
        return ""
    hours = int((span.until - span.last_file).total_seconds() // 3600)
    age = f"{hours} hours" if hours < 48 else f"{hours // 24} days"
    return f"last file {_moment(span.last_file, span.until)}, {age} ago"


def _places_note(area: str, month: str, count: int, *, public: bool) -> str:
    """What is said instead of places: some may be on the list and known, put off or quietened."""
    listed = f"the list for discussion of {months.title(month)}"
    if count:
        return ""
    if public:
        return f"No place in {area} is new or worse, or long-standing, on {listed}."
    return f"No place in {area} is for today: on {listed} none there is open, watched or sent to."


def _hours(fresh: Freshness, area: str) -> tuple[Hours | None, str]:
    """When it happens in a neighbourhood, over all concerns; or why that cannot be told."""
    shown = fresh.shown
    resolution = shown.thresholds.resolution
    sources = briefing_places.dated(fresh)
    if not sources:
        return None, f"{briefing_places.monthly_agencies(fresh, tuple(fresh.sources))} data here is monthly: no hours."
    inside = [n for n, name in enumerate(shown.cells(resolution)[schema.NEIGHBOURHOOD]) if name == area]
    found = when(shown, shown.concern(ALL), sources, inside, resolution)
    count = int(found.incidents)
    if not found.enough:
        return None, f"Too few to show hours: {count} dated incidents in a year, {ENOUGH} are needed."
    agencies = words.listed(
        tuple(dict.fromkeys(fresh.sources[n].agency.lower() for n in fresh.sources if n in sources))
    )
    said = reasons.hours(found.week) or briefing_places.NO_PATTERN
    return Hours(tuple(found.week.tolist()), count, f"{count:,} dated incidents of {agencies} in a year: {said}."), ""


def _notes(fresh: Freshness) -> Sequence[str]:
    """Whose data is monthly and how far it goes, and how a demonstration is told."""
    said, dated = [], briefing_places.dated(fresh)
    counted = {source for source, _ in fresh.shown.series}  # not what another source reports better
    for name, held_months in fresh.states.items():
        if name in counted - dated and held_months:
            newest = max(held_months)
            said.append(f"{fresh.titles[name]} data here is monthly: the newest is {months.title(newest)}.")
    if fresh.shown.manifest["demonstration"]:
        said.append("Demonstration: every report is told as if it had come at 08:00 the morning after.")
    return said


def _town(config: Config, month: str, area: str) -> BriefingMap:
    """What the meeting's map counts, all concerns."""
    view = month_view(config, month=month, area=TOWN)
    if view is None:
        raise QuestionError("there is no picture any more: run `aim build`")
    table = view.cells
    here = tuple(name == area for name in table.neighbourhood)
    return BriefingMap(table.cell, table.name, here, table.count, view.breaks, period(month, view.window))
