"""Of which day a picture is asked: completeness and reviews depend on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aim.config import Config


def last_day(manifest: Mapping[str, Any], config: Config) -> date:
    """The day of a picture that is shown no more: that of its build, else that of its newest delivery; never to come.

    A month that was inside a source's delay then is not complete in the picture of then, whenever it is looked at.
    """
    if "day" in manifest:
        said = date.fromisoformat(manifest["day"])
    elif manifest.get("as_at"):
        said = datetime.fromisoformat(manifest["as_at"]).astimezone(config.zone).date()
    else:
        return config.today()
    return min(said, config.today())
