"""Cheating across calls: what one cell leaves behind must not change how later ones are shown.

Every attack is followed by a cell whose output, result, errors and status are known to the letter,
and by two judgements.
"""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack

KIND = "across_calls"
SUCCESS = "a later call was shown, timed or judged differently"

_LEFT = {
    "replaced_stdout": "import io\nsys.stdout = io.StringIO('forged')",
    "replaced_stdout_everywhere": (
        "import io\nfor name in ('stdout', '__stdout__', 'stderr', '__stderr__'):\n"
        "    setattr(sys, name, io.StringIO())"
    ),
    "patched_stdouts_write": "sys.stdout.write = lambda text: 0",
    "closed_stdout": "sys.stdout.close()",
    "detached_stdout": "kept = sys.stdout.detach()",
    "reconfigured_stdout": "sys.stdout.reconfigure(encoding='utf-16', newline='\\r\\n')",
    "deleted_stdout": "del sys.stdout",
    "stdout_to_nowhere": "sys.stdout = None",
    "patched_print": "import builtins\nbuiltins.print = lambda *a, **k: None",
    "patched_str": "import builtins\nbuiltins.str = lambda *a: 'forged'",
    "patched_repr": "import builtins\nbuiltins.repr = builtins.ascii = lambda *a: 'forged'",
    "patched_everything": (
        "import builtins\n"
        "for name in [n for n in dir(builtins) if n.islower() and n not in ('setattr',)]:\n"
        "    setattr(builtins, name, None)"
    ),
    "patched_import": "import builtins\nbuiltins.__import__ = None",
    "patched_build_class": "import builtins\nbuiltins.__build_class__ = None",
    "patched_compile": (
        "import builtins\nold = compile\n"
        "builtins.compile = lambda s, *a, **k: old('print(\"forged\")', *a, **k)"
    ),
    "hooks": (
        "sys.excepthook = sys.displayhook = sys.unraisablehook = lambda *a: print('forged')\n"
        "sys.breakpointhook = lambda *a: None"
    ),
    "trace_function": "sys.settrace(lambda *a: print('forged'))",
    "profile_function": "sys.setprofile(lambda *a: print('forged'))",
    "recursion_limit": "sys.setrecursionlimit(60)",
    "switch_interval": "sys.setswitchinterval(1000)",
    "int_digits": "sys.set_int_max_str_digits(640)",
    "no_garbage_collector": "gc.disable(); gc.set_threshold(0)",
    "at_exit": "import atexit\natexit.register(lambda: print('forged'))",
    "finalizer": (
        "import weakref\nclass C: pass\nc = C()\nweakref.finalize(c, lambda: print('forged'))"
    ),
    "garbage_callback": "gc.callbacks.append(lambda *a: None)",
    "signal_handlers": (
        "for n in signal.valid_signals() - {9, 19, 32, 33}:\n"
        "    signal.signal(n, lambda *a: print('forged'))"
    ),
    "ignored_interrupt": "signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
    "blocked_signals": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "wakeup_descriptor": (
        "pair = socket.socketpair()\npair[0].setblocking(False)\n"
        "signal.set_wakeup_fd(pair[0].fileno(), warn_on_full_buffer=False)"
    ),
    "warnings_as_errors": "import warnings\nwarnings.simplefilter('error')",
    "patched_warnings": "import warnings\nwarnings.showwarning = lambda *a, **k: print('forged')",
    "open_files": "kept = [open(f'/scratch/{n}', 'w') for n in range(80)]",
    "standard_descriptors": (
        "for n in (0, 1, 2):\n"
        "    os.dup2(os.open('/scratch/out', os.O_RDWR | os.O_CREAT), n)\nos.write(1, b'forged')"
    ),
    "closed_standard_descriptors": "for n in (0, 1, 2): os.close(n)",
    "scratch_as_directory_gone": (
        "os.mkdir('/scratch/d'); os.chdir('/scratch/d'); os.rmdir('/scratch/d')"
    ),
    "empty_environment": "os.environ.clear()",
    "own_main_module": "import types\nsys.modules['__main__'] = types.ModuleType('__main__')",
    "modules_removed": (
        "for name in [n for n in sys.modules if n in ('io', 'traceback', 'linecache', 'json')]:\n"
        "    del sys.modules[name]"
    ),
    "import_hook": (
        "class H:\n    def find_spec(self, *a): print('forged')\n"
        "sys.meta_path.insert(0, H()); sys.path.insert(0, '/scratch')"
    ),
    "audit_hook": "sys.addaudithook(lambda event, args: None)",
    "name_of_builtins": "__builtins__ = {}",
    "exception_that_lies": (
        "class E(BaseException):\n    def __str__(self): return 'forged'\n"
        "    __repr__ = __str__\n    __class__ = property(lambda s: SystemExit)\n"
        "try: raise E\nexcept E: pass"
    ),
    "time_replaced": "time.monotonic = time.perf_counter = time.time = lambda: -1e9",
    "lock_of_the_import_system": "import _imp\n_imp.acquire_lock()",
    "numpy_state": "import numpy as np\nnp.seterr(all='raise'); np.random.seed(0)",
    "decimal_context": "import decimal\ndecimal.getcontext().prec = 1",
}
"""Left behind; the session goes on as if it had not been."""

