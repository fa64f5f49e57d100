"""Every task that ships is well formed, and its program really gives the expected result."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from sallyport.core.errors import InvalidTaskError
from sallyport.envs.math_with_code import task_files
from sallyport.envs.math_with_code.task_files import MathTask, load_tasks, read_tasks

TOPICS = {
    "number_theory",
    "combinatorics",
    "algebra",
    "geometry",
    "probability",
    "sequences",
    "numerical_analysis",
    "data_in_pandas",
}
PRELOADED = ("sympy", "scipy.integrate", "scipy.interpolate", "scipy.optimize", "scipy.stats")
"""Loaded beforehand, as workers have them; without that the first task pays for the import."""

ENTRY = """
[[task]]
id = "x-001"
question = "How many?"
expected = "12"
program = "3 * 4"
"""

for _name in PRELOADED:
    import_module(_name)

every_task = pytest.mark.parametrize("task", load_tasks(), ids=lambda task: task.id)


def fresh_namespace() -> dict[str, object]:
    numpy, pandas, scipy = map(import_module, ("numpy", "pandas", "scipy"))
    libraries = {"np": numpy, "numpy": numpy, "pd": pandas, "pandas": pandas, "scipy": scipy}
    return {"__name__": "__main__", **libraries}


def run_as_cell(program: str) -> str:
    """Run as a notebook cell is: statements, then the trailing expression once; return its str."""
    tree = ast.parse(program)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "the program has to end with an expression"
    namespace = fresh_namespace()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, "<program>", "exec", dont_inherit=True), namespace)
        value = eval(
            compile(ast.Expression(last.value), "<program>", "eval", dont_inherit=True), namespace
        )
    return str(value)


def occurs_as_a_whole(token: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(token)}(?!\w|\.\d)", text) is not None


@every_task
def test_the_program_gives_exactly_the_expected_result(task: MathTask) -> None:
    assert run_as_cell(task.program) == task.expected


@every_task
def test_the_question_does_not_state_its_answer(task: MathTask) -> None:
    assert not occurs_as_a_whole(task.expected, task.question)


@every_task
def test_the_program_computes_and_does_not_recite(task: MathTask) -> None:
    tree = ast.parse(task.program)
    constants = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert task.expected not in constants
    assert any(
        isinstance(node, ast.Call | ast.For | ast.While | ast.BinOp) for node in ast.walk(tree)
    )


@every_task
def test_the_required_code_is_asked_for_and_used(task: MathTask) -> None:
    assert task.expected_code_contains in task.question
    assert task.expected_code_contains in task.program


def test_there_are_enough_tasks_of_every_topic() -> None:
    per_topic = Counter(task.topic for task in load_tasks())
    assert set(per_topic) == TOPICS
    assert min(per_topic.values()) >= 14
    assert per_topic.total() >= 120


def test_no_two_tasks_share_an_id_a_question_or_a_program() -> None:
    tasks = load_tasks()
    for texts in (
        [task.id for task in tasks],
        [" ".join(task.question.lower().split()) for task in tasks],
        [task.program for task in tasks],
    ):
        assert Counter(texts).most_common(1)[0][1] == 1


def test_expected_results_vary_in_form() -> None:
    answers = [task.expected for task in load_tasks()]
    forms = {
        "large integer": r"-?\d{16,}",
        "integer": r"-?\d{1,15}",
        "decimal": r"-?\d+\.\d+",
        "fraction": r"-?\d+/\d+",
        "LaTeX fraction": r"\\frac\{\d+\}\{\d+\}",
        "percentage": r"[\d.]+\\%",
        "tuple": r"\(-?[\d./]+(, -?[\d./]+)+\)",
        "set": r"\\\{.*\\\}",
        "radical": r".*\\sqrt\{.*",
        "interval": r".*\\cup.*",
    }
    for form, pattern in forms.items():
        assert any(re.fullmatch(pattern, answer) for answer in answers), form


def test_loading_twice_gives_the_same_tasks_in_the_same_order() -> None:
    assert load_tasks() == read_tasks(Path(task_files.__file__).parent / "tasks")
    assert list(dict.fromkeys(task.topic for task in load_tasks())) == sorted(TOPICS)


def test_a_topic_is_the_stem_of_its_file_and_options_have_defaults(tmp_path: Path) -> None:
    (tmp_path / "sums.toml").write_text(ENTRY)
    assert read_tasks(tmp_path) == (
        MathTask("x-001", "sums", "How many?", "12", "3 * 4\n", expected_code_contains=""),
    )


def test_an_id_used_in_two_files_is_refused_naming_both(tmp_path: Path) -> None:
    (tmp_path / "sums.toml").write_text(ENTRY)
    (tmp_path / "more.toml").write_text(ENTRY)
    with pytest.raises(InvalidTaskError, match=r"x-001.*more\.toml.*sums\.toml"):
        read_tasks(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        ENTRY + "surprise = 1\n",
        ENTRY.replace('"12"', "12"),
        ENTRY.replace('"12"', '""'),
        ENTRY.replace("expected", "expect"),
        ENTRY.replace("[[task]]", "[[task"),
        "[other]\n",
    ],
    ids=["unknown key", "number", "empty", "missing key", "not TOML", "no tasks"],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "sums.toml").write_text(content)
    with pytest.raises(InvalidTaskError, match=r"sums\.toml is not a file of tasks"):
        read_tasks(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "sums.toml").write_bytes(ENTRY.encode() + b"# \xff\n")
    with pytest.raises(InvalidTaskError, match=r"sums\.toml is not a file of tasks"):
        read_tasks(tmp_path)
