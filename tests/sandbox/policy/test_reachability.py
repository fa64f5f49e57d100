"""From what a program is given, no chain of plain attributes leads out."""

from __future__ import annotations

import types
import warnings
from collections import deque
from collections.abc import Iterator

import pytest

from sallyport.sandbox.policy.catalogue import Catalogue
from sallyport.sandbox.policy.names import Access, access_of
from sallyport.sandbox.policy.objects import danger
from tests.sandbox.policy.cells import Session

MOST_OBJECTS = 40_000
"""Nearest objects first; farther ones are more of the same kinds (formulas of formulas)."""

ATOMS = (int, float, complex, str, bytes, bool, type(None))
HARMLESS = {
    # A named tuple that was made while its module was imported, and bears the importer's name.
    "components",
    # The class of a stream's buffer; making another one is an action, which the alarm sees.
    "__class__",
}


def _children(value: object) -> Iterator[tuple[str, object]]:
    for name in dir(value):
        if access_of(name) is Access.PLAIN:
            try:
                yield name, getattr(value, name)
            except Exception:  # noqa: BLE001  # a property may raise anything
                continue
    if isinstance(value, tuple | list | set | frozenset) and len(value) < 200:
        yield from ((f"[{index}]", each) for index, each in enumerate(value))
    if isinstance(value, dict | types.MappingProxyType) and len(value) < 2000:
        yield from ((f"[{key!r}]", each) for key, each in list(value.items()))


def _roots(session: Session) -> Iterator[tuple[str, object]]:
    yield from session.policy.builtins().items()
    for name in Catalogue().often_used():
        try:
            session.run(f"import {name}" if "." not in name else f"import {name} as _m")
        except ImportError:
            continue
        yield name, session.names[name] if "." not in name else session.names["_m"]


@pytest.mark.slow
def test_no_plain_attribute_leads_out(session: Session) -> None:
    pending = deque((name, value) for name, value in _roots(session) if not name.startswith("<"))
    seen = {id(value): value for _, value in pending}
    ways_out: dict[str, str] = {}
    visited = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while pending and visited < MOST_OBJECTS:
            path, value = pending.popleft()
            visited += 1
            for name, child in _children(value):
                if isinstance(child, ATOMS) or id(child) in seen:
                    continue
                seen[id(child)] = child
                why = danger(child)
                if why is None:
                    pending.append((f"{path}.{name}", child))
                elif name not in HARMLESS:
                    ways_out[f"{path}.{name}"] = why
    assert visited > MOST_OBJECTS // 2
    assert not ways_out
