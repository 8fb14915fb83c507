"""Which columns say what happened, and which category each of their labels may be: proposed only where it is clear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from aim.ingest.answers import BETWEEN, is_never_stored
from aim.ingest.proposing import personal
from aim.ingest.proposing.personal import words
from aim.ingest.proposing.tables import Table
from aim.schema import (
    CATEGORIES,
    CATEGORY_TITLES,
    COUNCIL,
    FIRE,
    HOUSING,
    POLICE,
    WITHHELD,
)

MOST = 200  # labels an analyst can be asked about
_LONGEST = 120  # letters of a label
_STRONG = frozenset("category categories offence crime classification subcategory".split())
_FAIR = frozenset("type class kind nature incident case request complaint service stop issue code group sub".split())
_AGAINST = frozenset(
    "property land waste size special alarm origin status state ward area method how via source channel outcome closed "
    "weather animal ignition item priority grade agency team building vehicle main primary derelict occupied normally "
    "confined discovered powered spread damaged action boundary lsoa oa borough station district force severity "
    "number num no id ref reference count cost hour day month year date time postcode street ground location".split()
)
_AGENCY_WORDS = {
    FIRE: re.compile(r"fire|pump|appliance|stop ?code|frs|station ?ground", re.I),
    HOUSING: re.compile(r"tenan|landlord|housing|estate|patch", re.I),
    POLICE: re.compile(r"crime|offence|police|nsir|home ?office|beat|force", re.I),
    COUNCIL: re.compile(r"service_(request|name|code)|council|fly|ward|parish|desk|fixmystreet", re.I),
}
# Of the words of a label: the category they mean. Two that answer differently leave it open. None: of every agency.
_MEANS: tuple[tuple[str | None, str, str], ...] = (
    (None, r"fly[- ]?tip|dumped (rubbish|waste)", "fly-tipping"),
    (COUNCIL, r"\blitter\b", "litter"),
    (COUNCIL, r"graffiti|fly[- ]?post", "graffiti"),
    (COUNCIL, r"\bnoise\b|\bnoisy\b", "noise"),
    (HOUSING, r"\bnoise\b|\bnoisy\b|loud music", "housing-noise"),
    (None, r"abandoned (car|vehicle|motor)|vehicles?,? abandoned", "abandoned-vehicle"),
    (COUNCIL, r"dog (foul|mess|dirt)", "dog-fouling"),
    (COUNCIL, r"anti[- ]?social|\basb\b", "council-asb"),
    (HOUSING, r"^(?!.*\bnois).*(anti[- ]?social|\basb\b|nuisance)", "housing-asb"),
    (POLICE, r"asb.*personal|personal.*(asb|anti[- ]?social)", "asb-personal"),
    (POLICE, r"asb.*nuisance|nuisance.*(asb|anti[- ]?social)", "asb-nuisance"),
    (POLICE, r"asb.*environment|environment.*(asb|anti[- ]?social)", "asb-environmental"),
    (POLICE, r"(bicycle|cycle).*theft|theft.*(bicycle|pedal cycle)", "bicycle-theft"),
    (POLICE, r"\bburglary\b", "burglary"),
    (POLICE, r"criminal damage|\barson\b", "criminal-damage-arson"),
    (POLICE, r"\bshop-?lifting\b", "shoplifting"),
    (POLICE, r"\brobbery\b", "robbery"),
    (POLICE, r"theft from (the )?person", "theft-from-the-person"),
    (POLICE, r"theft (from|of).*(vehicle|motor)|vehicle (crime|theft|interference)", "vehicle-crime"),
    (POLICE, r"public order", "public-order"),
    (POLICE, r"\bdrugs?\b", "drugs"),
    (POLICE, r"weapon", "possession-of-weapons"),
    (FIRE, r"false alarm|\bafa\b", "fire-false-alarm"),
)
_DELIBERATE = re.compile(r"(?<!not )(?<!non-)deliberate|doubtful|malicious(?! .*alarm)", re.I)
# Held by neighbourhood only, whoever reports it; a label that names one of them is never proposed as anything else.
_SENSITIVE = (
    (r"sexual|\brape\b|indecen|voyeur", "sexual-offences"),
    (r"domestic (abuse|violence|incident)|\bda\b incident|coercive", "domestic-abuse"),
    (r"\bhate\b|racial|racist|homophob|transphob", "hate-crime"),
    (r"exploit|slavery|traffick(?!.*drug)|\bcse\b|county lines|grooming", "exploitation"),
    (r"missing (person|child|from home)|\bmissing\b", "missing-person"),
)
# Not for AIM: they tell of a person, not of a place.
_ABOUT_PEOPLE = re.compile(
    r"safeguard|welfare|vulnerab|concern for|effecting entry|\bentry/exit|assist(ed|ance).*(person|disab)|disab|"
    r"\bcare\b|bereave|sudden death|\bdeath\b|\bfatal|casualt|lift release|persons? from",
    re.IGNORECASE,
)
# What a label says that it is not, or says in passing.
_ASIDE = re.compile(r"\(.*|\b(excluding|except|other than|not|non)\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Labels:
    """The category ``columns`` and, of their labels as a map writes them, the ``answers`` (None: to be decided).

    ``private``: labels that look as if they told of a person: counted, never written. ``others``: columns that may be
    meant instead, with how many labels they have. ``agency`` is None where nothing tells.
    """

    columns: tuple[str, ...]
    answers: dict[str, str | None]
    private: int
    others: tuple[tuple[str, int], ...]
    agency: str | None


def find(table: Table, taken: Sequence[str]) -> Labels:
    """Of a table, of whose columns ``taken`` mean something else."""
    scored = {name: _score(name) for name in table.columns if name not in taken and _may_be(table, name)}
    ranked = sorted(scored, key=lambda name: -scored[name])
    chosen = tuple(ranked[:1]) if ranked and scored[ranked[0]] > 0 else ()
    if chosen:
        chosen = _with_second(table, chosen[0], [name for name in ranked[1:] if scored[name] > 0])
        chosen = _with_cause(table, chosen, [name for name in scored if name not in chosen])
    others = tuple((name, len(table.distinct(name))) for name in ranked if name not in chosen)
    found = _labels(table, chosen) if chosen else []
    shown = [label for label in found if not personal.is_personal(label) and len(label) <= _LONGEST]
    agency = agency_of([*table.columns, *chosen], shown)
    return Labels(chosen, {label: answer(label, agency) for label in shown}, len(found) - len(shown), others, agency)


def answer(label: str, agency: str | None) -> str | None:
    """What a label clearly means; None where it is for a person to say."""
    text = label.casefold()
    if is_never_stored(label) or _ABOUT_PEOPLE.search(text):
        return WITHHELD
    titles = {title.casefold(): key for key, title in CATEGORY_TITLES.items()}
    if text in titles:
        return titles[text]
    for pattern, key in _SENSITIVE:
        if re.search(pattern, text):
            return key
    main = _ASIDE.sub("", text)
    keys = {key for whose, pattern, key in _MEANS if whose in (None, agency) and re.search(pattern, main)}
    if agency == FIRE and not keys and re.search(r"\bfires?\b", text):
        keys = _fires(text)
    return keys.pop() if len(keys) == 1 else None


def _fires(text: str) -> set[str]:
    if "accidental" in text or "not known" in text or "chimney" in text:
        return {"fire-accidental"}
    if not _DELIBERATE.search(text):
        return set()
    if "secondary" in text and "vehicle" not in text:
        return {"fire-deliberate-secondary"}
    if "primary" in text:
        return {"fire-deliberate-vehicle"} if re.search(r"vehicle|\bcar\b|motor", text) else {"fire-deliberate-primary"}
    return set()


def agency_of(columns: Sequence[str], labels: Sequence[str]) -> str | None:
    """Whose extract it is: by labels that are titles of one agency's categories, else by the names of columns."""
    titles = {category.title.casefold(): category.agency for category in CATEGORIES}
    said = {titles[label.casefold()] for label in labels if label.casefold() in titles}
    if len(said) == 1:
        return said.pop()
    counts = {agency: sum(pattern.search(name) is not None for name in columns)
              for agency, pattern in _AGENCY_WORDS.items()}  # fmt: skip
    most = max(counts.values())
    best = [agency for agency, count in counts.items() if count == most > 0]
    return best[0] if len(best) == 1 else None


