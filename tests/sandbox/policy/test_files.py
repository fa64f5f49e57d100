"""Files of programs: within the scratch as in Python, outside of it nothing, whoever is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter
from sallyport.sandbox.policy import restricted_policy
from sallyport.sandbox.policy.files import scratch


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The session's scratch and current folder; what lies beside it is the machine's."""
    (tmp_path / "secret.txt").write_text("of the machine")
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def notebook(folder: Path) -> Iterator[Interpreter]:
    yield Interpreter(limits=CellLimits(), policy=restricted_policy(), scratch=folder)
    scratch.admit(None)


WORKS: dict[str, tuple[str, str]] = {
    "open": (
        "with open('t.txt', 'w') as f:\n    f.write('1 2')\nopen('t.txt').read()",
        "1 2",
    ),
    "append and read": (
        "for i in range(2):\n    with open('log', 'a+') as f:\n        _n = f.write(f'{i}\\n')\n"
        "open('log').readlines()",
        r"['0\n', '1\n']",
    ),
    "bytes": ("open('b', 'wb').write(b'abc')\nopen('b', 'rb').read()", "b'abc'"),
    "pathlib": (
        "from pathlib import Path\np = Path('d') / 'e' / 'f.py'\np.parent.mkdir(parents=True)\n"
        "p.write_text('x = 1')\nsorted(map(str, Path().rglob('*.py'))), p.read_text(), p.exists()",
        "(['d/e/f.py'], 'x = 1', True)",
    ),
    "csv": (
        "import csv\nwith open('t.csv', 'w', newline='') as f: csv.writer(f).writerow([1, 'a'])\n"
        "list(csv.reader(open('t.csv')))",
        "[['1', 'a']]",
    ),
    "json": (
        "import json\njson.dump({'a': [1]}, open('t.json', 'w'))\njson.load(open('t.json'))",
        "{'a': [1]}",
    ),
    "pandas": (
        "pd.DataFrame({'a': [1, 2]}).to_csv('t.csv', index=False)\n"
        "pd.read_csv('t.csv')['a'].tolist()",
        "[1, 2]",
    ),
    "numpy": (
        "np.savetxt('a.txt', [1, 2]); np.save('a.npy', [3]); np.savez('a.npz', b=[4])\n"
        "np.loadtxt('a.txt').tolist(), np.load('a.npy').tolist(), np.load('a.npz')['b'].tolist()",
        "([1.0, 2.0], [3], [4])",
    ),
    "os": (
        "import os\nos.makedirs('a/b', exist_ok=True)\nopen('a/b/c', 'w').close()\n"
        "os.rename('a/b/c', 'a/c'); os.rmdir('a/b')\n"
        "os.listdir('a'), os.path.getsize('a/c'), list(os.walk('.')), os.path.isdir('a/b')",
        "(['c'], 0, [('.', ['a'], []), ('./a', [], ['c'])], False)",
    ),
    "shutil and glob": (
        "import glob, os, shutil\nopen('x.txt', 'w').close(); shutil.copy('x.txt', 'y.txt')\n"
        "os.mkdir('z'); shutil.move('x.txt', 'z')\n"
        "found = sorted(glob.glob('**/*.txt', recursive=True)); shutil.rmtree('z')\n"
        "found, os.listdir('.')",
        "(['y.txt', 'z/x.txt'], ['y.txt'])",
    ),
    "tempfile": (
        "import os, tempfile\nwith tempfile.TemporaryDirectory() as d:\n"
        "    open(os.path.join(d, 'x'), 'w').close(); n = os.listdir(d)\n"
        "with tempfile.NamedTemporaryFile('w+') as f:\n    f.write('q'); f.seek(0); t = f.read()\n"
        "fd, p = tempfile.mkstemp(); os.close(fd); os.remove(p)\n"
        "n, t, os.path.exists(d), os.listdir('.')",
        "(['x'], 'q', False, [])",
    ),
    "gzip and zipfile": (
        "import gzip, zipfile\ngzip.open('a.gz', 'wt').write('x')\n"
        "with zipfile.ZipFile('a.zip', 'w') as z: z.writestr('n', 'data')\n"
        "gzip.open('a.gz', 'rt').read(), zipfile.ZipFile('a.zip').read('n')",
        "('x', b'data')",
    ),
    "codecs": (
        "import codecs\nwith codecs.open('u', 'w', 'utf-8') as f: f.write('\u00e9')\n"
        "codecs.open('u', 'r', 'utf-8').read()",
        "\u00e9",
    ),
    "the streams by number": ("open(0).read(), open(1) is __import__('sys').stdout", "('', True)"),
    "what is not there": (
        "try: open('missing.txt')\nexcept FileNotFoundError as e: n = e.errno, e.filename\nn",
        "(2, 'missing.txt')",
    ),
    "harmless names": (
        "import os\nfrom os.path import join\nimport os.path as osp\n"
        "join('a', 'b'), osp.splitext('x.tar.gz'), os.sep, os.path is osp, os.getcwd() != '',"
        " os.environ.get('NOT_SET', 'd'), os.getenv('NOT_SET')",
        "('a/b', ('x.tar', '.gz'), '/', True, True, 'd', None)",
    ),
    "a variable of its own": (
        "import os\nos.environ['MINE'] = '1'\nos.getenv('MINE'), 'MINE' in os.environ",
        "('1', True)",
    ),
}


@pytest.mark.parametrize("name", WORKS)
def test_files_of_the_scratch_are_as_in_python(notebook: Interpreter, name: str) -> None:
    source, result = WORKS[name]
    done = notebook.run(source)
    assert (done.result, done.error_message) == (result, None)


