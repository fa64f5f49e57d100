"""A session's Python, made from its environment's options: the language policy and the limits.

The options that count are `policy`, `output_limit_bytes`, `max_execution_time` and
`memory_limit_bytes`; an environment that lacks one gets the default.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec

from ..core.errors import ConfigurationError
from .interpreter import CellLimits, Interpreter, Policy, Unrestricted
from .jail.spec import SCRATCH


class CodeOptions(msgspec.Struct, frozen=True):
    """What an environment's options say of the code that its sessions run.

    Seconds and bytes, as in `math_with_code`; None is no limit of the cell's own.
    """

    policy: str = "restricted"
    output_limit_bytes: int = 64 * 1024
    max_execution_time: float | None = None
    memory_limit_bytes: int | None = None


def code_options(options: msgspec.Struct) -> CodeOptions:
    """Read an environment's options as far as they concern code."""
    return msgspec.convert(options, CodeOptions, from_attributes=True)


def notebook(options: msgspec.Struct, seed: int) -> Interpreter:
    """Make a session's interpreter, in the worker's main thread, once a process."""
    code = code_options(options)
    interpreter = Interpreter(
        limits=CellLimits(
            output_limit_bytes=code.output_limit_bytes,
            time_limit_s=code.max_execution_time,
            memory_limit_bytes=code.memory_limit_bytes,
        ),
        policy=policy_of(code.policy),
        scratch=_scratch(),
    )
    interpreter.seed(seed)
    interpreter.arm_interrupt()
    return interpreter


def _scratch() -> Path | None:
    """Return the session's own writable folder; only a jail with a root of its own has one."""
    # Late: the zygote's module, which imports this one.
    from . import preload

    private = bool(preload.jail) and preload.jail[0].level == "namespaces"
    return Path(SCRATCH) if private else None


@functools.cache
def policy_of(name: str) -> Policy:
    """Return the language policy of that name; made once, in the zygote, for all its children.

    Raises ConfigurationError for a name that is none.
    """
    if name == "none":
        return Unrestricted()
    if name == "restricted":
        return _restricted()
    raise ConfigurationError(f"policy must be `restricted` or `none`, not {name!r}")


def _restricted() -> Policy:
    # Late: it imports every library that it makes facades of.
    from .policy import restricted_policy

    return restricted_policy()
