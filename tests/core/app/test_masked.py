"""Failures of judging as NeMo Gym's agents take them, and as everybody else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from sallyport.core.app.masked import is_maskable, masked_error, masked_judgement, wants_masked
from sallyport.core.errors import (
    AtCapacityError,
    BadTokenError,
    InvalidRequestError,
    InvalidTaskError,
    MalformedRequestError,
    NotReadyError,
    SallyportError,
    TooLargeError,
)
from sallyport.core.settings import JudgeSettings, RolloutSettings
from tests.serving import House, error_of, open_house, settings

VOCABULARY = re.compile(r"judge_failed|verifier_error|sallyport:[a-z][a-z0-9_]*")
"""What the reference counts as a kind: its own names, or a server's with its prefix."""

Failures = Literal["auto", "null", "masked"]


@pytest.mark.parametrize(
    ("failures", "keys", "named", "masked"),
    [
        ("auto", ["expected_result", "response"], False, False),
        ("auto", ["expected_result", "_ng_task_index"], False, True),
        ("auto", ["expected_result", "_ng_rollout_id"], False, True),
        ("auto", ["expected_result", "ng_perf"], False, False),
        ("auto", [], True, True),
        ("null", ["_ng_task_index"], True, False),
        ("masked", [], False, True),
    ],
)
def test_who_is_told_how(failures: Failures, keys: list[str], named: bool, masked: bool) -> None:
    assert wants_masked(RolloutSettings(failures=failures), keys, named_rollout=named) is masked


@pytest.mark.parametrize(
    ("reason", "kind", "failure_class"),
    [
        ("judge_failed: the call of the judge model failed", "judge_failed", "judge_failed"),
        ("judge_timeout: no verdict within 10 s", "verifier_error", "verifier_error"),
        ("symbolic_died: it did: twice", "verifier_error", "verifier_error"),
        ("judge_off: set `judge.model`", "sallyport:judge_off", "judge_off"),
        ("something_new", "sallyport:something_new", "something_new"),
    ],
)
def test_a_failed_judgement_is_a_masked_sample_with_its_kind(
    reason: str, kind: str, failure_class: str
) -> None:
    told = masked_judgement(reason, None)
    assert (told["reward"], told["valid"], told["mask_sample"]) == (0.0, False, True)
    assert (told["failure_kind"], told["_ng_failure_class"]) == (kind, failure_class)
    assert VOCABULARY.fullmatch(told["failure_kind"])
    assert told["failure_reason"] == reason
    assert told["instance_config"] == {"mask_sample": True}


@pytest.mark.parametrize("own", [{"docker": "a"}, {"mask_sample": False, "docker": "a"}])
def test_a_rows_own_instance_config_is_kept_beside_the_flag(own: dict[str, Any]) -> None:
    told = masked_judgement("judge_died: x", own)
    assert told["instance_config"] == {"docker": "a", "mask_sample": True}


def test_a_row_that_no_try_makes_better_is_final_and_a_full_server_is_not() -> None:
    broken = masked_error(InvalidTaskError("the ground truth is broken"), None)
    assert broken["failure_kind"] == "sallyport:invalid_task"
    assert broken["_ng_failure_terminal"] is True
    full = masked_error(AtCapacityError("no judge became free"), None)
    assert (full["failure_kind"], "_ng_failure_terminal" in full) == (
        "sallyport:at_capacity",
        False,
    )


@pytest.mark.parametrize(
    "kind", [InvalidTaskError, AtCapacityError, NotReadyError, SallyportError, TooLargeError]
)
def test_what_could_not_be_judged_is_maskable(kind: type[SallyportError]) -> None:
    assert is_maskable(kind("x"))


@pytest.mark.parametrize("kind", [InvalidRequestError, MalformedRequestError, BadTokenError])
def test_a_mistake_of_whoever_asks_is_not(kind: type[SallyportError]) -> None:
    assert not is_maskable(kind("x"))


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(judging=JudgeSettings(deadline_s=0.4))) as opened:
        yield opened


BROKEN = {"expected_result": ""}
FAILING = {"expected_result": "5", "judge": "raise", "instance_config": {"image": "a"}}


def verified(house: House, path: str, row: dict[str, Any]) -> Any:
    async def verify() -> Any:
        async with house.client() as client:
            return await client.post(path, json={**row, "response": {"output": []}})

    return house.run(verify())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/ng-rollout/0-1/verify", {}),
        ("/verify", {"_ng_task_index": 3, "_ng_rollout_index": 0}),
    ],
)
def test_the_references_agents_get_a_number_and_the_mask(
    house: House, path: str, more: dict[str, Any]
) -> None:
    reply = verified(house, path, FAILING | more)
    assert reply.status_code == 200
    shown = reply.json()
    assert (shown["reward"], shown["mask_sample"]) == (0.0, True)
    assert shown["failure_kind"] == "verifier_error"
    assert shown["instance_config"] == {"image": "a", "mask_sample": True}
    assert {key: shown[key] for key in more} == more, "the row is echoed"
    reply = verified(house, path, BROKEN | more)
    assert reply.status_code == 200
    assert reply.json()["failure_kind"] == "sallyport:invalid_task"
    assert reply.json()["_ng_failure_terminal"] is True


@pytest.mark.slow
def test_everybody_else_gets_null_and_the_error(house: House) -> None:
    shown = verified(house, "/verify", FAILING).json()
    assert (shown["reward"], shown["valid"], "mask_sample" in shown) == (None, False, False)
    reply = verified(house, "/verify", BROKEN)
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_task")


@pytest.mark.slow
def test_a_request_without_a_response_is_an_error_for_the_references_agents_too(
    house: House,
) -> None:
    async def verify() -> Any:
        async with house.client() as client:
            return await client.post("/ng-rollout/a/verify", json={"expected_result": "5"})

    reply = house.run(verify())
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_request")
