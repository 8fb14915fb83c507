"""Any row of loads, steps back, steps forward again and retentions against a twin that keeps whole copies."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from planting import Garden, incident

from aim.errors import RefusedError
from aim.store import ledger, retained, undoing

MONTHS = ("2025-01", "2025-02", "2025-03")
SUPPLIERS = ("cleveland", "durham")
NOW = datetime(2026, 6, 1, tzinfo=UTC)

LOADS = st.tuples(
    st.just("load"),
    st.sampled_from(SUPPLIERS),
    st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 2), min_size=1),
    st.sets(st.sampled_from(MONTHS), max_size=1),
)
UNDOS = st.tuples(st.just("undo"), st.integers(0, 3))  # counted back from the newest step: mostly of what is recent
RETENTIONS = st.tuples(st.just("retain"), st.sampled_from(MONTHS[1:]))


class Twin:
    """Slow and obvious: all that stood after every step, by supplier and month, as the references of its rows.

    A reference is never used twice, so that what is the same was put there by the same load.
    """

    def __init__(self) -> None:
        self.copies: list[dict[tuple[str, str], tuple[int, ...]]] = [{}]
        self.lost: set[tuple[int, ...]] = set()
        self.undoes: dict[int, int] = {}
        self.retentions: set[int] = set()

    def step(self, changes: dict[tuple[str, str], tuple[int, ...] | None]) -> None:
        """One more copy: the last with ``changes``, None for what goes."""
        after = {**self.copies[-1], **changes}
        self.copies.append({key: held for key, held in after.items() if held is not None})

    def undo(self, step: int) -> bool:
        """Take back what the step changed; False where that is not allowed."""
        before, after, now = self.copies[step - 1], self.copies[step], self.copies[-1]
        moved = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        overtaken = any(now.get(key) != after.get(key) for key in moved)
        gone = any(before.get(key) in self.lost for key in moved)
        if self.is_undone(step) or step in self.retentions or overtaken or gone:
            return False
        self.step({key: before.get(key) for key in moved})
        self.undoes[len(self.copies) - 1] = step
        return True

    def is_undone(self, step: int) -> bool:
        """Whether a step back from it holds: one that is not undone itself."""
        return any(undone == step and not self.is_undone(undo) for undo, undone in self.undoes.items())

    def retain(self, supplier: str, before: str) -> None:
        """Nothing of the supplier's earlier months is left in any copy."""
        old = {key for copy in self.copies for key in copy if key[0] == supplier and key[1] < before}
        self.lost |= {copy[key] for copy in self.copies for key in old & copy.keys()}
        self.step(dict.fromkeys(old & self.copies[-1].keys()))
        self.retentions.add(len(self.copies) - 1)

    def seen(self, version: int) -> dict[tuple[str, str], tuple[int, ...]]:
        """What an old version is told to hold: what policy dropped since is passed over."""
        return {key: held for key, held in self.copies[version].items() if held not in self.lost}


def _seen(garden: Garden, version: int | None = None) -> dict[tuple[str, str], tuple[int, ...]]:
    return {
        (file.supplier, file.month): tuple(
            int.from_bytes(each, "big") for each in garden.store.read(file, ["reference"])["reference"].to_pylist()
        )
        for file in garden.store.files(version)
    }


def _load(garden: Garden, twin: Twin, supplier: str, months: dict[str, int], removed: set[str]) -> None:
    first = 100 * len(twin.copies)
    rows = {
        month: tuple(range(first + 10 * n, first + 10 * n + 1 + count))
        for n, (month, count) in enumerate(months.items())
    }
    standing = {month for held, month in twin.copies[-1] if held == supplier}
    going = tuple(sorted((removed - months.keys()) & standing))
    garden.load(
        {month: [incident(n) for n in numbers] for month, numbers in rows.items()}, supplier=supplier, removed=going
    )
    changes: dict[tuple[str, str], tuple[int, ...] | None] = dict.fromkeys((supplier, month) for month in going)
    twin.step(changes | {(supplier, month): numbers for month, numbers in rows.items()})


def _undo(garden: Garden, twin: Twin, back: int, moment: datetime) -> None:
    steps = ledger.commits(garden.data)
    if not steps:
        return
    version, record = steps[-1 - back % len(steps)]
    allowed = twin.undo(version)
    refused: RefusedError | None = None
    try:
        undoing.undo(garden.data, record.load, actor="x", now=moment)
    except RefusedError as error:
        refused = error
    assert allowed == (refused is None)
    assert refused is None or refused.faults
    event(f"undo of a {record.kind}" + (" refused" if refused else ""))


def _retain(garden: Garden, twin: Twin, before: str, moment: datetime) -> None:
    count = retained.COUNTS.empty_table()
    for record in retained.retain(
        garden.data, before, count=lambda file: count, actor="x", now=moment, policy="agreed"
    ):
        twin.retain(record.supplier, before)
        event("retention")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(LOADS, UNDOS, UNDOS, RETENTIONS), min_size=2, max_size=12))
def test_any_row_of_steps_is_what_whole_copies_say(tmp_path_factory, steps):
    garden, twin = Garden(tmp_path_factory.mktemp("twin") / "store"), Twin()
    for number, step in enumerate(steps):
        moment = NOW + timedelta(hours=number)
        if step[0] == "load":
            _load(garden, twin, *step[1:])
        elif step[0] == "undo":
            _undo(garden, twin, step[1], moment)
        else:
            _retain(garden, twin, step[1], moment)
        assert (garden.store.version() or 0) == len(twin.copies) - 1
        assert _seen(garden) == twin.copies[-1]
    for version in range(1, len(twin.copies)):
        assert _seen(garden, version) == twin.seen(version)
    undone = {step.version for step in ledger.history(garden.data) if step.undone_by is not None}
    assert undone == {version for version in range(1, len(twin.copies)) if twin.is_undone(version)}
    assert garden.verify(every_version=True) == []
