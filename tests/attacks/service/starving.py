"""Using up time, memory, processes, descriptors, disk, output: others must be answered all along."""

from __future__ import annotations

from tests.attacks.service.attack import OBSERVED, CellAttack, Later

KIND = "starving"
SUCCESS = "others were starved, or the session never ended"

_TIME = {
    "busy_loop": "while True: pass",
    "busy_loop_that_catches_everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "busy_loop_in_a_finally": "try:\n    1 / 0\nfinally:\n    while True: pass",
    "sleep": "time.sleep(1000)",
    "sleep_that_catches_everything": (
        "while True:\n    try: time.sleep(1000)\n    except BaseException: pass"
    ),
    "interrupt_ignored": "signal.signal(signal.SIGUSR1, signal.SIG_IGN)\nwhile True: pass",
    "signals_blocked": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\nwhile True: pass"
    ),
    "interrupt_handled": "signal.signal(signal.SIGUSR1, lambda *a: None)\nwhile True: pass",
    "sum_in_c": "sum(range(10**13))",
    "power_of_powers": "9**9**9",
    "power_of_a_large_number": "(10**500_000) ** 500",
    "text_of_a_large_number": "sys.set_int_max_str_digits(0)\nstr(7**3_000_000)",
    "slow_pattern": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "large_matrix": "import numpy as np\na = np.ones((3000, 3000))\nwhile True: a @ a",
    "endless_generator": "import itertools\nlist(x for x in itertools.count() if x < 0)",
    "endless_iterator_in_c": "import itertools\nset(itertools.repeat(1))",
    "deadlock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "waiting_for_a_child": "os.waitpid(in_fork(time.sleep, 1000), 0)",
    "waiting_for_a_thread": (
        "t = threading.Thread(target=time.sleep, args=(1000,)); t.start(); t.join()"
    ),
    "value_that_never_has_a_text": (
        "class V:\n    def __str__(self):\n        while True: pass\nV()"
    ),
    "error_that_never_has_a_text": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E"
    ),
    "finalizer_that_never_ends": (
        "class D:\n    def __del__(self):\n        while True: pass\nd = D()\ndel d"
    ),
    "interpreter_lock_kept": ("ctypes.PyDLL(None).sleep(1000)"),
    "switch_interval_and_loop": "sys.setswitchinterval(1e6)\nwhile True: pass",
    "forks_that_loop": (
        "def work():\n    while True: pass\nfor _ in range(20): in_fork(work)\nwork()"
    ),
    "fork_storm": ("while True:\n    try: os.fork()\n    except OSError: time.sleep(0.001)"),
    "fork_storm_interrupt_ignored": (
        "signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"
        "while True:\n    try: os.fork()\n    except OSError: time.sleep(0.001)"
    ),
    "import_lock_kept": "import _imp\n_imp.acquire_lock()\ntime.sleep(1000)",
    "interrupts_wanted": (
        "import contextlib\nwhile True:\n    with contextlib.suppress(BaseException):\n"
        "        raise KeyboardInterrupt"
    ),
}

_MEMORY = {
    "list_without_end": "kept = []\nwhile True: kept.append(bytearray(64 << 20))",
    "text_at_once": "x = 'x' * (64 << 30)",
    "doubling": "x = b'x'\nwhile True: x += x",
    "array": "import numpy as np\nkept = [np.ones((4096, 4096)) for _ in range(100)]",
    "mappings": (
        "import mmap\nkept = []\nwhile True:\n    kept.append(mmap.mmap(-1, 256 << 20))\n"
        "    for at in range(0, 256 << 20, 4096): kept[-1][at] = 1"
    ),
    "by_the_c_library": (
        "libc.malloc.restype = ctypes.c_void_p\nkept = 0\n"
        "while (p := libc.malloc(ctypes.c_size_t(64 << 20))):\n"
        "    ctypes.memset(p, 1, 64 << 20); kept += 1\nraise MemoryError(kept)"
    ),
    "caught_again_and_again": (
        "kept = []\nfor _ in range(50):\n    try:\n        while True: kept.append(bytearray(8 << 20))\n"
        "    except MemoryError: pass\nraise MemoryError"
    ),
    "by_children": (
        "def eat():\n    block = bytearray(512 << 20)\n    time.sleep(60)\n"
        "for _ in range(6): in_fork(eat)\ntime.sleep(1)\nraise MemoryError"
    ),
}

_STACK = {
    "deep_recursion": "def f(n): return f(n + 1)\nf(0)",
    "deep_recursion_unbounded": "sys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)",
    "deep_recursion_in_c": (
        "sys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)"
    ),
    "deep_destruction": (
        "class N: pass\nx = None\nfor _ in range(10**6):\n    n = N(); n.next = x; x = n\ndel x, n"
    ),
    "deep_pattern": "import re\nre.compile('(' * 50_000 + ')' * 50_000)",
    "deep_json": "import json\njson.loads('[' * 10**6)",
    "stack_of_c": (
        "F = ctypes.CFUNCTYPE(None)\ndef g(): h()\nh = F(g)\nsys.setrecursionlimit(10**9)\ng()"
    ),
}

