"""Format templates: what they read is what code may read."""

from __future__ import annotations

import pytest

from sallyport.sandbox.interpreter.policy_seam import PolicyError
from sallyport.sandbox.policy.templates import check_template, unsafe_name

SAFE = [
    "",
    "{}",
    "{:>10.3f}",
    "{0.real}",
    "{p.x.y}",
    "{0[key]}",
    "{0[a.b]}",
    "{!r:{w}}",
    "{{x.__y__}}",
]
SAFE += [
    "{0.__class__.__name__}",
    "{self.__class__.__qualname__}",
    "{f.__name__}",
    "{a._x}",
    "{",
    "}",
]
UNSAFE = {
    "{0.__class__}": "__class__",
    "{0.__class__.__mro__}": "__class__",
    "{f.__globals__}": "__globals__",
    "{0.x.gi_frame}": "gi_frame",
    "{:{0.__dict__}}": "__dict__",
    "{0[0].__init__}": "__init__",
    "{x!r:{y:{z.f_back}}}": "f_back",
}


@pytest.mark.parametrize("template", SAFE)
def test_ordinary_templates_pass(template: str) -> None:
    check_template(template)


@pytest.mark.parametrize("template", UNSAFE)
def test_templates_that_reach_are_refused_by_the_name_they_reach_for(template: str) -> None:
    assert unsafe_name(template) == UNSAFE[template]
    with pytest.raises(PolicyError, match="format-field"):
        check_template(template)
