"""What must be said wherever seriousness is shown."""

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.questions import words
from aim.reading.shown import Shown
from aim.reading.weights import leading, local_choices


def lines(shown: Shown, counts: NDArray[np.int64]) -> list[str]:
    """Which category makes most of the seriousness of ``counts`` [series], and which weights are a local choice."""
    most, local = leading(shown, counts), local_choices(shown, counts)
    said = []
    if most is not None:
        title = schema.CATEGORY_TITLES.get(most.category, most.category)
        said.append(f"{most.share:.0%} of the town's seriousness is of one category: {title}")
    if local:
        said.append(f"weights that are a local choice, published by nobody: {words.listed(local)}")
    return said
