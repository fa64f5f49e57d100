from __future__ import annotations

import pytest

from sallyport.core.errors import InsufficientIsolationError, InvalidRequestError
from sallyport.core.isolation import STRONGEST_FIRST, require_isolation
from sallyport.core.settings import IsolationLevel
from sallyport.sandbox.jail import LEVELS


def test_the_order_is_the_jails() -> None:
    assert tuple(reversed(STRONGEST_FIRST)) == LEVELS


@pytest.mark.parametrize("level", STRONGEST_FIRST)
def test_as_strong_or_stronger_will_do_and_weaker_will_not(level: IsolationLevel) -> None:
    require_isolation(level, None)
    for wanted in STRONGEST_FIRST:
        if LEVELS.index(level) >= LEVELS.index(wanted):
            require_isolation(level, wanted)
        else:
            with pytest.raises(InsufficientIsolationError) as caught:
                require_isolation(level, wanted)
            assert caught.value.details == {"level": level, "min_isolation": wanted}
            assert repr(level) in caught.value.message
            assert repr(wanted) in caught.value.message


@pytest.mark.parametrize("wanted", ["", "strong", "NAMESPACES", "namespaces ", "x" * 10_000])
def test_what_is_no_level_is_refused_with_the_levels_there_are(wanted: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"namespaces, landlock, limits, none") as caught:
        require_isolation("none", wanted)
    assert len(caught.value.message) < 300
