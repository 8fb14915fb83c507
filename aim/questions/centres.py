"""Which named centre lies in the area that is looked at? It is one place of any list, and has an inset on the map."""

import numpy as np

from aim import schema
from aim.questions.views import Centre
from aim.reading.shown import Shown


def centre_in(shown: Shown, area: str | None) -> Centre | None:
    """The first centre of the settings in the neighbourhood ``area``, or in the town; None where there is none."""
    columns = shown.cells(shown.thresholds.resolution)
    longitude, latitude = (np.array(columns[name]) for name in (schema.LONGITUDE, schema.LATITUDE))
    for entry in shown.partnership["centres"]:
        east = (longitude - entry["longitude"]) * np.cos(np.radians(entry["latitude"]))
        nearest = int(np.hypot(east, latitude - entry["latitude"]).argmin())
        if area in (None, columns[schema.NEIGHBOURHOOD][nearest]):
            return Centre(entry["name"], entry["longitude"], entry["latitude"], entry["radius_m"])
    return None