def _may_be(table: Table, name: str) -> bool:
    """Whether a column has few labels, of words, that tell of nobody."""
    values = table.distinct(name)
    filled = table.rows - table.columns[name].null_count
    few = len(values) <= MOST and (len(values) <= 5 or len(values) * 2 <= filled)
    return (
        bool(values)
        and few
        and personal.has_words(values)
        and personal.by_name(name) is None
        and personal.by_values(values) is None
    )


def _score(name: str) -> int:
    """How much a column's name sounds like what happened; 0 and less: not at all."""
    said = set(words(name))
    if said & _AGAINST:
        return 0
    return 3 * len(said & _STRONG) + len(said & _FAIR)


def _with_second(table: Table, first: str, others: Sequence[str]) -> tuple[str, ...]:
    """With the column that parts the labels of the first further, where one is of its family."""
    for other in others:
        pair = (first, other) if len(table.distinct(first)) <= len(table.distinct(other)) else (other, first)
        both, most = len(_labels(table, pair)), max(len(table.distinct(name)) for name in pair)
        if most < both <= MOST and both * 2 <= table.rows:
            return pair
    return (first,)


def _with_cause(table: Table, chosen: tuple[str, ...], others: Sequence[str]) -> tuple[str, ...]:
    """With the column that tells deliberate fires from accidental ones: without it no fire can be counted."""
    for other in others:
        values = " ".join(table.distinct(other)).casefold()
        if "deliberate" in values and "accidental" in values and len(_labels(table, (*chosen, other))) <= MOST:
            return (*chosen, other)
    return chosen


def _labels(table: Table, columns: tuple[str, ...]) -> list[str]:
    """Every label that occurs, as the core joins them; the commonest first, "" for rows without one."""
    counted = pc.value_counts(table.joined(columns, BETWEEN)).to_pylist()
    counted.sort(key=lambda each: (-each["counts"], each["values"] or ""))
    return [each["values"] or "" for each in counted]
