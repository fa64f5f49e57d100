"""Options in groups: set as one or one by one, by every source, and listed one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from sallyport.core.config import Configuration, resolve
from sallyport.core.config.environments import environment_for
from sallyport.core.errors import ConfigurationError
from sallyport.core.judge_settings import JudgeModelSettings

FILE: Final = """\
quiz:
  resources_servers:
    open_qa:
      judge:
        model: from-the-file
        swap: true
        labels:
          - {label: "YES", reward: 1.0, meaning: it is right}
          - {label: "NO", reward: 0.0}
"""


def judge_of(configuration: Configuration) -> JudgeModelSettings:
    judge: Any = environment_for(configuration.settings.environments[0]).options
    found: JudgeModelSettings = judge.judge
    return found


def refused(*sets: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        resolve(["open_qa"], sets=sets)
    return caught.value.message


def test_without_any_source_a_group_is_its_default() -> None:
    assert judge_of(resolve(["open_qa"])) == JudgeModelSettings()


def test_every_source_sets_members_of_a_group_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(FILE)
    variables = {"SALLYPORT_QUIZ__JUDGE__MAX_CONCURRENCY": "3", "SALLYPORT_JUDGE__RETRIES": "7"}
    sets = ["quiz.judge.model=from-set", "judge.timeout_s=9"]
    configuration = resolve(["quiz"], file=path, variables=variables, sets=sets)
    judge = judge_of(configuration)
    assert (judge.model, judge.swap, judge.timeout_s) == ("from-set", True, 9.0)
    assert (judge.max_concurrency, judge.retries) == (3, 7)
    assert [label.label for label in judge.labels] == ["YES", "NO"]
    listed = {each.key: (each.value, each.origin.layer) for each in configuration.listing}
    assert listed["quiz.judge.model"] == ("from-set", "--set")
    assert listed["quiz.judge.swap"] == (True, "file")
    assert listed["quiz.judge.retries"] == (7, "environment variable")
    assert listed["quiz.judge.api"] == ("responses", "default")


def test_a_whole_group_is_set_as_a_mapping() -> None:
    judge = judge_of(resolve(["open_qa"], sets=["open_qa.judge={model: m, api: chat}"]))
    assert (judge.model, judge.api, judge.retries) == ("m", "chat", 3)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("judge.modle=m", "the nearest is judge.model"),
        ("open_qa.judge={modle: m}", "the nearest is open_qa.judge.model"),
        ("open_qa.judge=5", "'open_qa.judge' is not a setting"),
        ("judge.api=legacy", "one of 'chat', 'responses'"),
        ("judge.labels=[1]", "a mapping with label, reward, meaning"),
        ("judge.labels=[{label: A, reward: 1}]", "at least two"),
        ("judge.labels=[{label: A, reward: 1}, {label: a, reward: 0}]", "differ by more than case"),
        ("judge.labels=[{label: a b, reward: 1}]", "judge.labels must be"),
        ("judge.labels=[{label: A, reward: 2}]", "judge.labels must be"),
        ("judge.rubric=[{criterion: a, name: n}, {criterion: b, name: n}]", "two criteria alike"),
        ("judge.prompt=Is {first} right?", "{first} and {second}"),
        ("judge.timeout_s=0", "a number above 0"),
        ("judge.base_url=ftp://host/v1", "http:// or https://"),
        ("judge.base_url=http:///v1", "name a host"),
        ("judge.base_url=http://[::1/v1", "is no URL"),
    ],
)
def test_what_does_not_fit_is_told_by_its_key(given: str, told: str) -> None:
    assert told in refused(given)


def test_a_prompt_is_given_once() -> None:
    message = refused("judge.prompt={first}{second}", "judge.prompt_file=x")
    assert "keep one" in message


@pytest.mark.parametrize("url", ["https://me:hush@host/v1", "https://host/v1?key=hush"])
def test_a_key_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    message = refused(f"judge.base_url={url}")
    assert "judge.api_key_env" in message
    assert "hush" not in message
