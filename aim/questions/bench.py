"""Where do incidents concentrate if one looks otherwise than the meeting does? The bench of hotspots.

An analyst's page: every threshold may be turned, and what differs from the meeting's is always said. The statistics are
those of :mod:`aim.reading.hotspot_map`, over the whole town whatever part of it is looked at.
"""

from aim.config import Config
from aim.questions import bench_maps, bench_notes, bench_words, words
from aim.questions.bench_card import cell_card
from aim.questions.bench_lens import Lens, lens
from aim.questions.bench_settling import Settled, area_choice, concern_choice, settle
from aim.questions.bench_sum import area_sum, chosen
from aim.questions.bench_views import COMPARE, MULTIPLES, Asking, BenchView
from aim.questions.cell_depth import unsaid
from aim.questions.freshness import freshness
from aim.questions.notes import agreed
from aim.questions.place import position
from aim.questions.shown import is_behind, show
from aim.questions.since import since
from aim.reading.basis import Basis
from aim.reading.freshness import COMPLETE, only
from aim.reading.reporting import meeting_month

BOX = "Box on the map"


def bench_view(
    config: Config, asked: Asking, *, as_of: str | None = None
) -> tuple[BenchView | None, Asking, tuple[str, ...]]:
    """The answer, the choices that hold, and what was left out of them in words; no answer where nothing is built.

    Raises UnknownPictureError for an unknown ``as_of``, and nothing else: what is not offered is left out.
    """
    shown = show(config, as_of)
    if shown is None or not shown.months:
        return None, asked, ()
    everybody = freshness(config, shown)
    settled = settle(everybody, asked)
    looked, made_of, other, shared = _bases(settled)
    found, kept = looked.map(made_of), settled.kept
    drawn = bench_maps.cells_drawn(looked, settled.area)
    first = bench_maps.drawn_map(looked, made_of, found, drawn)
    second = None if other is None else bench_maps.drawn_map(looked, other, looked.map(other), drawn)
    breaks, many = (
        bench_maps.twelve_maps(looked, settled.month, drawn, settled.area)
        if kept.view == MULTIPLES
        else (looked.breaks(made_of), ())
    )
    at = None if kept.cell is None else position(shown, settled.resolution, kept.cell)
    members = chosen(looked, kept, drawn)
    view = BenchView(
        picture=shown.manifest["picture"],
        fingerprint=shown.manifest["fingerprint"],
        as_at=words.moment(shown.manifest["as_at"], config.zone),
        since=None if as_of is None else since(config, shown),
        behind=as_of is None and is_behind(config, shown),
        boundaries_confirmed=shown.partnership["membership_confirmed"],
        asked=settled.full,
        offered=settled.offered,
        standing=settled.standing,
        meeting_month=meeting_month(settled.fresh, settled.concern),
        complete=made_of.state == COMPLETE,
        concern=concern_choice(settled.concern),
        area=area_choice(shown, settled.area),
        title=f"{settled.concern.title}, {bench_words.period(settled.month, settled.window)}",
        differs=bench_words.differs(settled.full, settled.standing, settled.offered.sources),
        sentence=bench_maps.sentence(looked, made_of, found, settled.area, summed=members is not None),
        compared="" if second is None else bench_maps.two_maps(looked, first, second, settled.area),
        unit="Days of imprisonment" if looked.serious else "Incidents",
        breaks=breaks,
        drawn=first,
        beside=second,
        shared=shared,
        many=many,
        columns=bench_maps.columns(looked, made_of, drawn),
        card=None if at is None else cell_card(looked, everybody, made_of, found, at),
        sum=None if members is None else area_sum(looked, made_of, found, members, kept.within or BOX),
        caution=bench_notes.caution(looked, made_of),
        cannot_say=tuple(unsaid(looked.fresh, made_of, settled.resolution)),
        notes=bench_notes.notes_of(looked, settled, made_of),
        apart=int(found.apart[drawn].sum()),
        apart_names=bench_notes.apart_names(looked),
        attribution=shown.manifest["attribution"],
        agreed=tuple(agreed(made_of)),
    )
    return view, kept, settled.left


def _bases(settled: Settled) -> tuple[Lens, Basis, Basis | None, tuple[str, ...]]:
    """The way of looking, what the map and the one beside it are made of, and which sources that leaves of either."""
    looked = lens(settled, settled.fresh)
    made_of = looked.basis(settled.month)
    if settled.kept.view != COMPARE or settled.beside is None:
        return looked, made_of, None, ()
    other = looked.basis(settled.beside)
    shared = [source for source in made_of.sources if source in other.sources]
    if not shared or len(shared) == len(made_of.sources) == len(other.sources):
        return looked, made_of, other, ()
    looked = lens(settled, only(settled.fresh, shared))
    return looked, looked.basis(settled.month), looked.basis(settled.beside), tuple(shared)
