"""What cannot be carried is named, what is too much refused, and the original none the wiser."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any, Final

import pytest

from sallyport.core.errors import NotCopyableError
from sallyport.sandbox.interpreter.snapshots import apart, files, taking
from tests.sandbox.interpreter.snapshots.carrying import LIMIT, POLICIES, in_copy, notebook, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.alone]

UNFIT: Final[dict[str, tuple[str, str]]] = {
    "a_generator": ("v = (i for i in range(3))", "generator"),
    "a_generator_in_a_list": ("def g():\n  yield 1\nv = [[g()]]", "generator"),
    "a_generator_in_a_closure": (
        "def make():\n  it = iter(i for i in range(3))\n  return lambda: next(it)\nv = make()",
        "generator",
    ),
    "a_coroutine": ("async def wait(): pass\nv = wait()", "coroutine"),
    "a_lock": ("import threading\nv = threading.Lock()", "lock"),
    "an_event_in_an_object": (
        "import threading\nclass A: pass\nv = A(); v.e = threading.Event()",
        "lock",
    ),
    "a_part_of_memory": ("v = memoryview(b'abcdef')[2:]", "memoryview"),
    "an_open_file": ("v = open('/dev/null')", "open file"),
    "a_module_made_by_hand": ("import types\nv = types.ModuleType('m')", "module"),
    "a_hash": ("import hashlib\nv = hashlib.sha256()", "HASH"),
    "what_refuses_itself": (
        "class A:\n  def __getstate__(self): raise ValueError('never')\nv = A()",
        "never",
    ),
    "what_cannot_be_read_again": (
        "class A:\n  def __setstate__(self, state): raise ValueError('not back')\nv = A(); v.x = 1",
        "not back",
    ),
    "what_raises_to_the_top": (
        "class A:\n  def __getstate__(self): raise SystemExit('out')\nv = A()",
        "out",
    ),
    "what_has_no_bottom": ("v = []\nfor i in range(10**5): v = [v]", "recursion"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_cannot_be_carried_is_named_and_the_rest_comes_along(case: str) -> None:
    cell, reason = UNFIT[case]
    original = notebook("none", "a = [1]\nb = a\ndef f(): return v", cell)
    data, left_out = original.snapshot(LIMIT)
    assert reason in left_out.pop("v")
    assert left_out == {}
    shown = in_copy(data, "none", "a.append(2)\nb", "f()", "v = 5\nf()")
    assert shown[0] == "[1, 2]"
    assert "NameError: name 'v' is not defined" in shown[1]
    assert shown[2] == "5"
    run(original, "getattr(v, 'close', list)(); v = None")


@pytest.mark.parametrize("half", ["__getstate__(self)", "__setstate__(self, state)"])
def test_what_warns_on_the_way_is_carried_though_warnings_are_errors(half: str) -> None:
    made = (
        f"class A:\n  def {half}:\n    warnings.warn('old', DeprecationWarning)\n"
        "    return {'x': 1}\nv = A(); v.x = 1"
    )
    original = notebook("none", "import warnings\nwarnings.simplefilter('error')", made)
    data, left_out = original.snapshot(LIMIT)
    assert left_out == {}
    name, warned = in_copy(data, "none", "type(v).__name__", "warnings.warn('now')")
    assert name == "A"
    assert warned.endswith("UserWarning: now\n"), "the filters came along, as errors"


def test_every_unfit_variable_is_named_even_when_there_are_many() -> None:
    original = notebook("restricted", "for n in range(250): globals()[f'g{n}'] = (i for i in [])")
    _, left_out = original.snapshot(LIMIT)
    assert len([name for name in left_out if name.startswith("g")]) == 100
    assert left_out["..."] == "150 more"


def test_variables_may_have_any_name() -> None:
    names = (
        "globals()[1] = 'one'; globals()['\\ud800'] = (i for i in []); globals()[None] = iter([7])"
    )
    original = notebook("none", names)
    data, left_out = original.snapshot(LIMIT)
    assert left_out == {"\\ud800": "cannot pickle 'generator' object"}
    assert in_copy(data, "none", "globals()[1], next(globals()[None])") == ["('one', 7)"]


def test_a_reason_that_cannot_be_read_is_still_a_reason() -> None:
    cell = "class E(Exception):\n  def __str__(self): raise ValueError\nclass A:\n  def __getstate__(self): raise E\na = A()"
    _, left_out = notebook("none", cell).snapshot(LIMIT)
    assert left_out == {"a": "<a E that has no text>"}


def test_a_running_thread_is_named() -> None:
    cell = "import threading\ndone = threading.Event()\nt = threading.Thread(target=done.wait)\nt.start()"
    original = notebook("none", cell)
    _, left_out = original.snapshot(LIMIT)
    run(original, "done.set(); t.join()")
    assert left_out["threads"] == "1 of the session run"
    assert {"done", "t"} <= left_out.keys()


def test_a_state_over_the_limit_is_refused_with_its_largest_part() -> None:
    original = notebook(
        "restricted", "small = 'x' * 1000\nlarge = np.zeros(10**6)\nmore = small * 2"
    )
    with pytest.raises(
        NotCopyableError, match=r"more than 1,000,000 bytes.*of what was written is large "
    ):
        original.snapshot(1_000_000)
    data, left_out = original.snapshot(10_000_000)
    assert left_out == {}
    assert in_copy(data, "restricted", "large.nbytes, len(more)") == ["(8000000, 2000)"]


def test_a_small_view_does_not_drag_its_memory_along() -> None:
    original = notebook("restricted", "v = np.zeros(10**6)[:3]")
    data, left_out = original.snapshot(1_000_000)
    assert left_out == {}
    assert in_copy(data, "restricted", "v") == ["[0. 0. 0.]"]


# ── what writing does to the original: nothing ───────────────────────────────────────────────────


def test_a_state_that_takes_its_writer_down_is_refused_and_the_session_lives() -> None:
    cell = (
        "import ctypes\nclass A:\n  def __getstate__(self): ctypes.string_at(0)\na = A()\n"
        "class B:\n  def __setstate__(self, s): ctypes.string_at(0)\n"
    )
    original = notebook("none", cell)
    with pytest.raises(NotCopyableError, match="took its process down"):
        original.snapshot(LIMIT)
    run(original, "a = B(); a.x = 1")
    with pytest.raises(NotCopyableError, match="took its process down"):
        original.snapshot(LIMIT)
    assert run(original, "1 + 1") == "2"


def test_a_state_that_takes_for_ever_is_refused_and_the_session_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "MAX_S", 1)
    cell = "class A:\n  def __getstate__(self):\n    while True: pass\na = A()"
    original = notebook("restricted", cell)
    with pytest.raises(NotCopyableError, match="longer than 1 s"):
        original.snapshot(LIMIT)
    assert run(original, "1 + 1") == "2"


def test_where_nothing_can_be_forked_the_state_is_written_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = notebook(
        "restricted", "import sys, random\nsys.setrecursionlimit(3000)\nrandom.seed(1)\nx = [1]"
    )
    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", _refuse)
        data, left_out = original.snapshot(LIMIT)
    assert left_out == {}
    assert in_copy(data, "restricted", "x, sys.getrecursionlimit()") == ["([1], 3000)"]
    assert run(original, "x, sys.getrecursionlimit()") == "([1], 3000)"
    assert run(original, "random.random()") == str(random.Random(1).random())


def _refuse() -> int:
    raise PermissionError("fork")


# ── scratch files ────────────────────────────────────────────────────────────────────────────────


def test_scratch_files_are_carried_with_what_is_known_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)
    (here / "empty").mkdir()
    (here / "data").mkdir(mode=0o700)
    (here / "data" / "a.bin").write_bytes(b"\0\1\xff")
    os.utime(here / "data" / "a.bin", (5, 6))
    (here / "run.sh").write_text("x")
    (here / "run.sh").chmod(0o750)
    data, left_out = notebook("none", scratch=here).snapshot(LIMIT)
    assert left_out == {}
    assert in_copy(data, "none", "1", scratch=there) == ["1"]
    assert (there / "data" / "a.bin").read_bytes() == b"\0\1\xff"
    assert (there / "data" / "a.bin").stat().st_mtime == 6
    assert (there / "run.sh").stat().st_mode & 0o777 == 0o750
    assert sorted(os.listdir(there)) == ["data", "empty", "run.sh"]


def test_files_that_are_special_or_too_large_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 100)
    (tmp_path / "large").write_bytes(b"x" * 101)
    (tmp_path / "fits").write_bytes(b"x" * 100)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    _, left_out = notebook("none", scratch=tmp_path).snapshot(LIMIT)
    assert left_out.keys() == {"file large", "file pipe", "file link"}
    assert "101 bytes" in left_out["file large"]


# ── bringing back ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("made_by", "read_by"), [("none", "restricted"), ("restricted", "none")])
def test_a_state_of_another_policy_is_refused(made_by: str, read_by: str) -> None:
    data, _ = notebook(made_by, "x = 1").snapshot(LIMIT)
    (shown,) = in_copy(data, read_by, "x")
    assert shown.startswith(f"refused: The state is one of the language policy `{made_by}`")


@pytest.mark.parametrize("policy", POLICIES)
def test_bytes_cut_short_are_refused(policy: str) -> None:
    data, _ = notebook(policy, "x = 1").snapshot(LIMIT)
    for length in (0, 1, len(data) // 2, len(data) - 1):
        (shown,) = in_copy(data[:length], policy, "x")
        assert shown.startswith("refused: The state could not be brought back"), shown


ESCAPES: Final = {
    "a_function": "def f(): return open('/etc/passwd')",
    "a_function_with_an_alias": "def f(): return eval('open')('/etc/passwd')",
    "a_kept_guard": "look = getattr\ndef f(): return look((), '__class__').__mro__",
    "a_method": "class A:\n  def f(self): return __import__('subprocess').run('ls')\nf = A().f",
    "a_closure": "def make():\n  import math as m\n  return lambda: m.os\nf = make()",
    "a_facade": "import random\ndef f(): return random._os",
    "a_default": "def f(build=vars): return build(np)['lib'].npyio",
    "an_executed_text": "ns = {}\nexec('def f(): return open(7)', ns)\nf = ns['f']",
}


@pytest.mark.parametrize("case", ESCAPES)
def test_what_was_brought_back_is_held_by_the_policy_as_before(case: str) -> None:
    original = notebook("restricted", ESCAPES[case])
    data, left_out = original.snapshot(LIMIT)
    assert left_out == {}
    before = run(original, "f()")
    assert "Error" in before
    assert in_copy(data, "restricted", "f()", "import os") == [before, run(original, "import os")]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_copy_can_be_copied(policy: str) -> None:
    cells = "import math\nclass A:\n  def __init__(self): self.v = math.pi\n  def f(self): return self.v + k\na = A()"
    data, _ = notebook(policy, cells).snapshot(LIMIT)

    def work(_: bool) -> bytes:
        copy = notebook(policy)
        copy.restore(data)
        copy.run("k = 1")
        again, left_out = copy.snapshot(LIMIT)
        assert left_out == {}
        return again

    twice = apart.apart(work)
    assert in_copy(twice, policy, "a.f() == math.pi + 1, type(a) is A") == ["(True, True)"]


def test_names_and_reasons_are_bounded() -> None:
    bounded: Any = taking._bounded({"n" * 500: "r" * 500})
    assert [(len(name), len(reason)) for name, reason in bounded.items()] == [(200, 200)]
