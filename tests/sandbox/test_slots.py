from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.slots import Slots


@given(st.lists(st.booleans() | st.integers(0, 20), max_size=60))
def test_no_two_hold_one_number_and_the_smallest_free_one_is_given(moves: list[bool | int]) -> None:
    slots, held = Slots(), set[int]()
    for move in moves:
        if isinstance(move, bool) or not held:
            taken = slots.take()
            assert taken == min(set(range(len(held) + 1)) - held)
            held.add(taken)
        else:
            given_back = sorted(held)[move % len(held)]
            held.remove(given_back)
            slots.give(given_back)
