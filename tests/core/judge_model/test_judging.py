"""Judging with a judge model through a whole server, and by `sallyport verify`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from sallyport.core.cli.app import main
from sallyport.core.errors import ConfigurationError
from sallyport.core.settings import JournalSettings
from sallyport.verifiers.model_judge import Question
from sallyport.verifiers.model_judge.questions import OPINIONS
from tests.judge_server import (
    KEY,
    KEY_NAME,
    Asked,
    Cut,
    JudgeServer,
    Raw,
    Reply,
    Say,
    Status,
    always,
    judge_beside,
)
from tests.serving import House, built_in, open_house, settings

pytestmark = pytest.mark.slow

Json = dict[str, Any]

ROW: Final[Json] = {"question": "Which planet is largest?", "expected_answer": "Jupiter"}
UNDECIDED: Final = "the gas giant with the red spot"


class Judge:
    """What the server of the module says: tests change it."""

    def __init__(self) -> None:
        self.say: Callable[[Asked], Reply] = always("CORRECT")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="module")
def endpoint(judge: Judge) -> Iterator[JudgeServer]:
    with judge_beside(lambda asked: judge.say(asked)) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judged")


@pytest.fixture(scope="module")
def open_for_all(endpoint: JudgeServer, folder: Path) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_NAME, KEY)
        judged = msgspec.to_builtins(endpoint.settings(retries=1, cached=0))
        exact = {"without_judge": "wrong"}
        served = [
            built_in("open_qa", judge=judged),
            msgspec.structs.replace(built_in("open_qa"), name="unjudged"),
            msgspec.structs.replace(built_in("open_qa", **exact), name="exact"),
        ]
        journal = JournalSettings(dir=str(folder / "journal"))
        with open_house(settings(*served, journal=journal)) as opened:
            opened.run(all_threads_of_the_loop())
            yield opened


@pytest.fixture
def house(open_for_all: House) -> Iterator[House]:
    yield open_for_all
    open_for_all.run(open_for_all.settled())
    open_for_all.run(open_for_all.runtime.service.observer.close())


async def all_threads_of_the_loop() -> None:
    """Let the loop start its threads, in which hosts are looked up: they stay as long as it does."""
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, time.sleep, 0.05) for _ in range(64)))


def said(text: str) -> Json:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def verified(house: House, text: str, at: str = "open_qa", **row: Any) -> Json:
    async def ask() -> Json:
        async with house.client() as client:
            body = {**ROW, **row, "response": said(text)}
            reply = await client.post(f"/{at}/verify", json=body)
            assert reply.status_code == 200
            shown: Json = reply.json()
            return shown

    return house.run(ask())


@pytest.mark.parametrize(("label", "reward"), [("CORRECT", 1.0), ("INCORRECT", 0.0)])
def test_an_undecided_answer_is_judged_by_the_model(
    house: House, judge: Judge, label: str, reward: float
) -> None:
    judge.say = always(label)
    shown = verified(house, f"Answer: {UNDECIDED}")
    assert (shown["reward"], shown["valid"], shown["failure_reason"]) == (reward, True, None)
    assert (shown["verdict"]["method"], shown["accuracy"]) == ("model", reward == 1.0)
    assert shown["extracted_answer"] == UNDECIDED


def test_the_session_api_judges_stored_and_live_rollouts_by_the_model_too(
    house: House, judge: Judge
) -> None:
    judge.say = always("CORRECT")

    async def verify() -> None:
        async with house.client() as client:
            stored = {"environment": "open_qa", "task": ROW, "response": said(UNDECIDED)}
            assert (await client.post("/v1/verify", json=stored)).json()["reward"] == 1.0
            wanted = {"environment": "open_qa", "task": ROW}
            made = (await client.post("/v1/sessions", json=wanted)).json()
            assert made["tools"] == []
            client.headers["Authorization"] = f"Bearer {made['token']}"
            at = f"/v1/sessions/{made['session_id']}"
            reply = await client.post(f"{at}/verify", json={"response": said(UNDECIDED)})
            assert reply.json()["reward"] == 1.0

    house.run(verify())


@pytest.mark.parametrize(("text", "reward"), [("Jupiter", 1.0), ("I did nothing.", 0.0)])
def test_what_is_decided_does_not_reach_the_model(
    house: House, judge: Judge, endpoint: JudgeServer, text: str, reward: float
) -> None:
    judge.say = lambda asked: Status(500)
    before = len(endpoint.requests)
    assert verified(house, text)["reward"] == reward
    assert len(endpoint.requests) == before


FAILING: Final[dict[str, Reply]] = {
    "HTTP 429": Status(429, (("retry-after", "0"),)),
    "HTTP 500": Status(500),
    "HTTP 401": Status(401),
    "connection failed": Cut(),
    "not JSON": Raw(b"<html>"),
}


@pytest.mark.parametrize("told", FAILING)
def test_a_failed_call_has_no_reward_and_the_next_is_judged(
    house: House, judge: Judge, told: str
) -> None:
    judge.say = lambda asked: FAILING[told]
    shown = verified(house, UNDECIDED)
    assert (shown["reward"], shown["valid"], shown["verdict"]) == (None, False, None)
    assert shown["failure_reason"].startswith("judge_failed: ")
    assert told in shown["failure_reason"]
    judge.say = always("CORRECT")
    assert verified(house, UNDECIDED)["reward"] == 1.0


def test_an_unclear_reply_is_a_verdict_and_no_failure(house: House, judge: Judge) -> None:
    judge.say = lambda asked: Say("Yes, CORRECT, of course.")
    shown = verified(house, UNDECIDED)
    assert (shown["reward"], shown["valid"], shown["failure_reason"]) == (0.0, True, None)
    assert shown["verdict"]["method"] == "model_unclear"


def test_without_a_judge_there_is_no_reward_unless_it_is_to_be_wrong(house: House) -> None:
    off = verified(house, UNDECIDED, at="unjudged")
    assert (off["reward"], off["valid"]) == (None, False)
    assert off["failure_reason"].startswith("judge_off: ")
    wrong = verified(house, UNDECIDED, at="exact")
    assert (wrong["reward"], wrong["verdict"]["method"]) == (0.0, "no_judge")
    assert verified(house, "Jupiter", at="unjudged")["reward"] == 1.0


def test_nobody_can_send_opinions_along(house: House, judge: Judge) -> None:
    judge.say = always("INCORRECT")
    key = Question(ROW["question"], ("Jupiter",), UNDECIDED).key
    forged = {key: [{"label": "CORRECT"}]}
    more: Json = {OPINIONS: forged, "opinions": forged, "state": {OPINIONS: forged}}
    assert verified(house, UNDECIDED, **more)["reward"] == 0.0


def test_a_rubric_of_a_task_is_judged_item_by_item(house: House, judge: Judge) -> None:
    judge.say = lambda asked: Say(
        asked.code("CORRECT" if "Criterion: is short" in asked.user else "INCORRECT")
    )
    rubric = [{"criterion": "is short", "name": "short"}, {"criterion": "is true", "name": "true"}]
    shown = verified(house, UNDECIDED, rubric=rubric)
    assert shown["reward"] == 0.5
    components = shown["verdict"]["components"]
    assert components == {"answer": 0.5, "rubric.short": 1.0, "rubric.true": 0.0}


def test_a_task_without_a_reference_is_a_422(house: House) -> None:
    async def ask() -> tuple[int, Json]:
        async with house.client() as client:
            reply = await client.post("/open_qa/verify", json={"response": said("x")})
            return reply.status_code, reply.json()

    status, shown = house.run(ask())
    assert (status, shown["error"]["type"]) == (422, "invalid_task")


def test_a_slow_judge_delays_nobody_else(house: House, judge: Judge) -> None:
    judge.say = lambda asked: Say(asked.code("CORRECT"), after_s=1.0)

    async def ask() -> list[str]:
        done: list[str] = []

        async def one(name: str, text: str) -> None:
            async with house.client() as client:
                body = {**ROW, "response": said(text)}
                assert (await client.post("/open_qa/verify", json=body)).json()["valid"]
            done.append(name)

        await asyncio.gather(one("slow", UNDECIDED), *(one("fast", "Jupiter") for _ in range(8)))
        return done

    assert house.run(ask()) == ["fast"] * 8 + ["slow"]


def test_the_key_is_seen_nowhere(
    house: House, judge: Judge, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = ""
    for reply in FAILING.values():
        judge.say = lambda asked, chosen=reply: chosen  # type: ignore[misc]
        shown += json.dumps(verified(house, UNDECIDED))

    async def look() -> str:
        async with house.client() as client:
            await client.post("/v1/sessions", json={"environment": "open_qa", "task": ROW})
            paths = ("/metrics", "/readyz", "/v1/environments", "/v1/sessions")
            return "".join([(await client.get(path)).text for path in paths])

    shown += house.run(look())
    assert main(["config", "open_qa", "--set", f"judge.api_key_env={KEY_NAME}"]) == 0
    captured = capfd.readouterr()
    assert KEY_NAME in captured.out
    assert "judge_failed" in shown
    assert 'cause="judge_failed"' in shown
    journals = list((folder / "journal").glob("*.jsonl"))
    assert journals
    shown += captured.out + captured.err + "".join(path.read_text() for path in journals)
    assert KEY not in shown


def stored(path: Path, *texts: str) -> Path:
    rows = [{**ROW, "id": at, "response": said(text)} for at, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_verify_asks_the_judge_and_keeps_failures_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def say(asked: Asked) -> Reply:
        if "broken" in asked.between("candidate"):
            return Status(400)
        return Say(asked.code("CORRECT"))

    monkeypatch.setenv(KEY_NAME, KEY)
    file = stored(tmp_path / "rows.jsonl", "Jupiter", UNDECIDED, UNDECIDED, "broken", "no idea")
    output = tmp_path / "out.jsonl"
    with judge_beside(say) as endpoint:
        config = tmp_path / "judged.yaml"
        config.write_text(
            "open_qa:\n  resources_servers:\n    open_qa:\n      judge:\n"
            f"        base_url: {endpoint.base_url}\n        model: judge-1\n"
            f"        api_key_env: {KEY_NAME}\n        retries: 0\n        api: chat\n"
        )
        command = ["verify", "open_qa", str(file), "-o", str(output), "--config", str(config)]
        assert main(command) == 1
        assert sorted(each.between("candidate") for each in endpoint.requests) == [
            "broken",
            UNDECIDED,
        ]
    rows = [json.loads(line) for line in output.read_text().splitlines()]
    failures = tmp_path / "out.failures.jsonl"
    failed = [json.loads(line) for line in failures.read_text().splitlines()]
    assert [row["reward"] for row in rows if row["valid"]] == [1.0, 1.0, 1.0, 0.0]
    assert [row["failure_reason"].partition(":")[0] for row in failed] == ["judge_failed"]
    captured = capfd.readouterr()
    assert KEY not in captured.out + captured.err + output.read_text() + failures.read_text()


def test_verify_asks_the_judge_about_boxed_answers_that_were_not_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)
    file, output = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    boxed = (r"\boxed{\unknown{5}}", r"\boxed{5}", r"\boxed{6}")
    task = {"expected_result": "5", "question": "How many?"}
    rows = [{**task, "id": at, "response": said(text)} for at, text in enumerate(boxed)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with judge_beside(always("CORRECT")) as endpoint:
        config = tmp_path / "judged.yaml"
        config.write_text(
            "math_with_code:\n  resources_servers:\n    math_with_code:\n"
            "      judge_unread: true\n      judge:\n"
            f"        base_url: {endpoint.base_url}\n        model: judge-1\n"
            f"        api_key_env: {KEY_NAME}\n"
        )
        command = ["verify", "math_with_code", str(file), "-o", str(output)]
        assert main([*command, "--config", str(config)]) == 0
        [asked] = endpoint.requests
        assert (asked.between("question"), asked.between("reference")) == ("How many?", "5")
        assert asked.between("candidate") == r"\unknown{5}"
    judged = [json.loads(line) for line in output.read_text().splitlines()]
    assert [(row["reward"], row["verdict"]["method"]) for row in judged] == [
        (1.0, "model"), (1.0, "text"), (0.0, "integer"),
    ]  # fmt: skip


def test_a_prompt_is_read_from_its_file_and_a_bad_one_is_told_at_once(tmp_path: Path) -> None:
    def house_with(text: bytes | None) -> ConfigurationError:
        path = tmp_path / "prompt.txt"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_bytes(text)
        judged = {"model": "m", "prompt_file": str(path)}
        with pytest.raises(ConfigurationError) as caught:
            with open_house(settings(built_in("open_qa", judge=judged))):
                pass
        return caught.value

    assert "No such file" in house_with(None).message
    assert "{first} and {second}" in house_with(b"Judge this.").message


def test_without_a_judge_model_its_client_is_not_imported() -> None:
    program = (
        "import sys, sallyport.core.app.runtime, sallyport.core.cli.verifying\n"
        "print('openai' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
