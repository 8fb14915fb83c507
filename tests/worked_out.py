"""How many months a build of a test works out: few, unless a test is about them.

What is not stored is worked out when it is asked, by the same functions (tests/aim/test_build.py shows that the two are
equal), so that most tests need not wait for thirteen months of every small store.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from aim.building import answering

USUAL, STORED = 2, answering.MONTHS


@contextmanager
def months(number: int = STORED) -> Iterator[None]:
    """Within it builds work out so many months, by default as many as in use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "MONTHS", number)
        yield
