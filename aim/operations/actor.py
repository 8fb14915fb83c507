"""Who acts: the one seam where sign-in will name a person."""

import getpass


def actor() -> str:
    """The account that runs AIM, until sign-in exists."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
