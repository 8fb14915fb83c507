"""The Method page as pure functions: what is said, in which words, and that no part of an address breaks it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st
from sightings import of_class, parts, text

from aim import config as configuration
from aim.config import Config
from aim.errors import SettingsError
from aim.pages import method, method_parts, shell
from aim.questions.method import method_view
from aim.questions.method_views import MethodView, Table

PLAIN = ("says", "words", "completeness")  # parts without a word of statistics
JARGON = re.compile(
    r"\b(z|p|p-?values?|significan\w*|sigma|gi\*?|poisson|quasi\w*|dispersion|variance|null|hypothes\w*|percentile|"
    r"false discovery|confidence|deviation|regression|distribution|posterior|cells?|blob|alert|predict\w*)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return configuration.load(tmp_path_factory.mktemp("empty") / "none", {})


@pytest.fixture(scope="module")
def rules(empty: Config) -> MethodView:
    """The view before anything is built."""
    return method_view(empty)


def sections(regions: dict[str, Any]) -> dict[str, html.Section]:
    return {part.id: part for part in regions["main"]}


def table(rows: Sequence[Sequence[Any]]) -> Table:
    columns = tuple(f"column {n}" for n in range(len(rows[0])))
    return Table("made-up", "Made up?", "It is.", "three towns; seed 7", columns, tuple(map(tuple, rows)))


def test_every_part_is_there_and_the_contents_lead_to_it(demonstration: Config) -> None:
    regions = method.regions(demonstration, "")
    assert list(sections(regions)) == [
        "says", "words", "completeness", "works", "hindsight", "seriousness", "calendar", "sources", "record",
        "challenge",
    ]  # fmt: skip
    links = [part.href for part in parts(regions["contents"]) if isinstance(part, html.A)]
    assert links == [f"#{key}" for key in sections(regions)]
    identities = [part.id for part in parts(regions["main"]) if getattr(part, "id", None)]
    assert len(set(identities)) == len(identities)
    assert regions["notices"] == []


def test_before_anything_is_built_the_page_says_so_and_gives_the_rules(empty: Config) -> None:
    regions = method.regions(empty, None)
    assert "calendar" not in sections(regions)
    assert {"says", "words", "completeness", "works", "seriousness", "sources", "challenge"} <= set(sections(regions))
    assert "Nothing is loaded yet" in text(regions["notices"])
    assert "Nothing was received yet." in text(sections(regions)["completeness"])
    assert "Send them to the partnership's analyst." in text(sections(regions)["challenge"])


def test_the_first_parts_use_no_word_of_statistics(demonstration: Config) -> None:
    found = sections(method.regions(demonstration, ""))
    for key in PLAIN:
        assert JARGON.findall(text(found[key])) == []


def test_every_word_of_the_product_is_explained(demonstration: Config) -> None:
    said = [text(part) for part in parts(method.regions(demonstration, "")["main"]) if isinstance(part, html.Dt)]
    for word in (
        "place", "new or worse", "every month", "on and off", "quietened", "slightly higher", "as expected",
        "cannot say", "rank could easily change", "not complete yet", "seriousness", "known places apart",
    ):  # fmt: skip
        assert any(word in each for each in said), word


def test_every_source_stands_with_its_last_complete_month(demonstration: Config) -> None:
    view = method_view(demonstration)
    shown = sections(method.regions(demonstration, ""))["completeness"]
    assert view.sources
    for source in view.sources:
        assert source.title in text(shown)
        assert source.last in text(shown)


def test_all_that_was_measured_is_shown_with_its_seed(demonstration: Config) -> None:
    view = method_view(demonstration)
    found = sections(method.regions(demonstration, ""))
    for tables, key in ((view.tables, "works"), (view.hindsight, "hindsight")):
        assert [part.id for part in of_class(found[key], "measured")] == [f"measured-{each.name}" for each in tables]
        for each in tables:
            assert each.made in text(found[key])
    assert "never a figure to judge" in text(found["hindsight"])


def test_hindsight_is_left_out_where_nobody_looked_back(rules: MethodView) -> None:
    keys = [part.key for part in method._parts(replace(rules, hindsight=()))]
    assert "hindsight" not in keys
    assert keys[-1] == "challenge"


def test_seriousness_says_which_rows_are_local_choices(rules: MethodView) -> None:
    assert rules.seriousness is not None
    (part,) = [part for part in method._parts(rules) if part.key == "seriousness"]
    tags = of_class(part.section, "tag")
    assert len(tags) == sum(row.local for row in rules.seriousness.weights) > 0
    assert {text(tag) for tag in tags} == {"local choice"}
    assert all(row.source.removeprefix("Local choice: ") in text(part.section) for row in rules.seriousness.weights)


def test_who_answers_is_named_only_where_the_settings_name_somebody(rules: MethodView) -> None:
    named = method._parts(replace(rules, contact="the analyst of the night shift"))[-1]
    assert "Send them to the analyst of the night shift." in text(named.section)


# ---- tables --------------------------------------------------------------------------------------------------------
def test_long_tables_are_folded_under_their_sentence_and_short_ones_stand_open() -> None:
    short, long = (
        table([(f"row {n}", n) for n in range(size)]) for size in (method_parts.OPEN_ROWS, method_parts.OPEN_ROWS + 1)
    )
    folds = [
        [part for part in parts(method_parts.measured(each)) if isinstance(part, html.Details)]
        for each in (short, long)
    ]
    assert [len(each) for each in folds] == [0, 1]
    for each in (short, long):
        assert text(method_parts.measured(each)).startswith("Made up? It is. three towns; seed 7")


def test_a_table_can_be_reached_by_keyboard_and_names_its_rows_and_columns() -> None:
    frame = method_parts.figures("Counts", ("what", "how many"), [["a", "1"], ["b", "22"]], numeric=(False, True))
    assert (frame.role, frame.tabIndex, getattr(frame, "aria-label")) == ("region", "0", "Counts")
    headers = [part for part in parts(frame) if isinstance(part, html.Th)]
    assert [header.scope for header in headers] == ["col", "col", "row", "row"]
    assert len(of_class(frame, "figure")) == 3


def test_numbers_of_a_column_have_the_same_decimals_and_thousands_are_parted() -> None:
    rows = [("a", 1.0, 24, "as real months"), ("b", 12.25, 12_900, 1.6), ("c", -0.5, 7, 1.0)]
    assert method_parts.written(rows) == [
        ["a", "1.00", "24", "as real months"], ["b", "12.25", "12,900", "1.6"], ["c", "−0.50", "7", "1.0"],
    ]  # fmt: skip
    assert method_parts.numeric(rows) == [False, True, True, True]


@given(st.lists(st.one_of(st.integers(-(10**7), 10**7), st.floats(-1e6, 1e6).map(lambda x: round(x, 3))), min_size=1))
def test_what_is_written_is_the_number(values: list[int | float]) -> None:
    written = [row[0] for row in method_parts.written([(value,) for value in values])]
    assert [float(each.replace(",", "").replace("−", "-")) for each in written] == values


# ---- the address ---------------------------------------------------------------------------------------------------
def test_another_picture_says_that_it_is_not_the_current_one(rules: MethodView) -> None:
    older = method._notices(replace(rules, picture="3-0a1b2c3d", since=()), ())
    assert "This is picture 3-0a1b2c3d, as at" in text(older)
    assert [part.href for part in parts(older) if isinstance(part, html.A)] == ["?"]
    behind = method._notices(replace(rules, picture="3-0a1b2c3d", behind=True), ())
    assert "have changed" in text(behind)


def test_an_unknown_picture_shows_the_current_one_and_says_so(demonstration: Config) -> None:
    regions = method.regions(demonstration, "?as-of=99-00000000")
    assert "none of that name is kept here" in text(regions["notices"])
    assert method_view(demonstration).picture in text(regions["top"])


@pytest.mark.parametrize(
    ("search", "found", "ignored"),
    [
        ("", None, 0),
        ("?as-of=12-b362a8a8", "12-b362a8a8", 0),
        ("?as-of=12", "12", 0),
        ("?as-of=12&as-of=13", "12", 1),
        ("?as-of=", None, 1),
        ("?as-of=../../etc", None, 1),
        ("?as-of=<script>", None, 1),
        ("?month=2026-01", None, 1),
        ("?" + "a" * 3_000, None, 1),
    ],
)
def test_an_address_names_a_picture_or_is_left_out(search: str, found: str | None, ignored: int) -> None:
    as_of, left_out = method.read(search)
    assert (as_of, len(left_out)) == (found, ignored)
    assert "<" not in " ".join(left_out)


@given(st.text(max_size=80))
def test_no_address_breaks_the_page(search: str) -> None:
    as_of, _ = method.read(search)
    assert as_of is None or re.fullmatch(r"[0-9a-fA-F-]+", as_of)


def test_the_navigation_leads_here(demonstration: Config) -> None:
    from aim.pages import create_app

    create_app(demonstration)
    links = {
        part.href: part for part in parts(shell.pages({"path": method.PATH, "search": ""})) if isinstance(part, html.A)
    }
    assert text(links["/method"]) == "Method"
    assert getattr(links["/method"], "aria-current") == "page"


def test_the_picture_id_to_quote_stands_on_the_page(demonstration: Config) -> None:
    found = sections(method.regions(demonstration, ""))["challenge"]
    (code,) = [part for part in parts(found) if isinstance(part, html.Code)]
    assert text(code) == method_view(demonstration).picture


def test_an_empty_store_needs_no_folder(tmp_path: Path) -> None:
    method.regions(configuration.load(tmp_path / "nowhere", {}), "?as-of=1")
    assert not (tmp_path / "nowhere").exists()


def test_the_record_answers_and_names_every_paper_that_is_asked_for(rules: MethodView, tmp_path: Path) -> None:
    said = text(method.method_record.record(rules).section)
    assert "The tool proposes no deployment" in said
    assert "Who answers questions is not entered yet" in said
    papers = ("Transparency record", "Data protection impact", "Equality impact", "Information sharing agreement")
    assert all(f"{name}" in said for name in papers)
    assert said.count("not published") == 4
    own = tmp_path / "settings"
    own.mkdir()
    settings = (Path(configuration.__file__).parent / "settings" / "partnership.toml").read_text(encoding="utf-8")
    entry = 'kind = "equality"\ntitle = "EIA 2026"\nurl = "{}"\nowner = "{}"\nreviewed = 2026-11-01\n'

    def entered(url: str, owner: str = "Equality lead") -> Config:
        lines = f"{settings}\n[[documents]]\n{entry.format(url, owner)}"
        (own / "partnership.toml").write_text(lines, encoding="utf-8")
        return configuration.load(tmp_path / "none", {"AIM_SETTINGS": str(own)})

    found = method.method_record.record(method_view(entered("https://example.org/eia"))).section
    (link,) = [part for part in parts(found) if isinstance(part, html.A) and "EIA 2026" in text(part)]
    assert link.href == "https://example.org/eia"
    assert "Equality lead" in text(found)
    assert text(found).count("not published") == 3
    for url, owner in (("javascript:alert(1)", "Equality lead"), ("https://example.org", "Mr Smith")):
        with pytest.raises(SettingsError, match="documents"):
            entered(url, owner)
