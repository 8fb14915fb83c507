"""What can go wrong while fetching. Nothing has been loaded when one of these is raised."""

from aim.errors import AimError


class FetchError(AimError):
    """A publisher did not give what was asked for; ``str(error)`` names the address, the reason and the next step."""


class BusyError(FetchError):
    """The publisher kept answering 503: it is out of service, or the question is too large for it."""
