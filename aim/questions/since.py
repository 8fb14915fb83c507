"""What differs today from a picture of before? For whoever opens the picture that a meeting had before it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aim import months
from aim.config import Config
from aim.questions.shown import show
from aim.questions.words import listed, plural
from aim.reading.shown import Shown

_SETTINGS: Final = {
    "places": "known places",
    "harm": "the table of seriousness",
    "breaks": "breaks in counting",
    "calendar": "the calendar",
}
_NAMED = 4  # months named one by one; more are told as a span


def since(config: Config, shown: Shown) -> tuple[str, ...] | None:
    """One sentence each on data, concerns, settings, boundaries and code that are others in the current picture.

    None where ``shown`` is the current picture; empty where another one is and nothing that is named here differs.
    """
    today = show(config)
    if today is None or today.manifest["fingerprint"] == shown.manifest["fingerprint"]:
        return None
    then, now = shown.manifest, today.manifest
    return (*_data(then, now), *_concerns(then, now), *_settings(then, now), *_ground(then, now), *_code(then, now))


def _data(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    before, after, said = _deliveries(then), _deliveries(now), []
    for source in sorted({key[0] for key in before} | {key[0] for key in after}):
        titles = {**then["sources"], **now["sources"]}
        title = titles.get(source, {}).get("title", source)
        old = {key: value for key, value in before.items() if key[0] == source}
        new = {key: value for key, value in after.items() if key[0] == source}
        again = [key for key in old if key in new and old[key] != new[key]]
        if again:
            counts = sum(old[key][1] for key in again), sum(new[key][1] for key in again)
            numbers = f"{counts[0]:,} incidents then, {counts[1]:,} now"
            said.append(f"{title}: {_months(again)} {_was(again)} sent again: {numbers}")
        if came := [key for key in new if key not in old]:
            said.append(f"{title}: {_months(came)} {_was(came)} received since")
        if gone := [key for key in old if key not in new]:
            said.append(f"{title}: {_months(gone)} {'is' if len(_of(gone)) == 1 else 'are'} held no more")
    return said


def _deliveries(manifest: Mapping[str, Any]) -> dict[tuple[str, str, str], tuple[str, int]]:
    """By source, supplier and month: when it was received, and how many of its incidents lie inside."""
    return {
        (each["source"], each["supplier"], each["month"]): (each["received"], each["inside"])
        for each in manifest["deliveries"]
    }


def _of(keys: Iterable[tuple[str, str, str]]) -> list[str]:
    return sorted({month for _, _, month in keys})


def _was(keys: Iterable[tuple[str, str, str]]) -> str:
    return "was" if len(_of(keys)) == 1 else "were"


def _months(keys: Iterable[tuple[str, str, str]]) -> str:
    found = _of(keys)
    if len(found) <= _NAMED:
        return listed([months.title(month) for month in found])
    return f"{plural(len(found), 'month')} of {months.title(found[0])} to {months.title(found[-1])}"


def _concerns(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    before, after = ({each["name"]: each for each in manifest["concerns"]} for manifest in (then, now))
    said = [f"{after[name]['title']}: a concern that was not there then" for name in after if name not in before]
    said += [f"{before[name]['title']}: a concern that is there no more" for name in before if name not in after]
    counted = ("categories", "proactive", "floor", "better")
    for name in (name for name in before if name in after):
        differs = [key for key in counted if before[name].get(key) != after[name].get(key)]
        if differs:
            said.append(f"{after[name]['title']}: its {listed(differs)} changed")
        elif before[name] != after[name]:
            said.append(f"{after[name]['title']}: its title, note, owner or review date changed, no number")
    return said


def _settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    before, after = then["settings"], now["settings"]
    said = [f"Settings: {_SETTINGS[key]} changed" for key in _SETTINGS if before.get(key) != after.get(key)]
    return said + [f"Settings: {name} was {old}, is {new}" for name, old, new in _leaves(before, after)]


def _leaves(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The values of the partnership's settings that are others, each by its path."""
    old, new = _flat(before.get("partnership", {})), _flat(after.get("partnership", {}))
    return [(name, old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)]


def _flat(values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{path}.{key}" if path else key
        found |= _flat(value, name) if isinstance(value, Mapping) else {name: value}
    return found


def _ground(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    same = then["geography"]["fingerprint"] == now["geography"]["fingerprint"]
    return [] if same else ["Boundaries: outlines or the list of wards changed"]


def _code(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    def named(manifest: Mapping[str, Any]) -> str:
        return f"{manifest['code']} (derivation {manifest['derivation']})"

    return [] if named(then) == named(now) else [f"AIM: worked out by version {named(then)}, now {named(now)}"]
