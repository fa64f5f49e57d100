from __future__ import annotations

import pytest

from sallyport.envs.workplace_assistant.company import tasks
from sallyport.envs.workplace_assistant.company.calls import Call
from sallyport.envs.workplace_assistant.company.dice import dice
from sallyport.envs.workplace_assistant.company.tables import company_office
from sallyport.envs.workplace_assistant.company.template import (
    Case,
    Draft,
    Template,
    case,
    template,
)
from sallyport.envs.workplace_assistant.company.templates import TEMPLATES

CALL = Call("a_tool", "{}")


def test_a_template_has_the_name_of_its_draw_without_the_underscore() -> None:
    @template("email", "One {word}.", "Another {word}.")
    def _some_kind(d: Draft) -> Case | None:
        return case(CALL, word="word")

    assert isinstance(_some_kind, Template)
    assert _some_kind.name == "some_kind"
    assert _some_kind.wordings == ("One {word}.", "Another {word}.")


def test_a_case_takes_one_call_or_many_or_none() -> None:
    assert case(CALL).calls == (CALL,)
    assert case(call for call in (CALL, CALL)).calls == (CALL, CALL)
    assert case([], word="w") == Case({"word": "w"}, ())


def test_cases_are_drawn_until_enough_have_something_to_do() -> None:
    @template("email", "{number}")
    def _half_idle(d: Draft) -> Case | None:
        number = d.below(1000)
        return None if number < 300 else case([CALL] * (number % 2), number=str(number))

    cases = tasks._cases(_half_idle, company_office(), dice("test"))
    assert sum(bool(found.calls) for found in cases) == tasks.ACTING
    assert sum(not found.calls for found in cases) <= tasks.IDLE
    assert len({found.slots["number"] for found in cases}) == len(cases)


def test_a_template_that_runs_dry_is_named() -> None:
    @template("email", "always the same")
    def _dry(d: Draft) -> Case | None:
        return case(CALL)

    with pytest.raises(AssertionError, match="dry gave only 1 tasks"):
        tasks._cases(_dry, company_office(), dice("test"))


def test_drawing_twice_gives_the_same_cases() -> None:
    one, other = (
        [t.draw(Draft(company_office(), dice("twice"))) for t in TEMPLATES] for _ in range(2)
    )
    assert one == other