_RUNNING = {
    "alarm": (
        "signal.signal(signal.SIGALRM, lambda *a: print('forged'))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.03, 0.01)"
    ),
    "alarm_without_a_handler": "signal.alarm(1)\nsignal.setitimer(signal.ITIMER_REAL, 0.03)",
    "timer_of_processor_time": "signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)",
    "threads_that_print": (
        "def work():\n    while True:\n        sys.stdout.write(''); time.sleep(0.001)\n"
        "for _ in range(3): threading.Thread(target=work, daemon=True).start()"
    ),
    "threads_that_are_no_daemons": "threading.Thread(target=time.sleep, args=(60,)).start()",
    "fork_that_prints": "in_fork(lambda: [time.sleep(0.03), print('forged', flush=True)])",
    "fork_that_goes_on": "x = os.fork()",
    "fork_that_raises": "if os.fork() == 0: raise SystemExit(3)",
    "locked_stdout": (
        "def work():\n    with lock: time.sleep(60)\n"
        "lock = threading.Lock()\nthreading.Thread(target=work, daemon=True).start()"
    ),
}
"""Goes on or goes off between calls, and changes no call that follows."""

_MEANWHILE = {
    "thread_with_the_old_stdout": (
        "def work(out=sys.stdout):\n    time.sleep(0.03)\n    out.write('forged'); out.flush()\n"
        "threading.Thread(target=work, daemon=True).start()"
    ),
    "thread_that_swaps_stdout": (
        "import io\ndef work():\n    time.sleep(0.03)\n    sys.stdout = io.StringIO()\n"
        "threading.Thread(target=work, daemon=True).start()"
    ),
    "timer_thread": "t = threading.Timer(0.03, print, ['forged']); t.daemon = True; t.start()",
    "async_exception": (
        "main = threading.main_thread().ident\n"
        "def work():\n    time.sleep(0.03)\n"
        "    ctypes.pythonapi.PyThreadState_SetAsyncExc(\n"
        "        ctypes.c_ulong(main), ctypes.py_object(SystemExit))\n"
        "threading.Thread(target=work, daemon=True).start()"
    ),
}
"""Threads that do something some time: if a later cell runs then, it is part of that cell, as in any
notebook; between cells it is not heard, or ends the worker's loop, and the next call says so."""

_BREAKS = {
    "capture_taken_apart": "sys.stdout.buffer.raw.write = lambda data: len(data)",
    "interpreter_taken_apart": (
        "for frame in frames():\n"
        "    own = frame.f_locals.get('self')\n"
        "    if type(own).__name__ == 'Interpreter':\n"
        "        own.run = None"
    ),
    "replies_garbled": (
        "import sallyport.sandbox.worker as w\nw.encode = lambda reply: b'\\xff' * 64"
    ),
    "every_reply_forged": (
        "import sallyport.sandbox.worker as w\nold = w.encode\n"
        "w.encode = lambda reply: done(reply.call_id)"
    ),
    "every_status_forged": (
        "import sallyport.sandbox.worker as w\nold = w.encode\n"
        "w.encode = lambda reply: done(reply.call_id, status='session_lost')"
    ),
    "state_forged": (
        "server()._worker.answer = lambda request: __import__('sallyport').sandbox.frames.Done(\n"
        "    request.call_id, 'ok', msgspec.json.encode({'reward': 1.0, 'passed': True}), 0.0)"
    ),
}
"""Below the language, in its own process: it may lie about itself, in the one shape, or be lost."""

ATTACKS = (
    *(
        CellAttack(KIND, name, SUCCESS, (source,), ("ok", "error"))
        for name, source in _LEFT.items()
    ),
    *(
        CellAttack(KIND, name, SUCCESS, (source,), ("ok", "error"), pause_s=0.05)
        for name, source in _RUNNING.items()
    ),
    *(
        CellAttack(KIND, name, SUCCESS, (source,), later="spoilt", pause_s=0.05)
        for name, source in _MEANWHILE.items()
    ),
    *(
        CellAttack(
            KIND,
            name,
            "a verdict was forged, or another session's reply",
            (source,),
            ("ok", "made_up", "protocol_error"),
            later="spoilt",
        )
        for name, source in _BREAKS.items()
    ),
)
