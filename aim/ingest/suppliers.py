"""The short form of a supplier's name, a part of paths and of the ledger: letters, digits and hyphens only."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_KIND = re.compile(r"\b(police( service)?|constabulary|service)$")


def slug(name: str | None, known: Mapping[str, str]) -> str | None:
    """``avon-and-somerset`` of ``Avon and Somerset Constabulary``; ``known`` names the exceptions; None of nothing."""
    text = " ".join((name or "").split())
    if text in known:
        return known[text]
    return _words(text) or None


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("&", " and ")).encode("ascii", "ignore").decode()
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    return re.sub(" +", "-", (_KIND.sub("", words).strip() or words))[:60]
