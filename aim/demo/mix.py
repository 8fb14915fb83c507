"""What the demonstration's months are made of: how many, of which category, how uneven, with which outcome.

How it was measured: the street files of Cleveland Police on data.police.uk, January 2023 to June 2025 (30 months), cut
to the 73,768 rows inside the 20 wards of Middlesbrough as published by the Office for National Statistics; every share
below is a plain share of those rows. "Centre" is within :data:`CENTRE_M` metres of :data:`CENTRE`; the anchors of the
police station and the hospital are left out of the shares of centre and wards.
Arrays run along :data:`KEYS`, the categories of data.police.uk.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MARKER: Final = "AIM demonstration"  # in Context on every row: the store knows a demonstration by it
SUPPLIER_NAME: Final = "Cleveland Police"  # Reported by, Falls within
MONTHS: Final = 36
MONTHLY_TOTAL: Final = 2400.0  # measured mean 2,459, falling to 2,324 in 2025
MONTHLY_OUTSIDE: Final = 300.0  # rows in neighbouring districts; a force's own file holds far more (5,220)

CENTRE: Final = (-1.2355, 54.5752)  # longitude, latitude
CENTRE_M: Final = 600.0

# Per category: share of all rows; share of the category's rows in the centre; variance/mean of cell-months at
# resolution 9 in cells of at least 30 rows (1.2 where too few cells hold that many).
_MIX: Final = {
    "anti-social-behaviour": (0.18259, 0.139, 2.5),
    "bicycle-theft": (0.00674, 0.235, 1.2),
    "burglary": (0.04379, 0.090, 1.4),
    "criminal-damage-arson": (0.10586, 0.093, 2.0),
    "drugs": (0.03678, 0.146, 1.3),
    "other-crime": (0.02574, 0.086, 1.5),
    "other-theft": (0.04900, 0.171, 1.4),
    "possession-of-weapons": (0.00800, 0.165, 1.2),
    "public-order": (0.07749, 0.223, 1.4),
    "robbery": (0.01263, 0.218, 1.3),
    "shoplifting": (0.06595, 0.317, 3.0),
    "theft-from-the-person": (0.00518, 0.432, 1.2),
    "vehicle-crime": (0.05036, 0.088, 1.6),
    "violent-crime": (0.32990, 0.150, 1.7),
}
KEYS: Final = tuple(_MIX)
SHARES: Final[Floats] = np.array([_MIX[key][0] for key in KEYS]) / sum(row[0] for row in _MIX.values())
CENTRE_SHARES: Final[Floats] = np.array([_MIX[key][1] for key in KEYS])
DISPERSION: Final[Floats] = np.array([_MIX[key][2] for key in KEYS])
# What all categories of one anchor share in a month (a bad month is bad in several at once): it lifts the variance/mean
# of all crime from the categories' own 1.9 to the measured 2.5.
SHARED_DISPERSION: Final = 0.77

# Share of the rows outside the centre that lies in each ward (current ONS codes).
WARD_SHARES: Final = {
    "E05009853": 0.0278, "E05009854": 0.0359, "E05009855": 0.1054, "E05009856": 0.0759, "E05009857": 0.0948,
    "E05009858": 0.0478, "E05009859": 0.0637, "E05009860": 0.0233, "E05009861": 0.0289, "E05009862": 0.0241,
    "E05009863": 0.1074, "E05015468": 0.0182, "E05009865": 0.0110, "E05009866": 0.1061, "E05009867": 0.0450,
    "E05015469": 0.0074, "E05009869": 0.0626, "E05009870": 0.0771, "E05009871": 0.0179, "E05009872": 0.0197,
}  # fmt: skip

# Concentration: the busiest 1 / 5 / 10 / 25 / 50 % of the 1,875 published anchors hold 16 / 36 / 49 / 72 / 90 % of the
# rows: a log-normal of sigma 1.27 to within a point. Wards, centre and planted places bring a part of it; these
# are the rest: of an anchor in every category, and of a category at an anchor.
ANCHORS: Final = 1875
ANCHOR_SIGMA: Final = 1.0
CATEGORY_SIGMA: Final = 0.5
SHOPS: Final = 200  # anchors that ever saw a shoplifting
SHOP_SIGMA: Final = 1.4

# Generic names of anchors, with how many of the 1,875 bear one (the published names, none of them a street).
GENERIC_ANCHORS: Final = {
    "Parking Area": 40, "Sports/Recreation Area": 16, "Petrol Station": 7, "Supermarket": 7, "Shopping Area": 3,
}  # fmt: skip
RETAIL: Final = ("Petrol Station", "Supermarket", "Shopping Area")

# Last outcome of a category's rows, for the six commonest outcomes; the rest is added to "Unable to prosecute suspect".
OUTCOMES: Final = (
    "Investigation complete; no suspect identified",
    "Court result unavailable",
    "Awaiting court outcome",
    "Status update unavailable",
    "Further action is not in the public interest",
    "Unable to prosecute suspect",
)
_OUTCOME_SHARES: Final = {
    "anti-social-behaviour": (0.0, 0.0, 0.0, 0.0, 0.0),  # never published with an outcome
    "bicycle-theft": (0.823, 0.022, 0.004, 0.000, 0.000),
    "burglary": (0.712, 0.068, 0.011, 0.011, 0.001),
    "criminal-damage-arson": (0.687, 0.044, 0.006, 0.004, 0.008),
    "drugs": (0.199, 0.328, 0.047, 0.031, 0.077),
    "other-crime": (0.176, 0.091, 0.018, 0.056, 0.016),
    "other-theft": (0.658, 0.017, 0.003, 0.009, 0.002),
    "possession-of-weapons": (0.044, 0.437, 0.056, 0.047, 0.076),
    "public-order": (0.353, 0.089, 0.016, 0.006, 0.004),
    "robbery": (0.412, 0.120, 0.027, 0.016, 0.001),
    "shoplifting": (0.450, 0.279, 0.034, 0.001, 0.003),
    "theft-from-the-person": (0.688, 0.016, 0.003, 0.000, 0.003),
    "vehicle-crime": (0.822, 0.039, 0.008, 0.001, 0.001),
    "violent-crime": (0.177, 0.078, 0.013, 0.021, 0.009),
}
# Upper ends of the outcomes' intervals on 0..1, [category, outcome].
OUTCOME_BOUNDS: Final[Floats] = np.array([[*np.cumsum(_OUTCOME_SHARES[key]).tolist(), 1.0] for key in KEYS])


def mixture(shares: dict[str, float]) -> Floats:
    """Shares by category key, scaled to sum to 1, float64 [category]. Raises KeyError for an unknown key."""
    array: Floats = np.zeros(len(KEYS))
    index = {key: i for i, key in enumerate(KEYS)}
    for key, share in shares.items():
        array[index[key]] = share / sum(shares.values())
    return array
