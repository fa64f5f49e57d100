from __future__ import annotations

from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter.hints import hint_for

Run = Callable[[str], Execution]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("%timeit x", "magics"),
        ("x = 1\n%matplotlib inline\nx", "magics"),
        ("%%time\nx = 1", "magics"),
        ("!pip install sympy", "nothing can be installed"),
        ("%pip install sympy", "nothing can be installed"),
        ("pip install sympy", "nothing can be installed"),
        ("!ls -la", "no shell commands"),
        ("```python\nprint(1)\n```", "fences"),
        ("x = 1\n```", "fences"),
        ("len?", "print(name.__doc__)"),
        ("?len", "print(name.__doc__)"),
        (">>> 1 + 1", "prompts"),
        ("In [1]: import math", "prompts"),
        ("In [1]: print(1)", "prompts"),
        ("x = 1\nOut[2]: 5", "prompts"),
        ("$ python x.py", "prompts"),
        ("~~~python\nprint(1)\n~~~", "fences"),
        ("The program:\n```python\nprint(1)\n```\nprints one.", "fences"),
        ("<code>\nprint(1)\n</code>", "tags"),
        ("print(1)<|im_end|>", "marks"),
        ("x = 1\\nprint(x)", "escape the code once"),
    ],
)
def test_what_is_no_python_gets_a_hint(run: Run, source: str, hint: str) -> None:
    execution = run(source)
    assert execution.status == "error"
    assert str(execution.error_message).startswith("SyntaxError: ")
    assert hint in str(execution.error_message)
    assert hint in execution.stderr


@pytest.mark.parametrize("line", ["x = = 1", "a % b c", "if x", "print 'a'", "def f(:", "'abc"])
def test_ordinary_mistakes_get_none(line: str) -> None:
    assert hint_for(line, line) is None
