"""Our tools against recorded sequences of the reference's: same class, same structured results.

A difference is allowed only where parity_tools.toml lists it with a reason, and every reason is
explained in docs/parity.md. Messages are ours to word; of them only the class is compared.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sallyport.core.errors import InvalidArgumentsError, UnknownToolError
from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions

REPOSITORY = Path(__file__).parents[3]
REFERENCE = REPOSITORY.parent / "shared" / "data"
SEQUENCES = REFERENCE / "parity" / "tools.jsonl"
TABLES = REFERENCE / "nemo_gym" / "workplace_assistant" / "csv"
ALLOWED: dict[str, dict[str, list[int]]] = tomllib.loads(
    (Path(__file__).parent / "parity_tools.toml").read_text(encoding="utf-8")
)

needs_reference = pytest.mark.skipif(
    not SEQUENCES.exists(), reason="the reference's data is not beside this repository"
)


def listed() -> dict[str, dict[int, str]]:
    """Turn the table round: by case, the reason for each call."""
    found: dict[str, dict[int, str]] = {}
    for reason, cases in ALLOWED.items():
        for case, indices in cases.items():
            for index in indices:
                assert index not in found.setdefault(case, {}), f"{case}[{index}] is listed twice"
                found[case][index] = reason
    return found


def ours(world: Any, call: dict[str, Any]) -> tuple[str, Any]:
    try:
        observation = world.call(ToolCall(call["name"], call["arguments"]))
    except (InvalidArgumentsError, UnknownToolError) as error:
        return "crash", error.message
    return observation.status, observation.body["output"]


def is_structured(output: Any) -> bool:
    return not isinstance(output, str) or output.isdigit() or output.startswith("plots/")


def padded(value: Any) -> Any:
    """Write mail ids as ours are."""
    if isinstance(value, dict):
        return {k: v.zfill(8) if k == "email_id" else padded(v) for k, v in value.items()}
    return [padded(item) for item in value] if isinstance(value, list) else value


def differs(case: dict[str, Any], index: int, kind: str, output: Any) -> bool:
    expected = case["outputs"][index]
    if kind != case["classes"][index]:
        return True
    return kind == "ok" and is_structured(expected) and output != expected


@pytest.fixture(scope="module")
def reference_workplace() -> WorkplaceAssistant:
    return WorkplaceAssistant(WorkplaceOptions(data_dir=str(TABLES)))


@pytest.mark.slow
@pytest.mark.reference
@needs_reference
def test_every_difference_is_listed_and_every_listed_one_is_there(
    reference_workplace: WorkplaceAssistant,
) -> None:
    cases = [json.loads(line) for line in SEQUENCES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) == 297
    table = listed()
    found: dict[str, dict[int, str]] = {}
    for case in cases:
        world = reference_workplace.open(None)  # type: ignore[arg-type]  # it needs no context
        for index, call in enumerate(case["calls"]):
            kind, output = ours(world, call)
            if differs(case, index, kind, output):
                reason = table.get(case["id"], {}).get(index, f"unlisted: {call} gave {output}")
                found.setdefault(case["id"], {})[index] = reason
                if reason == "mail-id" and kind == case["classes"][index]:
                    assert output == padded(case["outputs"][index])
        world.close()
    assert found == table


@pytest.mark.reference
@needs_reference
def test_columns_of_the_reference_load_and_rows_are_counted(
    reference_workplace: WorkplaceAssistant,
) -> None:
    world = reference_workplace.open(None)  # type: ignore[arg-type]  # it needs no context
    totals = {
        name: world.call(ToolCall(name, {**condition, "page_size": 1})).body["output"]["pagination"]
        for name, condition in (
            ("email_search_emails", {}),
            ("calendar_search_events", {}),
            ("customer_relationship_manager_search_customers", {"assigned_to_email": "@"}),
        )
    }
    world.close()
    assert [next(iter(total.values())) for total in totals.values()] == [500, 300, 200]


def test_every_reason_is_explained() -> None:
    text = (REPOSITORY / "docs" / "parity.md").read_text(encoding="utf-8")
    for reason in ALLOWED:
        assert f"`{reason}`" in text
