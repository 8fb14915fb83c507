"""Every formula of the engine, broken one at a time: each must turn its test red.

A mutant names a file of aim/engine, a text that stands in it exactly once, and what is put there instead. Its test is
the one of the file's name.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Mutant:
    """One formula broken: ``name`` of the module, the text and its replacement."""

    name: str
    text: str
    instead: str


_BROKEN: Final[dict[str, dict[str, str]]] = {
    "suppression": {
        "(table > 0) & (table < LEAST)": "(table > 0) & (table < LEAST - 1)",
        "mask: Mask = (values > 0) & (values < LEAST)": "mask: Mask = (values > 0) & (values <= LEAST)",
        "enough = total >= small - 1 + LEAST - 1 + LEAST * large": "enough = total >= small - 1 + LEAST - 1",
        "total <= (LEAST - 1) * (small - 1) + 1)": "total <= (LEAST - 1) * small + 1)",
        "up, down = LEAST - table[cell], table[cell] - 1": "up, down = LEAST - table[cell] - 1, table[cell] - 1",
        "and back >= down)": "and back >= 0)",
        "~np.isin(np.arange(len(tree.parents)), tree.parents)": "np.arange(len(tree.parents)) >= 0",
        "(axis[at] != axis[parts].sum(axis=0)).any()": "(axis[at] < axis[parts].sum(axis=0)).any()",
        "if not masked.free(cell):": "if False and not masked.free(cell):",
    },
    "glm": {
        "(xlogy(y, y / mean) - (y - mean))": "(xlogy(y, y / mean) + (y - mean))",
        "left = np.count_nonzero(weights, axis=-1) - columns": "left = np.count_nonzero(weights, axis=-1)",
        "pearson = (weights * (y - mean) ** 2 / mean)": "pearson = (weights * (y - mean) ** 2)",
        "return found.weights * found.mean * variance_of": "return found.mean * variance_of",
        "(weight * now.eta + w * (y - mean)) @ x": "(weight * now.eta + (y - mean)) @ x",
        "np.linalg.inv(_normal(x, outer, w * mean))": "np.linalg.inv(_normal(x, outer, mean))",
        "np.exp(np.clip(eta, np.log(_LEAST_MEAN)": "np.exp(np.clip(eta + 0.001, np.log(_LEAST_MEAN)",
    },
    "bands": {
        "(_cumulative(k - 1, mean, variance, upper=False) + _cumulative(k, mean, variance, upper=False)) / 2": (
            "_cumulative(k, mean, variance, upper=False)"
        ),
        "(_cumulative(k - 1, mean, variance, upper=True) + _cumulative(k, mean, variance, upper=True)) / 2": (
            "_cumulative(k - 1, mean, variance, upper=True)"
        ),
        "size, total = mu**2 / excess": "size, total = mu / excess",
        "np.where(poisson, mu + 1, var)": "np.where(poisson, mu + 1, var + 1)",
        "return below + 1, upper": "return below, upper",
        "np.asarray(lower, dtype=np.float64) - 1": "np.asarray(lower, dtype=np.float64)",
    },
    "seasonal": {
        "self.dispersion[:, None] * self.mean + self.mean**2": "self.mean + self.mean**2",
        "* self.mean + self.mean**2 * self.spread": "* self.mean",
        "wider = stdtrit(self.freedom, 1 - tail) / ndtri(1 - tail)": "wider = np.ones(self.freedom.size)",
        "SURPRISING: Final = 2.58": "SURPRISING: Final = 1.0",
        "IMPOSSIBLE: Final = 4.0": "IMPOSSIBLE: Final = 40.0",
        "np.maximum(s, SURPRISING)) ** 2": "np.maximum(s, SURPRISING)) ** 1",
        "(number % YEAR) / YEAR": "(number % YEAR) / (YEAR + 1)",
        "1.5 * (np.cbrt(counts)": "1.0 * (np.cbrt(counts)",
        "found.mean ** (1 / 6)": "found.mean ** (1 / 2)",
        "return np.fmax(dispersion, 1)": "return np.nan_to_num(dispersion, nan=1)",
        "phi[:, None] * glm.variance_of(found, rows)": "glm.variance_of(found, rows)",
        "REFITS: Final = 3": "REFITS: Final = 0",
        "np.count_nonzero(found.weights, axis=1) - columns.shape[1]": "np.count_nonzero(found.weights, axis=1)",
        "TOLD: Final = 2": "TOLD: Final = 1",
        "& (seen < np.count_nonzero(ours))": "",
        "return season if events is None else": "return season if True else",
        "(seen[touching] >= TOLD).all()": "(seen >= TOLD).all()",
        "UNKNOWN: Final = 1.0": "UNKNOWN: Final = 100.0",
    },
    "history": {
        "CONTEXT_FROM: Final = 12": "CONTEXT_FROM: Final = 11",
        "SIGNALS_FROM: Final = 24": "SIGNALS_FROM: Final = 23",
        "MOST: Final = 36": "MOST: Final = 37",
        "counted = whole & since": "counted = whole",
        "newer <= most": "newer < most",
        "broken[:, :0:-1]": "broken[:, ::-1][:, 1:]",
    },
    "trends": {
        "SLIGHT_TAIL: Final = 0.025": "SLIGHT_TAIL: Final = 0.05",
        "CLEAR_TAIL: Final = 0.005": "CLEAR_TAIL: Final = 0.01",
        "LEAST_EXPECTED: Final = 5.0": "LEAST_EXPECTED: Final = 2.0",
        "[count > upper_clear, count > upper,": "[count > upper_clear, count >= upper,",
        "count < lower_clear, count < lower]": "count <= lower_clear, count < lower]",
        "np.sqrt(now) - np.sqrt(usual)": "now - usual",
        "-found.count[judged], -moved": "-found.count[judged], moved",
        "whole[:, :-1] & ~broken[:, -1:]": "whole[:, :-1]",
        "float(found.chance[judged].sum())": "float(0.05 * judged.sum())",
        "[~complete, rung": "[complete & False, rung",
        "unknown[judged] = ~found.known[:, 0]": "unknown[judged] = False",
    },
    "completeness": {
        "VOLUME_TAIL: Final = 0.001": "VOLUME_TAIL: Final = 0.01",
        "cause[y[:, at] < bound[:, at], at]": "cause[y[:, at] <= bound[:, at], at]",
        "(lacking == 0) & (needs.sum(axis=1) > 0)[:, None]": "(lacking == 0)",
        "history((cause[:, :at] == Cause.NONE) &": "history((cause[:, :at] != Cause.NOT_DELIVERED) &",
        "(0, after)), constant_values=False": "(0, after)), constant_values=True",
        "by_quarter & ~closed, quiet]": "by_quarter & ~closed, quiet & False]",
        "[~there, late, by_quarter": "[~there, late & False, by_quarter",
        "closed_quarters(there & ~late, numbers)": "closed_quarters(there, numbers)",
        "& ~broken[:, at : at + 1], broken[:, :at])": ", broken[:, :at])",
    },
    "gaps": {
        "SURPRISING: Final = 1e-6": "SURPRISING: Final = 1e-3",
        "(np.log(phi) / (phi - 1) if phi > 1 + 1e-9 else 1.0)": "1.0",
        "level = np.minimum(level, part)": "level = part",
        "_ROUNDS: Final = 10": "_ROUNDS: Final = 1",
        "NEAR: Final = 90": "NEAR: Final = 365",
        "_SEASON: Final = 365.25": "_SEASON: Final = 180.0",
        "(day + first_day - _MONDAY) % 7": "(day + first_day - _MONDAY) % 5",
        "runs[1][kept] - 1": "runs[1][kept]",
        "local = (factors[after] - factors[first])": "local = (after - first)",
    },
    "expected": {
        "counts.var(axis=-1) - phi * mean": "counts.var(axis=-1) - mean",
        "np.divide(beyond, mean**2": "np.divide(beyond, mean",
        "(1 + weight * total / counts.shape[-1])[..., None]": "(1 + weight)[..., None]",
        "return _shrunk(counts, total, history.spread / history.phi)": "return _shrunk(counts, total, history.spread)",
        "return history.counts + seen, history.total + seen.sum(axis=-1)": "return history.counts, history.total",
        "return a + counts / history.scatter,": "return a + counts,",
        "(total / counts.shape[-1])[..., None] / history.scatter": "(total / counts.shape[-1])[..., None]",
        "(mean / months.shape[-2])[..., None]": "mean[..., None]",
        "area[..., None] / history.counts.shape[-1]": "area[..., None] / (history.counts.shape[-1] - 1)",
        "relative_rate(history, window) * _per_cell": "relative_rate(history) * _per_cell",
    },
    "surge": {
        "(history.scatter - 1) / safe + unknown": "unknown",
        "np.maximum((history.scatter - 1) / safe + unknown,": "np.maximum((history.scatter - 1) / safe,",
        "at_least = np.maximum(counts, 1.0)": "at_least = np.maximum(counts + 1, 1.0)",
        "enough = counts >= ": "enough = counts > ",
        "(adjusted < alpha) & enough": "(p < alpha) & enough",
        ".reshape(tested.shape) if together": ".reshape(tested.shape) if not together",
        "np.where(some, p, 0.0)": "np.where(some, p, 1.0)",
    },
    "scatter": {
        "whole * (1 - np.square(cells).sum(axis=-1)) * left": "whole * left",
        "1 - np.square(parts).sum(axis=-1)": "np.ones(parts.shape[:-1])",
        "x - parts[..., :, None] * x.sum(axis=-2)[..., None, :]": "x - x.mean(axis=-2, keepdims=True)",
        "np.where(some, m / (1 + 2 * m), 0.0)": "np.where(some, m, 0.0)",
        "_DRAWN: Final = 4.0": "_DRAWN: Final = 0.0",
        "return np.maximum(height, 1.0), slope": "return height, slope",
        "_ROUNDS: Final = 5": "_ROUNDS: Final = 1",
        "spread = s0 * s2 - s1 * s1": "spread = s0 * s2",
        "_ratio(s0, spread * degrees, where=some)": "_ratio(s0, spread, where=some)",
    },
    "intervals": {
        "TAIL: Final = 20": "TAIL: Final = 10",
        "draws - 1 - tail": "draws - 1 - 2 * tail",
        "(high - low + 1 > places / 2)": "(high - low + 1 > places)",
        "wide | (own < low) | (own > high)": "wide",
        "/ rates[listed]": "* rates[listed]",
        "np.argsort(-sums, axis=1)": "np.argsort(sums, axis=1)",
        "random.standard_gamma(shapes[listed]": "random.poisson(shapes[listed]",
    },
    "harm": {
        "np.multiply.outer(row, number)": "np.multiply.outer(row[::-1], number)",
        "left += number": "left += 0 * number",
        "np.isnan(table).all(axis=1)": "np.isnan(table).any(axis=1)",
        "(np.diff(known, axis=1) < 0)": "(np.diff(known, axis=1) < -1e9)",
    },
    "rates": {
        "1000 * incidents": "100 * incidents",
        "np.where(people > 0, people, np.nan)": "np.maximum(people, 1)",
    },
    "hotspots": {
        "np.sqrt(deviation.sum(axis=1, keepdims=True) / n)": (
            "np.sqrt(deviation.sum(axis=1, keepdims=True) / max(n - 1, 1))"
        ),
        "/ max(n - 1, 1)": "/ n",
        "np.maximum(n * squares - total**2, 0)": "np.maximum(n * squares, 0)",
        "z -= mean * ready.total": "z -= mean",
        "erfc(np.abs(np.asarray(z": "0.5 * erfc(np.abs(np.asarray(z",
        "np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]": "np.minimum(scaled, 1)",
        "(m / np.arange(1, m + 1))": "(m / np.ones(m))",
        "core = own >= floor": "core = own > floor",
        "(z > 0) & (adjusted < alpha)": "(z > 0) & (p < alpha)",
        "significant = (z > 0) &": "significant =",
        "scale[alike] = np.inf": "scale[alike] = 1",
    },
    "mann_kendall": {
        "(2 * months + 5) - correction)": "(2 * months + 5))",
        "np.divide(s - np.sign(s), np.sqrt(variance)": "np.divide(s, np.sqrt(variance)",
        "float(pairs) * untied": "float(pairs) * pairs",
        "(2 * number + 7)": "(2 * number + 5)",
        "s = 2 * rising + tied - months * (months - 1) // 2": "s = 2 * rising - months * (months - 1) // 2",
        "lower, upper = (pairs - 1) // 2, pairs // 2": "lower, upper = pairs // 2, pairs // 2",
        "part /= rows.dtype.type(lag)": "part /= rows.dtype.type(1)",
        "np.sign(z) * (two_sided_p(z) < alpha)": "np.sign(z) * (two_sided_p(z) < 2 * alpha)",
    },
    "classes": {
        "RECENT: Final = 5": "RECENT: Final = 4",
        "SURGED: Final = 3": "SURGED: Final = 2",
        "AGAIN: Final = 2": "AGAIN: Final = 1",
        "USUALLY: Final = 0.8": "USUALLY: Final = 0.84",
        "SELDOM: Final = 0.1": "SELDOM: Final = 0.15",
        "OFTEN: Final = 0.5": "OFTEN: Final = 0.55",
        "SOMETIMES: Final = 0.1": "SOMETIMES: Final = 0.05",
        "NEARLY_ALWAYS: Final = 0.9": "NEARLY_ALWAYS: Final = 0.85",
        "(before >= OFTEN) & (recent == 0)": "(before >= OFTEN)",
        "(before < SELDOM)) |": "(before < SELDOM)) &",
        "share >= USUALLY": "share > USUALLY",
        "last & (run == earlier + 1) & ~mostly": "last & (run > 1) & ~mostly",
        "mostly & (trend > 0)": "mostly & (trend != 0)",
        "last & ~mostly & ~was_cold": "last & ~mostly",
        "earlier / (months - 1) >= NEARLY_ALWAYS": "earlier / months >= NEARLY_ALWAYS",
        "AnalystClass.NEW: last & (earlier == 0)": "AnalystClass.NEW: last & (earlier <= 1)",
    },
    "scan": {
        "np.outer(self.ending, self.held) / max(self.total, 1)": "np.outer(self.ending, self.held) / (self.total + 1)",
        "xlogy(c, c / at) + xlogy(every - c, (every - c) / rest)": "xlogy(c, c / at)",
        "more = (c > expected) &": "more = (c != expected) &",
        "else (reached + 1) / (made + 1)": "else reached / made + 1e-9",
        "p = reached / made if reached == stop": "p = (reached + 1) / made if reached == stop",
        "random.permuted(np.broadcast_to(places, (batch, places.size)), axis=1)": (
            "random.integers(0, disks.shape[1], (batch, places.size))"
        ),
        "best, inside, p, made, 1 / p)": "best, inside, p, made, made * p)",
        "inside = (ages <= days)": "inside = (ages < days)",
        "score.reshape(window, rings, -1).transpose(1, 0, 2)": "-score.reshape(window, rings, -1).transpose(1, 0, 2)",
        "enough = log_likelihood_ratio(np.minimum(middle, most), mu, self.total) >= score - _EQUAL": (
            "enough = log_likelihood_ratio(np.minimum(middle, most), mu, self.total) > score + _EQUAL"
        ),
    },
    "hindsight": {
        "recapture, recapture / share,": "recapture, recapture,",
        "_held(counts / ground, counts": "_held(counts, counts",
        "recapture / most, most / share": "recapture / most * share, most / share",
        "part = (wanted - area_above) / (_up_to(ground, last) - area_above)": "part = np.ones_like(wanted)",
        "np.argsort(-score, axis=-1": "np.argsort(score, axis=-1",
        "WINS: Final = 2.0": "WINS: Final = 1.0",
        "LOSES: Final = -1.0": "LOSES: Final = -2.0",
        "difference.std(ddof=1) / np.sqrt(difference.size)": "difference.std(ddof=1)",
        "before = cube[: first + at]": "before = cube[: first + at + 1]",
        "rival = max(": "rival = min(",
        "before[-YEAR:].sum(": "before.sum(",
        "SHARE: Final = 0.03": "SHARE: Final = 0.05",
    },
    "hours": {
        "np.where(last == first, first + 1, last)": "np.where(last == first, first + HOUR, last)",
        "/ (until - first)[:, None]": "/ HOUR",
        "weeks[:, None] * HOUR + np.clip": "np.clip",
        "total += spread(": "total = spread(",
    },
    "places": {
        "[: max_cells - len(taken)]": "[:max_cells]",
        "key=lambda cell: int(strength[cell]))": "key=int)",
        "-fsum(scores[cells])": "-max(scores[cells])",
        "np.flatnonzero(hot & (centres == 0))": "np.flatnonzero(hot)",
        "np.lexsort((np.arange(hot.size), -scores))": "np.lexsort((np.arange(hot.size), scores))",
        "touching & free": "free",
    },
    "ranks": {
        "0.5 ** (age / half_life)": "0.5 ** ((age + 1) / half_life)",
        "enumerate(months[::-1])": "enumerate(months)",
        "np.lexsort((ids, -columns[1], -columns[0], ~hot))": "np.lexsort((ids, -columns[1], -columns[0]))",
        "(ids, -columns[1], -columns[0],": "(ids, -columns[0], -columns[1],",
        "lexsort((ids,": "lexsort((-ids,",
    },
    "counts": {
        "out *= n_months": "out *= n_months - 1",
        "find(cell[rows].astype(np.int64, copy=False))": "find(cell[rows].astype(np.int64, copy=False)[::-1])",
        "np.add.reduceat(cube, starts, axis=-1, dtype=np.int64)": "np.maximum.reduceat(cube, starts, axis=-1)",
        "np.add.at(answer, position, np.moveaxis(cube, -1, 0))": "answer[position] = np.moveaxis(cube, -1, 0)",
        "totals[..., window:, :] - totals[..., : months + 1 - window, :]": "totals[..., window:, :]",
        "int(counts.max()) > MOST:": "int(counts.max()) > 2 * MOST:",
        "if not np.array_equal(self.cells.take(position), wanted):": "if position.size > 1 << 40:",
    },
    "adjacency": {
        "near = np.abs(da - db) <= k": "near = np.abs(da + db) <= k",
        "(2 * a + b, 3 * b - a) if level % 2": "(2 * a + b, 3 * b - a) if level % 2 == 0",
        "a += _STEP_A[digit]": "a += _STEP_B[digit]",
        "found[index, : len(disk)] = [position.get(other, -1)": "found[index, : len(disk)] = [position.get(other, 0)",
        "present = neighbours >= 0": "present = neighbours > 0",
    },
    "cells": {
        "(1 << 3 * (FINEST - resolution)) - 1": "(1 << 3 * (FINEST - resolution)) - 2",
        "np.bitwise_and(part, keep, out=out)": "np.copyto(out, part)",
        "np.bitwise_or(out, write, out=out)": "np.bitwise_xor(out, write, out=out)",
        "if head & 0xF < resolution:": "if head & 0xF < resolution - 1:",
    },
}

MUTANTS: Final = tuple(
    Mutant(name, text, instead) for name, texts in _BROKEN.items() for text, instead in texts.items()
)
