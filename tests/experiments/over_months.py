"""The tables about months of areas and sources: bands of trends, completeness, and what ten lost days change."""

from typing import Final

from experiments import completeness, deletion, trends
from experiments.table import Case, Row, Table, between, most, number, percent, text, where

_SERIES: Final = 10_000
_SEED: Final = 20_250_601
_VOLUMES: Final = 5_000
_LEVELS: Final = (60, 600, 2_500)
_RATIOS: Final = (1.0, 1.6, 3.0)
_SOURCES: Final = 300
_A_DAY: Final = (1.0, 1.4, 2.0, 3.0, 5.0)
_OF_DAYS: Final = (1.0, 1.6)
_TOWNS: Final = 100
_DELETED: Final = 20_261_126


def _trend_words(rows: list[Row]) -> str:
    twenty, hundred = where(rows, level=20), where(rows, level=100)
    return (
        f"Where nothing changed, {between(rows, 'coverage_95')} of months lay inside the 95 % band (asked for: 93 to "
        f"98 %) and at most {most(rows, 'false_higher')} were called higher than usual (asked for: 3.5 %). A rise by "
        f"half was called in {between(twenty, 'power')} of months at 20 a month and in {between(hundred, 'power')} at "
        "100: most rises of small numbers are not seen in one month."
    )


def _volume_words(rows: list[Row]) -> str:
    small, large = where(rows, level=60), where(rows, level=2_500)
    return (
        f"Of whole months, {between(rows, 'called_short', 2)} were taken for short by chance (asked for: 0.1 %). A "
        f"month that lost a third was noticed in {between(large, 'third_lost_seen')} of cases at 2,500 a month but "
        f"only in {between(small, 'third_lost_seen')} at 60: small sources can lose a third unseen."
    )


def _days_words(rows: list[Row]) -> str:
    false = sum(row["false"] for row in rows)
    years = sum(row["sources"] * row["years"] for row in rows)
    busy, quiet = where(rows, level=5.0), where(rows, level=1.0)
    return (
        f"In {years:,} years of sources that lost nothing, {false} silent gaps were found. Ten lost days were found in "
        f"{between(busy, 'ten_days_seen')} of cases at five incidents a day but in {between(quiet, 'ten_days_seen')} "
        "at one a day: a quiet source can fall silent for ten days unseen."
    )


def _deletion_words(rows: list[Row]) -> str:
    others = sum(row["claims of other concerns"] for row in rows)
    changed = sum(row["of those changed too"] for row in rows)
    busy, quiet = ([row for row in rows if (row["a day"] > 1) == many] for many in (True, False))
    return (
        f"Of {others:,} claims about concerns that do not rest on the source that lost ten days, {changed} changed. At "
        f"two incidents a day and more the loss was found in {between(busy, 'lost days found', 0)} of towns, and "
        f"{_still(busy)} signals that rest on that month were still given. At one a day it was found in "
        f"{between(quiet, 'lost days found', 0)}, and {_still(quiet)} were given although ten days were missing."
    )


def _still(rows: list[Row]) -> str:
    now = where(rows, when=next(iter(deletion.WHEN)))
    return f"{sum(row['signals still given'] for row in now):,} of {sum(row['signals before'] for row in now):,}"


TABLES: Final = (
    Table(
        "trends",
        "Is this month what its season leads us to expect? How often the bands hold, cry wolf and see a rise",
        _trend_words,
        (
            text("months of history", "history"),
            text("incidents a month", "level"),
            text("variance/mean", "ratio"),
            percent("inside the 95 % band", "coverage_95"),
            percent("inside the 99 % band", "coverage_99"),
            percent("false: slightly higher or higher", "false_higher", 2),
            percent("false: slightly lower or lower", "false_lower", 2),
            percent("outside by the chance line", "chance_line", 2),
            percent("a rise by half called", "power"),
            percent("a rise by half called higher, not only slightly", "power_99"),
            percent("series judged", "judged"),
        ),
        tuple(
            Case(trends.case, (level, ratio, history, _SERIES, _SEED))
            for history in trends.HISTORIES
            for level in trends.LEVELS
            for ratio in trends.RATIOS
        ),
        _SEED,
        f"{_SERIES:,} series a row, each with a season and a trend of its own",
    ),
    Table(
        "completeness-volume",
        "Did the whole month arrive? How often a month is taken for short, and how often a lost third is noticed",
        _volume_words,
        (
            text("months of history", "history"),
            text("incidents a month", "level"),
            text("variance/mean", "ratio"),
            percent("whole months taken for short", "called_short", 2),
            percent("months that lost a third noticed", "third_lost_seen"),
        ),
        tuple(
            Case(completeness.volume, (level, ratio, history, _VOLUMES, _SEED))
            for history in (24, 36)
            for level in _LEVELS
            for ratio in _RATIOS
        ),
        _SEED,
        f"{_VOLUMES:,} series a row",
    ),
    Table(
        "completeness-days",
        "Did a source fall silent? Gaps seen where there are none, and ten lost days found",
        _days_words,
        (
            number("incidents a day", "level", 1),
            text("variance/mean of days", "ratio"),
            text("gaps found where nothing is lost", "false"),
            percent("ten lost days found", "ten_days_seen"),
        ),
        tuple(Case(completeness.days, (a_day, ratio, _SOURCES, _SEED)) for a_day in _A_DAY for ratio in _OF_DAYS),
        _SEED,
        f"{_SOURCES} sources a row, four years each",
    ),
    Table(
        "deletion",
        "Ten days of one source are lost: what changes?",
        _deletion_words,
        (
            text("source that lost ten days", "source"),
            number("incidents a day", "a day", 1),
            text("lost in", "when"),
            percent("loss found", "lost days found", 0),
            text("claims that rest on the source", "claims that rest on it"),
            text("of those changed", "of those changed"),
            text("signals that rest on it", "signals before"),
            text("of those still given", "signals still given"),
            text("claims of other concerns", "claims of other concerns"),
            text("of those changed too", "of those changed too"),
        ),
        tuple(
            Case(deletion.case, (source, when, _TOWNS, _DELETED)) for when in deletion.WHEN for source in deletion.DATED
        ),
        _DELETED,
        f"{_TOWNS} towns a row, each with four sources, seven concerns, five areas and 37 months",
    ),
)
