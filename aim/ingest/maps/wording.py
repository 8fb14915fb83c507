"""How names and formats of dates in a map may be written, so that nothing else comes of them than they look like."""

import re

# Names of sources and suppliers become folders of the store and partitions of its log, which write other letters apart.
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60
NAME_RULE = f"write small letters, figures and single hyphens, {_LONGEST} at most: it becomes the name of a folder"
# Begins what stands for an answer in a proposal: no category is called so, and the refusal repeats the label.
UNDECIDED = "decide: "
_LETTERS = "aAbBdfHIjmMpSyYz%"  # of strptime, that pandas reads as Python does


def is_name(text: str) -> bool:
    """Whether ``text`` may name a source or a supplier."""
    return _NAME.fullmatch(text) is not None and len(text) <= _LONGEST


def check_format(form: str) -> None:
    """Raise ValueError for what would be read otherwise than it looks, or tells no day."""
    found = re.findall(r"%(.?)", form, re.DOTALL)
    strange = sorted({f"%{letter}" for letter in found if not letter or letter not in _LETTERS})
    if strange:
        raise ValueError(f"{', '.join(strange)} is no letter that AIM reads; there are {', '.join(_LETTERS)}")
    of_day = {"%j"} if "j" in found else {"%d", "%m"}
    said = {f"%{'m' if letter in 'bB' else letter}" for letter in found}
    lacking = sorted(of_day - said) + ([] if {"%Y", "%y"} & said else ["%Y"])
    if lacking:
        raise ValueError(f"{form!r} lacks {', '.join(lacking)}: it tells no day")
    if ("I" in found) != ("p" in found):
        raise ValueError(f"{form!r}: %I and %p belong together, an hour up to 24 is %H")
