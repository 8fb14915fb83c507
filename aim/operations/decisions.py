"""Deciding about places, in the name of whoever runs AIM: the two writings that the meeting asks for.

Pages take the plain values from here (:class:`Entry`, :class:`Place`, :class:`Seen`, :class:`Decision`), both refusals,
and which fields a kind of decision has (``FIELDS``) and wants (``NEEDED``). What a decision is about comes from
:func:`aim.questions.decisions.proposal`, never from a browser.
"""

from datetime import UTC

from aim.config import Config
from aim.decisions.checking import FIELDS, NEEDED
from aim.decisions.model import LONGEST_NOTE, DecidedFirstError, Decision, Entry, EntryError, Place, Seen
from aim.operations.actor import actor
from aim.store import demonstration

__all__ = ["FIELDS", "LONGEST_NOTE", "NEEDED", "DecidedFirstError", "Decision", "Entry", "EntryError", "Place", "Seen"]
__all__ += ["decide", "end_decision"]


def decide(
    config: Config,
    month: str,
    place: Place,
    seen: Seen,
    picture: str,
    entry: Entry,
    *,
    replaces: int | None = None,
    follows: int | None = None,
) -> Decision:
    """Write what the meeting of ``month`` (YYYY-MM) decided about ``place``, and return it as it stands.

    ``seen`` and ``picture``: the numbers that lay before the meeting, and the id of the picture they are of.
    ``replaces``: the ``id`` of the decision that the form showed for this place, None where it showed none: what stands
    by now must still be that. ``follows``: the ``id`` of the decision of an earlier month that this one takes up again,
    so that nothing is owed on that one any more. What stood before stays as a version.

    Raises :class:`DecidedFirstError` where somebody else decided first: ``error.standing`` is what stands, to be shown
    and handed in as ``replaces`` to change it, ``error.entered`` what was typed. Raises :class:`EntryError` with one
    sentence a field in ``error.faults``, and ``error.entered``. Raises :class:`StoreError` where decisions cannot be
    written. Nothing is written then.
    """
    from aim.decisions.book import Book
    from aim.decisions.database import Database

    return Book(Database(config), demonstration=demonstration.is_demonstration(config.data), zone=config.zone).decide(
        month,
        place,
        seen,
        picture,
        entry,
        lists=config.decisions,
        actor=actor(),
        now=config.now().astimezone(UTC),
        today=config.today(),
        replaces=replaces,
        follows=follows,
    )


def end_decision(config: Config, decision: int, *, note: str = "", withdrawn: bool = False) -> Decision:
    """Write that a decision has ended, with what came of it in a ``note`` of at most 140 checked characters.

    ``decision``: the ``id`` of the version that was shown. ``withdrawn``: it is taken back as if it had never been
    taken, and its place is undecided again. Raises as :func:`decide` does.
    """
    from aim.decisions.book import Book
    from aim.decisions.database import Database

    book = Book(Database(config), demonstration=demonstration.is_demonstration(config.data), zone=config.zone)
    return book.end(decision, note=note, actor=actor(), now=config.now().astimezone(UTC), withdrawn=withdrawn)
