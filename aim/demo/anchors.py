"""The demonstration's anchors: postcode points that stand for the snap points of a published extract."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from aim.demo import mix
from aim.demo.mix import Floats
from aim.demo.places import Planted
from aim.errors import GeographyError
from aim.geography import crs, postcodes

NEIGHBOURING: Final = 400  # anchors outside the area
NEARBY_DEGREES: Final = 0.03  # some 2 km: how far outside they lie
# A planted place spreads over the anchors nearest to its point, so that no one address explains it.
_SPREAD: Final = np.array([0.24, 0.20, 0.17, 0.15, 0.13, 0.11])
_DECIMALS: Final = 6  # of a degree, as published

_SHOPLIFTING: Final = mix.KEYS.index("shoplifting")


class Locator(Protocol):
    """What tells inside from outside: a ward's index per point, -1 outside every ward."""

    def wards(self, lon: Floats, lat: Floats, /) -> npt.NDArray[np.integer]:
        """Ward index of each point in degrees."""
        ...


@dataclass(frozen=True)
class Anchors:
    """Anchors in the area, then institutions, then those in neighbouring districts; ``weights`` sum to 1 a category.

    ``weights`` is float64 [category, anchor]: where a category's own incidents lie, 0 at institutions and outside.
    """

    longitude: Floats
    latitude: Floats
    location: npt.NDArray[np.str_]  # the Location column: "On or near TS4 2"
    weights: Floats
    inside: int  # number of anchors in the area, institutions not among them
    outside: slice

    def spread(self, place: Planted) -> Floats:
        """The part of a planted place's incidents at each anchor, float64 [anchor], sum 1."""
        away = crs.distance_m(place.lon, place.lat, self.longitude, self.latitude)
        parts = np.zeros(len(away))
        if place.institution:
            parts[np.argmin(away)] = 1.0
        else:
            nearest = np.argsort(away[: self.inside], kind="stable")[: len(_SPREAD)]
            parts[nearest] = _SPREAD[: len(nearest)] / _SPREAD[: len(nearest)].sum()
        return parts


def choose(codes: postcodes.Postcodes, locator: Locator, institutions: list[Planted], seed: int) -> Anchors:
    """Anchors for a seed: the same for the same postcodes, whatever their order.

    ``locator`` says which points lie in the area. Raises :class:`GeographyError` where none does.
    """
    rng = np.random.default_rng([seed, 0])
    order, longitude, latitude = _distinct_points(codes)
    inside = locator.wards(longitude, latitude) >= 0
    if not inside.any():
        raise GeographyError("no postcode lies inside the outlines: the demonstration has nowhere to put an incident")
    west, east, south, north = (
        longitude[inside].min(), longitude[inside].max(), latitude[inside].min(), latitude[inside].max(),
    )  # fmt: skip
    nearby = (
        ~inside
        & (longitude > west - NEARBY_DEGREES) & (longitude < east + NEARBY_DEGREES)
        & (latitude > south - NEARBY_DEGREES) & (latitude < north + NEARBY_DEGREES)
    )  # fmt: skip
    within = _sample(rng, np.flatnonzero(inside), mix.ANCHORS)
    beyond = _sample(rng, np.flatnonzero(nearby), NEIGHBOURING)
    labels = _generic_labels(rng, len(within))
    location = _locations(codes.postcode[order], within, labels)
    weights = _weights(rng, longitude[within], latitude[within], codes.ward_code[order][within], labels)
    return Anchors(
        longitude=np.concatenate([longitude[within], [p.lon for p in institutions], longitude[beyond]]),
        latitude=np.concatenate([latitude[within], [p.lat for p in institutions], latitude[beyond]]),
        location=np.array(
            location + [f"On or near {p.label}" for p in institutions] + _locations(codes.postcode[order], beyond, {})
        ),
        weights=np.pad(weights, ((0, 0), (0, len(institutions) + len(beyond)))),
        inside=len(within),
        outside=slice(len(within) + len(institutions), None),
    )


def _distinct_points(codes: postcodes.Postcodes) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
    """One postcode for each point (several share one): its index, and the point as it will be written."""
    by_name = np.argsort(codes.postcode, kind="stable")
    points = np.round(np.column_stack([codes.lon, codes.lat])[by_name], _DECIMALS)
    _, first = np.unique(points, axis=0, return_index=True)
    first.sort()
    return by_name[first], points[first, 0], points[first, 1]


def _sample(rng: np.random.Generator, among: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.intp]:
    return np.sort(rng.permutation(among)[:size])


def _generic_labels(rng: np.random.Generator, n: int) -> dict[int, str]:
    names = [name for name, count in mix.GENERIC_ANCHORS.items() for _ in range(count)]
    return dict(zip(rng.permutation(n)[: len(names)].tolist(), names, strict=False))


def _locations(codes: npt.NDArray[np.str_], chosen: npt.NDArray[np.intp], labels: dict[int, str]) -> list[str]:
    return [f"On or near {labels.get(i) or postcodes.sector(str(codes[k]))}" for i, k in enumerate(chosen)]


def _weights(
    rng: np.random.Generator,
    longitude: Floats,
    latitude: Floats,
    wards: npt.NDArray[np.str_],
    labels: dict[int, str],
) -> Floats:
    """Where each category's incidents lie: the centre's share there, the rest by ward, uneven within both."""
    n = len(longitude)
    central = crs.distance_m(*mix.CENTRE, longitude, latitude) <= mix.CENTRE_M
    per_ward = {code: np.flatnonzero((wards == code) & ~central) for code in np.unique(wards).tolist()}
    appeal = np.exp(
        mix.ANCHOR_SIGMA * rng.standard_normal(n) + mix.CATEGORY_SIGMA * rng.standard_normal((len(mix.KEYS), n))
    )
    appeal[_SHOPLIFTING] *= _shops(rng, n, labels)
    weights = np.zeros_like(appeal)
    _fill(weights, appeal, np.flatnonzero(central), mix.CENTRE_SHARES)
    for code, anchors in per_ward.items():
        # A ward that the measured list does not know (a newer one) takes an average share.
        share = mix.WARD_SHARES.get(code, 1 / len(mix.WARD_SHARES))
        _fill(weights, appeal, anchors, (1 - mix.CENTRE_SHARES) * share)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _fill(weights: Floats, appeal: Floats, anchors: npt.NDArray[np.intp], share: Floats) -> None:
    part = appeal[:, anchors]
    total = part.sum(axis=1, keepdims=True)
    weights[:, anchors] = np.divide(part, total, out=np.zeros_like(part), where=total > 0) * share[:, None]


def _shops(rng: np.random.Generator, n: int, labels: dict[int, str]) -> Floats:
    """How much of a shop each anchor is: 0 at most of them."""
    appeal = np.exp(mix.SHOP_SIGMA * rng.standard_normal(n))
    retail = [i for i, label in labels.items() if label in mix.RETAIL]
    others = rng.permutation(n)[: max(mix.SHOPS - len(retail), 0)]
    shop = np.zeros(n)
    shop[others] = appeal[others]
    shop[retail] = appeal[retail] * 3
    return shop
