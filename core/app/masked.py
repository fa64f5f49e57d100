"""Failures of judging in the form that NeMo Gym's own servers give them: a sample that is masked.

    failed judgement, or a row that cannot be judged ─▶ reward 0.0, mask_sample, failure_kind

There `reward` must be a number, and one failed reply ends the whole run; who speaks that contract
leaves masked samples out of training. Everybody else gets `reward: null`, or the error: a client
that knows no `mask_sample` would train on the zero. The form is that of nemo_gym/judge.py and
nemo_gym/failure_kinds.py of 0.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from ..errors import InvalidTaskError, SallyportError, TooLargeError
from ..settings import RolloutSettings
from ..types import JsonObject

_KINDS: Final[Mapping[str, str]] = {
    "environment_error": "verifier_error",
    "judge_failed": "judge_failed",
    "judge_died": "verifier_error",
    "judge_error": "verifier_error",
    "judge_timeout": "verifier_error",
    "symbolic_died": "verifier_error",
    "symbolic_error": "verifier_error",
    "symbolic_memory_limit": "verifier_error",
    "symbolic_timeout": "verifier_error",
    "verdict_invalid": "verifier_error",
    "verifier_error": "verifier_error",
}
"""Our causes that have a name in the reference's vocabulary; others are `sallyport:<cause>`."""

_RUNNERS: Final = "_ng_"
"""Begins the keys that the reference's runner puts into rows; nobody else has a use for them."""


def wants_masked(settings: RolloutSettings, keys: Iterable[str], *, named_rollout: bool) -> bool:
    """Whether a failure goes out masked, to a request with these top-level keys in its body.

    `named_rollout`: it came under `/ng-rollout/<id>/`, or belongs to a typed session.
    """
    if settings.failures != "auto":
        return settings.failures == "masked"
    return named_rollout or any(key.startswith(_RUNNERS) for key in keys)


def masked_judgement(reason: str, instance_config: object) -> JsonObject:
    """What a reply holds for a judgement that failed; `reason` is `<cause>: <detail>`.

    `instance_config` is the row's own, which is kept beside the flag that older trainers read.
    """
    cause, _, _ = reason.partition(":")
    kind = _KINDS.get(cause, f"sallyport:{cause}")
    own = instance_config if isinstance(instance_config, dict) else {}
    return {
        "reward": 0.0,
        "valid": False,
        "mask_sample": True,
        "failure_kind": kind,
        "failure_reason": reason,
        "reward_components": {},
        "verdict": None,
        "instance_config": {**own, "mask_sample": True},
        "_ng_failure_class": kind.rpartition(":")[2],
    }


def masked_error(error: SallyportError, instance_config: object) -> JsonObject:
    """What a reply holds for a row that cannot be judged, or when nobody could judge it.

    A row that no try will make better is marked as final, so that it is not tried again.
    """
    told = masked_judgement(f"{error.type}: {error.message}", instance_config)
    return told | {"_ng_failure_terminal": True} if isinstance(error, InvalidTaskError) else told


def is_maskable(error: SallyportError) -> bool:
    """Whether an error says that the row cannot be judged, or that we could not.

    A request that cannot be read or lacks its response is its sender's mistake, and is told so.
    """
    if isinstance(error, InvalidTaskError | TooLargeError):  # too large for a judge
        return True
    return error.status_code in {429, 500, 502, 503, 504}


def row_value(members: Mapping[str, msgspec.Raw], key: str) -> object:
    """A member of a body that was only cut into its members, decoded; None where it is none."""
    return msgspec.json.decode(members[key]) if key in members else None
