"""What may be anybody's number or address is told from days, years and names of roads."""

import pytest

from aim.ingest.private import HIDDEN, holds_values, told


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123", "0191 496 0123", "020 7946 0123", "(01632) 960126", "+44 (0)20 7946 0123", "2079460123",
        "ring 07700-900-123", "someone@example.org", "see https://example.org", "WWW.example.org",
    ],
)  # fmt: skip
def test_numbers_and_addresses_are_not_repeated(text: str) -> None:
    assert told(text) == HIDDEN


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-cleveland-street.csv", "export_20250602.csv", "of 02/06/2025", "A1085", "LSOA 2011 to 2021",
        "2024-25", "12/2025", "Last outcome category",
    ],
)  # fmt: skip
def test_days_and_names_are(text: str) -> None:
    assert told(text) == text


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Ref", "When", "Kind", ""], False),
        (["Easting", "Northing", "2025"], True),
        (["A-1", "02/06/2025 09:30", "Litter", ""], True),
        (["Ms Someone", "0191 496 0123"], True),
        ([""], False),
    ],
)
def test_a_first_line_of_values_is_told_from_one_of_names(header: list[str], expected: bool) -> None:
    assert holds_values(header) == expected
