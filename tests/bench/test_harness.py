import gc
import time

import pytest
from bench.harness import interleave


def test_both_run_once_unmeasured_and_then_take_turns_at_going_first() -> None:
    calls: list[str] = []
    interleave(lambda: calls.append("ours"), lambda: calls.append("rival"), runs=3)
    assert calls == ["ours", "rival"] + ["ours", "rival", "rival", "ours", "ours", "rival"]


def test_the_medians_are_those_of_the_two_ways_in_their_order() -> None:
    ours, rival = interleave(lambda: None, lambda: time.sleep(0.003), runs=3)
    assert ours < 0.003 <= rival


def test_the_first_run_of_each_is_not_counted() -> None:
    begun: list[int] = []

    def slow_at_first() -> None:
        if not begun:
            time.sleep(0.2)
        begun.append(1)

    assert interleave(slow_at_first, lambda: None, runs=1)[0] < 0.2


def test_garbage_collection_is_as_before_even_after_an_error() -> None:
    calls: list[int] = []

    def breaks_in_the_second_run() -> None:
        calls.append(1)
        if len(calls) > 1:
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        interleave(breaks_in_the_second_run, lambda: None, runs=1)
    assert gc.isenabled()


def test_no_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="0 runs"):
        interleave(lambda: None, lambda: None, runs=0)


def test_a_turn_lasts_as_long_as_it_must_and_counts_a_call() -> None:
    calls: list[int] = []

    def short() -> None:
        calls.append(1)
        time.sleep(0.002)

    each, _ = interleave(short, lambda: None, runs=1, least_seconds=0.02)
    assert 0.002 <= each < 0.02
    assert 1 + 2 <= len(calls) <= 1 + 11
