"""A session's Python, made from its environment's options: the language policy and the limits.

The options that count are the fields of CodeOptions; an environment that lacks one gets the
default.
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

    Seconds and bytes, as in `math_with_code`; None is no limit of the cell's own. `cpu_limit_s` may
    be a property that the others give.
    """

    policy: str = "restricted"
    output_limit_bytes: int = 64 * 1024
    max_execution_time: float | None = None
    cpu_limit_s: float | None = None
    memory_limit_bytes: int | None = None
    recursion_limit: int = 1000


def code_options(options: msgspec.Struct) -> CodeOptions:
    """Read an environment's options as far as they concern code."""
    return msgspec.convert(options, CodeOptions, from_attributes=True)


def notebook(options: msgspec.Struct, seed: int) -> Interpreter:
    """Make a session's interpreter, in the worker's main thread, once a process."""
    code = code_options(options)
    scratch = _scratch()
    interpreter = Interpreter(
        limits=_limits(code, private=scratch is not None),
        policy=policy_of(code.policy),
        scratch=scratch,
    )
    interpreter.seed(seed)
    interpreter.arm_interrupt()
    return interpreter


def _limits(code: CodeOptions, *, private: bool) -> CellLimits:
    """Name every limit to the cells that reach it; `private`: there is a scratch, with limits."""
    from . import preload  # late: the zygote's module, which imports this one

    jail = preload.jail[0].limits if private else None
    return CellLimits(
        output_limit_bytes=code.output_limit_bytes,
        recursion_limit=code.recursion_limit,
        time_limit_s=code.max_execution_time,
        cpu_limit_s=code.cpu_limit_s,
        memory_limit_bytes=code.memory_limit_bytes,
        scratch_limit_bytes=None if jail is None else jail.scratch_bytes,
        scratch_files_limit=None if jail is None else jail.scratch_files,
    )


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