_LEFT_RUNNING = {
    "fork_storm_that_keeps_forking": (
        "def bomb():\n    while True:\n        try: os.fork()\n        except OSError: pass\n"
        "in_fork(bomb)\ntime.sleep(1000)"
    ),
    "threads_that_loop": (
        "def work():\n    while True: pass\n"
        "for _ in range(20): threading.Thread(target=work).start()\nwork()"
    ),
    "stack_of_a_thread": (
        "def work():\n    sys.setrecursionlimit(10**9)\n    def f(): f()\n    f()\n"
        "t = threading.Thread(target=work); t.start(); t.join()"
    ),
}
"""What the interrupt does not stop: it may take the next call's time, which is then said."""

_OUTPUT = {
    "flood_of_lines": "while True: print('x' * 1000)",
    "flood_of_errors": "while True: sys.stderr.write('x' * 10_000)",
    "flood_below_python": "while True: os.write(1, b'x' * 65536)",
    "large_value": "'x' * (200 << 20)",
    "large_error": "raise ValueError('x' * (200 << 20))",
    "large_chain_of_errors": (
        "def f(n):\n    try: raise ValueError('x' * 10_000)\n"
        "    except ValueError:\n        if n: f(n - 1)\n        raise KeyError('y' * 10_000)\nf(400)"
    ),
    "odd_text": "print('\\ud800\\x00\\x1b[2J\\u202e' * 1000)\n'\\udcff\\0'",
    "large_warning": "import warnings\nwarnings.warn('x' * (50 << 20))",
}

_THINGS = {
    "descriptors": (
        "kept = []\ntry:\n    while True: kept.append(os.open('/dev/null', 0))\n"
        "except OSError: held(len(kept))"
    ),
    "socket_pairs": (
        "kept = []\ntry:\n    while True: kept.append(socket.socketpair())\n"
        "except OSError: held(len(kept))"
    ),
    "scratch_filled": (
        "try:\n    with open('/scratch/full', 'wb', buffering=0) as f:\n"
        "        while True: f.write(bytes(1 << 20))\nexcept OSError as e: held(e)"
    ),
    "scratch_of_many_files": (
        "n = 0\ntry:\n    while True:\n        open(f'/scratch/{n}', 'w').close(); n += 1\n"
        "except OSError as e: held((n, e))"
    ),
    "scratch_of_deep_folders": (
        "n = 0\ntry:\n    while True: os.mkdir('d'); os.chdir('d'); n += 1\n"
        "except OSError as e: held((n, e))\nos.chdir('/scratch')"
    ),
    "threads_that_sleep": (
        "n = 0\ntry:\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); n += 1\n"
        "except RuntimeError as e: held((n, e))"
    ),
    "processes_that_sleep": (
        "n = 0\ntry:\n    while True: in_fork(time.sleep, 60); n += 1\n"
        "except OSError as e: held((n, e))"
    ),
    "zombies": (
        "n = 0\ntry:\n    while True: in_fork(int); n += 1\nexcept OSError as e: held((n, e))"
    ),
}

_DEATHS = {
    "exit_at_once": "os._exit(0)",
    "abort": "os.abort()",
    "fault": "ctypes.string_at(0)",
    "illegal_free": "libc.free(ctypes.c_void_p(1))",
    "fatal_error": "ctypes.pythonapi.Py_FatalError(b'forged')",
    "filter_violated": "ctypes.CDLL(None).syscall(0x40000000 + 39)",
    "interpreter_ended": "ctypes.pythonapi.Py_Finalize()",
    "fork_storm_that_dies": (
        "storm = os.getpid()\nwhile True:\n    try: os.fork()\n    except OSError:\n"
        "        if os.getpid() == storm: os._exit(0)\n        time.sleep(0.001)"
    ),
    "exit_in_a_thread": "threading.Thread(target=os._exit, args=(0,)).start()\ntime.sleep(5)",
}

_GONE = ("memory_limit", "worker_died", "error", "timeout")
_STOPPED = OBSERVED


def _hurried(name: str, source: str, endings: tuple[str, ...], later: Later) -> CellAttack:
    return CellAttack(KIND, name, SUCCESS, (source,), endings, later, hurried=True)


ATTACKS = (
    *(_hurried(name, each, ("timeout",), "goes_on") for name, each in _TIME.items()),
    *(
        CellAttack(KIND, f"memory_{name}", SUCCESS, (each,), _GONE)
        for name, each in _MEMORY.items()
    ),
    *(_hurried(name, each, _STOPPED, "goes_on") for name, each in _STACK.items()),
    *(_hurried(name, each, _STOPPED, "either") for name, each in _LEFT_RUNNING.items()),
    *(_hurried(name, each, _STOPPED, "goes_on") for name, each in _OUTPUT.items()),
    *(CellAttack(KIND, name, SUCCESS, (each,)) for name, each in _THINGS.items()),
    *(CellAttack(KIND, name, SUCCESS, (each,), ("worker_died",)) for name, each in _DEATHS.items()),
)
