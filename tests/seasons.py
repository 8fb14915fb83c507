"""Slow, obvious second versions of expectation, band, verdict and completeness: one series, one month at a time.

Written from the method's definitions on statsmodels and scipy's distributions, not from the engine's code.
"""

import math
import warnings
from collections.abc import Sequence

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats


def row(month: int) -> list[float]:
    """The regression's columns of a month counted from any January."""
    angle = 2 * math.pi * (month % 12) / 12
    return [1.0, month / 12 - 2000, math.cos(angle), math.sin(angle)]


def regression(counts: Sequence[int], rows: Sequence[Sequence[float]], weights: Sequence[float]):
    """statsmodels' quasi-Poisson fit: months of weight 0 left out, the dispersion Pearson's."""
    kept = [at for at, weight in enumerate(weights) if weight > 0]
    y, x, w = (np.array([values[at] for at in kept]) for values in (counts, rows, weights))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of perfect separation, where only a few incidents are
        return sm.GLM(y, x, family=sm.families.Poisson(), var_weights=w).fit(scale="X2", tol=1e-13, maxiter=200)


def expectation(history: dict[int, int], ahead: int) -> tuple[float, float, float, int]:
    """Mean, dispersion, variance of the log of the mean and freedom, for the month ``ahead``: month -> count in."""
    months = sorted(history)
    counts, rows = [history[month] for month in months], [row(month) for month in months]
    weights = [1.0] * len(months)
    for _ in range(3):
        found = regression(counts, rows, weights)
        phi = max(1.0, found.scale)
        unscaled = found.cov_params() / found.scale
        for at, x in enumerate(np.array(rows)):
            mean = math.exp(x @ found.params)
            hat = weights[at] * mean * (x @ unscaled @ x)
            s = 1.5 * (counts[at] ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * math.sqrt(phi * (1 - hat)))
            weights[at] = _weight(s)
    found = regression(counts, rows, weights)
    phi = max(1.0, found.scale)
    x = np.array(row(ahead))
    freedom = sum(weight > 0 for weight in weights) - 4
    return math.exp(x @ found.params), phi, float(x @ found.cov_params() @ x) / found.scale * phi, freedom


def _weight(s: float) -> float:
    if s > 4:
        return 0.0
    return (2.58 / s) ** 2 if s > 2.58 else 1.0


def variance(mean: float, phi: float, spread: float, freedom: int, tail: float) -> float:
    """The variance of the count that the band is made for."""
    return (phi * mean + mean**2 * spread) * (stats.t.isf(tail, freedom) / stats.norm.isf(tail)) ** 2


def band(mean: float, variance: float, tail: float) -> tuple[int, int]:
    """The mid-p band, out of all counts from 0 up."""
    y = stats.nbinom(mean**2 / (variance - mean), mean / variance) if variance > mean else stats.poisson(mean)
    counts = np.arange(int(mean + 60 * math.sqrt(variance) + 60))
    below = y.cdf(counts - 1) + y.pmf(counts) / 2
    above = y.sf(counts) + y.pmf(counts) / 2
    inside = counts[(below >= tail) & (above >= tail)].tolist()
    return inside[0], inside[-1]


def usable(complete: Sequence[bool], breaks: Sequence[bool], most: int) -> tuple[list[int], int]:
    """Positions of the months a verdict rests on, and how many complete months there are since the last break."""
    months: list[int] = []
    for at, (whole, broken) in enumerate(zip(complete, breaks, strict=True)):
        if broken:
            months = []
        if whole:
            months.append(at)
    return months[-most:], len(months)


def verdict(counts: Sequence[int], complete: Sequence[bool], breaks: Sequence[bool], month: int) -> str:
    """The word for the last month."""
    last = len(counts) - 1
    months, number = usable(complete[:last], breaks[:last], 36)
    if breaks[last]:
        number = 0
    if not complete[last] or number < 24:
        return "cannot say"
    found = expectation({month - last + at: counts[at] for at in months}, month)
    if found[2] > 1 or found[0] < 5:
        return "cannot say"
    slight, clear = (band(found[0], variance(*found, tail), tail) for tail in (0.025, 0.005))
    for (least, largest), word in ((clear, ""), (slight, "slightly ")):
        if counts[last] > largest:
            return f"{word}higher"
        if counts[last] < least:
            return f"{word}lower"
    return "as expected"


def short_months(counts: Sequence[int], month: int) -> list[bool]:
    """Whether each month of one wholly delivered source falls under its 0.1 % bound, oldest first."""
    short: list[bool] = []
    first = month - len(counts) + 1
    for at, count in enumerate(counts):
        good = [earlier for earlier in range(at) if not short[earlier]][-36:]
        if len(good) < 24:
            short.append(False)
            continue
        found = expectation({first + earlier: counts[earlier] for earlier in good}, first + at)
        short.append(found[2] <= 1 and count < band(found[0], variance(*found, 0.001), 0.001)[0])
    return short


def gaps(daily: Sequence[int], first_day: int) -> list[tuple[int, int]]:
    """Silent gaps of a source that is known on every day of one or more whole years: first and last day."""
    days = len(daily)
    x: NDArray[np.float64] = np.zeros((days, days // 365 + 9))
    for at in range(days):
        level = min((days - 1 - at) // 365, days // 365 - 1)
        angle = 2 * math.pi * (first_day + at) / 365.25
        x[at, level] = 1
        if (weekday := (first_day + at + 3) % 7) < 6:
            x[at, days // 365 + weekday] = 1
        x[at, -2:] = math.cos(angle), math.sin(angle)
    x = x[:, x.any(axis=0)]
    found: list[tuple[int, int]] = []
    while True:
        silent = {at for first, last in found for at in range(first, last + 1)}
        fit = regression(daily, x, [0.0 if at in silent else 1.0 for at in range(days)])
        phi = max(1.0, fit.scale)
        factor = np.exp(x[:, days // 365 :] @ fit.params[days // 365 :])
        now, at = [], 0
        while at < days:
            end = at
            while end < days and daily[end] == 0:
                end += 1
            if end > at and _log_empty(factor[at:end] * _level(at, end, daily, factor, silent), phi) < math.log(1e-6):
                now.append((at, end - 1))
            at = end + 1
        if now == found:
            return found
        found = now


def _log_empty(means: Sequence[float], phi: float) -> float:
    """The logarithm of the probability that all the days are empty."""
    if phi == 1:
        return sum(stats.poisson.logpmf(0, mean) for mean in means)
    return sum(stats.nbinom.logpmf(0, mean / (phi - 1), 1 / phi) for mean in means)


def _level(first: int, after: int, daily: Sequence[int], factor: Sequence[float], silent: set[int]) -> float:
    """The lesser of what the 90 days before and after held, for a factor of 1."""
    before = [day for day in range(first) if day not in silent][-90:]
    later = [day for day in range(after, len(daily)) if day not in silent][:90]
    sides = [days for days in (before, later) if len(days) >= 28]
    return min(sum(daily[day] for day in days) / sum(factor[day] for day in days) for days in sides)