def test_they_last_from_cell_to_cell(notebook: Interpreter) -> None:
    notebook.run("f = open('t', 'w')\nprint('a', file=f)")
    notebook.run("f.close()")
    assert notebook.run("open('t').read()").result == "a\n"


READS = [
    "open(@).read()",
    "import io; io.open(@).read()",
    "import codecs; codecs.open(@).read()",
    "import codecs; codecs.open(3).read()",
    "import xml.etree.ElementTree as ET; ET.parse(@)",
    "from pathlib import Path; Path(@).read_text()",
    "open('../secret.txt').read()",
    "open(@.encode()).read()",
    "np.loadtxt(@, dtype=str)",
    "np.genfromtxt(@, dtype=str)",
    "pd.read_csv(@)",
    "pd.read_table(@)",
    "pd.read_json(@)",
    "import shutil; shutil.copy(@, 'x'); open('x').read()",
    "import shutil; shutil.move(@, 'x'); open('x').read()",
    "import os; os.rename(@, 'x'); open('x').read()",
    "import os; os.symlink(@, 'x'); open('x').read()",
    "import os; os.link(@, 'x'); open('x').read()",
    "from pathlib import Path; Path('x').symlink_to(@); open('x').read()",
    "from pathlib import Path; Path('x').hardlink_to(@); open('x').read()",
    "from pathlib import Path; Path(@).rename('x'); open('x').read()",
    "import os; os.chdir('..'); open('secret.txt').read()",
    "import linecache; linecache.getline(@, 1)",
    "import gzip; gzip.open(@).fileobj",
    "import zipfile; zipfile.ZipFile(@)",
    "import configparser; c = configparser.ConfigParser(); c.read_file(open(@))",
    "import tokenize; tokenize.open(@).read()",
    "import fileinput; list(fileinput.input(@))",
    "import os; os.listdir('..')",
    "import glob; glob.glob('../*')",
    "from pathlib import Path; list(Path('..').iterdir())",
    "import os; list(os.walk('..'))",
    "import os; os.path.exists(@) or os.path.isfile(@) or os.stat(@)",
    "import logging; logging.FileHandler(@, 'r').stream.read()",
    "open(3).read()",
    "open(0, opener=lambda *a: 3).read()",
]


@pytest.mark.parametrize("source", READS)
def test_what_lies_outside_is_not_there(notebook: Interpreter, folder: Path, source: str) -> None:
    outside = folder.parent / "secret.txt"
    done = notebook.run(source.replace("@", repr(str(outside))))
    shown = f"{done.stdout}{done.result}"
    assert "of the machine" not in shown
    assert "secret" not in shown
    assert outside.read_text() == "of the machine"
    assert done.result in (None, "", "[]", "<generator object _walk>")


WRITES = [
    "open(@, 'w').write('x')",
    "open(@, 'a').write('x')",
    "open(@, 'r+').write('x')",
    "open('../new', 'w')",
    "pd.DataFrame({'a': [1]}).to_csv(@)",
    "np.save(@, [1])",
    "import os; os.remove(@)",
    "import os; os.truncate(@, 0)",
    "import os; os.mkdir('../new')",
    "import os; os.rename('t', '../new')",
    "import shutil; shutil.copy('t', '../new')",
    "import shutil; shutil.rmtree('..')",
    "import tempfile; tempfile.mkdtemp(dir='..')",
    "from pathlib import Path; Path(@).unlink()",
    "from pathlib import Path; Path('../new').touch()",
    "import logging; logging.basicConfig(filename='../new', force=True)",
    "import zipfile; zipfile.ZipFile('../new', 'w')",
]


@pytest.mark.parametrize("source", WRITES)
def test_nothing_is_written_outside(notebook: Interpreter, folder: Path, source: str) -> None:
    outside = folder.parent / "secret.txt"
    notebook.run("open('t', 'w').write('t')")
    done = notebook.run(source.replace("@", repr(str(outside))))
    assert done.error_message is not None
    assert not done.error_message.startswith(("NameError", "TypeError"))
    assert outside.read_text() == "of the machine"
    assert sorted(os.listdir(folder.parent)) == ["scratch", "secret.txt"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("open('t', 'w')", "PermissionError: [Errno 13] Permission denied: 't'"),
        ("open('t')", "FileNotFoundError: [Errno 2] No such file or directory: 't'"),
        ("import os; os.mkdir('d')", "PermissionError: [Errno 13] Permission denied: 'd'"),
    ],
)
def test_without_a_scratch_there_are_no_files_and_python_says_so(
    folder: Path, source: str, message: str
) -> None:
    (folder / "t").write_text("1")
    bare = Interpreter(limits=CellLimits(), policy=restricted_policy())
    done: Execution = bare.run(source)
    assert done.error_message == message
    assert done.stderr.count("File ") == 1


@pytest.mark.parametrize("name", ["system", "popen", "fork", "execv", "kill", "_exit"])
def test_what_is_no_file_of_os_says_what_to_do(notebook: Interpreter, name: str) -> None:
    done = notebook.run(f"import os\nos.{name}('x')")
    assert f"os.{name} is not available here" in str(done.error_message)


def test_a_descriptor_that_the_program_was_not_given_is_none_of_its(notebook: Interpreter) -> None:
    for call in ("close(5)", "write(5, b'x')", "fdopen(5)"):
        assert "Bad file descriptor" in str(notebook.run(f"import os\nos.{call}").error_message)
