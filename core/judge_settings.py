"""What can be set about a judge model: plain frozen values, an option `judge` of an environment.

    judge: {base_url, model, ...} ──▶ JudgeModelSettings ─┬─▶ verifiers/model_judge   pure
                                                          └─▶ core/judge_model        the calls

It holds no secret: the key is in an environment variable, of which only the name is here.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

Share: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
"""A reward."""

Api: TypeAlias = Literal["responses", "chat"]
"""Which of OpenAI's two interfaces an endpoint speaks: `/responses` or `/chat/completions`."""

FIRST: Final = "{first}"
SECOND: Final = "{second}"
"""Where a prompt takes the reference and the candidate; a swapped pass exchanges them."""

MAX_CRITERIA: Final = 32
"""Each is a call of its own, two when swapped."""


class VerdictLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verdict that the judge may give, what it means (told to the judge) and what it earns."""

    label: Annotated[str, Meta(pattern=r"\A[A-Za-z][A-Za-z0-9_]{0,31}\Z")]
    reward: Share
    meaning: str = ""


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of a rubric; `weight` is its share among them, `name` that of its component."""

    criterion: Annotated[str, Meta(min_length=1, max_length=4000)]
    name: Annotated[str, Meta(max_length=64)] = ""
    weight: Annotated[float, Meta(gt=0, le=1_000_000)] = 1.0


LABELS: Final = (
    VerdictLabel("CORRECT", 1.0, "the candidate says what the reference says"),
    VerdictLabel("INCORRECT", 0.0, "anything else, also an answer that hedges or gives several"),
)


class JudgeModelSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A judge model behind an OpenAI-compatible endpoint. Without a `model` there is none.

    `base_url`: up to and with `/v1`; a key has no place in it. `api_key_env`: the environment
    variable that holds the key, "" for an endpoint without keys. `prompt` (or `prompt_file`, its
    path): what the judge is asked, with `{question}`, `{first}`, `{second}`, `{criterion}`; None is
    our own. `labels`: the verdicts, each with its reward. `rubric`: criteria that are judged one by
    one; a task's own `rubric` comes before it. `swap`: ask a second time with the two answers
    exchanged, and take the lower reward. `temperature`: null for models that refuse it.
    `max_output_tokens`: of a reply, a reasoning model's thoughts included. `max_concurrency`: calls
    at once. `timeout_s`: of one call. `retries`: after a call that failed for the time being;
    `backoff_s`: the wait before the first of them, doubled each time. `reward_if_unclear`: for a
    reply that names no verdict. `cached`: judgements kept, the oldest go first.
    """

    base_url: Annotated[str, Meta(max_length=2048)] = "https://api.openai.com/v1"
    api_key_env: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_]*\Z")] = "OPENAI_API_KEY"
    model: str = ""
    api: Api = "responses"
    prompt: str | None = None
    prompt_file: str | None = None
    labels: tuple[VerdictLabel, ...] = LABELS
    rubric: tuple[Criterion, ...] = ()
    swap: bool = False
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = 0.0
    max_output_tokens: Annotated[int, Meta(ge=1, le=1_000_000)] = 1024
    max_concurrency: Annotated[int, Meta(ge=1, le=10_000)] = 16
    timeout_s: Annotated[float, Meta(gt=0, le=3600)] = 60.0
    retries: Annotated[int, Meta(ge=0, le=20)] = 3
    backoff_s: Annotated[float, Meta(gt=0, le=60)] = 1.0
    reward_if_unclear: Share = 0.0
    cached: Annotated[int, Meta(ge=0, le=10_000_000)] = 4096

    def __post_init__(self) -> None:
        """Raise ValueError, without what might be a secret, when the settings make no sense."""
        _check_url(self.base_url)
        names = [each.label.lower() for each in self.labels]
        if len(names) < 2 or len(set(names)) != len(names):
            raise ValueError("judge.labels must be at least two, and differ by more than case")
        check_rubric(self.rubric, "judge.rubric")
        if self.prompt is not None and self.prompt_file is not None:
            raise ValueError("judge.prompt and judge.prompt_file are both set; keep one")
        if self.prompt is not None:
            check_prompt(self.prompt, "judge.prompt")

    @property
    def configured(self) -> bool:
        """Whether there is a judge to ask."""
        return bool(self.model)


def check_rubric(rubric: tuple[Criterion, ...], source: str) -> None:
    """Raise ValueError, naming the source, for too many criteria, or two of one name."""
    names = [each.name for each in rubric if each.name]
    if len(rubric) > MAX_CRITERIA:
        raise ValueError(f"{source} may hold up to {MAX_CRITERIA} criteria")
    if len(set(names)) != len(names):
        raise ValueError(f"{source} names two criteria alike")


def check_prompt(prompt: str, source: str) -> None:
    """Raise ValueError, naming the source, unless the prompt has a place for both answers."""
    if FIRST not in prompt or SECOND not in prompt:
        raise ValueError(f"{source} must hold {FIRST} and {SECOND}, where the two answers go")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise ValueError("judge.base_url is no URL") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("judge.base_url must begin with http:// or https:// and name a host")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            "judge.base_url may hold no user, password or query; "
            "a key belongs into the environment variable that judge.api_key_env names"
        )
