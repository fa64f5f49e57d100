from __future__ import annotations

import msgspec
import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.envs.math_with_code.environment import MathOptions
from sallyport.sandbox.interpreter import Unrestricted
from sallyport.sandbox.notebook import CodeOptions, code_options, policy_of


def test_the_options_that_concern_code_are_read_off_an_environments() -> None:
    options = MathOptions(max_execution_time=3, output_limit_bytes=2048, policy="none")
    assert code_options(options) == CodeOptions(
        policy="none",
        output_limit_bytes=2048,
        max_execution_time=3.0,
        cpu_limit_s=6.0,
        memory_limit_bytes=options.memory_limit_bytes,
        recursion_limit=1000,
    )
    assert code_options(MathOptions(max_cpu_time=4)).cpu_limit_s == 4


def test_an_environment_that_says_nothing_gets_the_defaults() -> None:
    class Silent(msgspec.Struct):
        other: int = 1

    assert code_options(Silent()) == CodeOptions()


def test_a_policy_is_made_once() -> None:
    assert isinstance(policy_of("none"), Unrestricted)
    assert policy_of("none") is policy_of("none")


def test_a_policy_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigurationError, match="`restricted` or `none`, not 'strict'"):
        policy_of("strict")
