"""Attacks by using up: memory, stack, processes, descriptors, disk, output, time."""

from __future__ import annotations

from tests.attacks.attack import Attack

_BOUNDED = """
count = 0
held_back = []
try:
    while count < {most}:
        {take}
        count += 1
except (OSError, MemoryError, RuntimeError) as error:
    os.write(1, f"HELD after {{count}}: {{error}}\\n".encode()[:200])
else:
    os.write(1, b"BREACH no bound\\n")
{after}
"""


def _bounded(take: str, most: int, after: str = "os._exit(0)") -> str:
    return _BOUNDED.format(take=take, most=most, after=after)


_CHILDREN = """
# Many processes, each below its own limit, all touching their memory.
size = 96 << 20
for _ in range(12):
    if os.fork() == 0:
        block = bytearray(size)
        time.sleep(30)
        os._exit(0)
time.sleep(2)
held("children were left to it")
"""

_DEEP = """
import sys
sys.setrecursionlimit(2 * 10**5)
def down(n):
    return down(n + 1) + 1
try:
    down(0)
except (RecursionError, MemoryError, SystemError) as error:
    held(type(error).__name__)
"""

_NATIVE_STACK = """
import sys
sys.setrecursionlimit(10**9)
value = []
for _ in range(300_000):
    value = [value]
try:
    repr(value)
except RecursionError as error:
    held(error)
"""

_THREAD_STACK = """
def work():
    import sys
    sys.setrecursionlimit(10**9)
    class Endless:
        def __getattr__(self, name):
            return getattr(self, name + "x")
    Endless().a
thread = threading.Thread(target=work)
thread.start()
thread.join()
held()
"""

_FORK_BOMB = """
def bomb():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)
if os.fork() == 0:
    bomb()
time.sleep(1)
held("bounded, and killed with the session")
"""

_FLOOD = """
block = b"x" * 65536
while True:
    os.write(1, block)
"""

_DISK = """
written = 0
try:
    with open("big", "wb", buffering=0) as stream:
        while written < 1 << 30:
            written += stream.write(bytes(1 << 16))
except OSError as error:
    held(f"{written} bytes: {error}")
else:
    breach(written)
"""

_MANY_BIG = """
written = 0
try:
    for index in range(100_000):
        with open(f"f{index}", "wb", buffering=0) as stream:
            written += stream.write(bytes(1 << 20))
except OSError as error:
    (breach if written > 64 << 20 else held)(f"{written} bytes: {error}")
else:
    breach(written)
"""

_DEEP_DIRECTORIES = """
depth = 0
try:
    while depth < 100_000:
        os.mkdir("d")
        os.chdir("d")
        depth += 1
except OSError as error:
    held(f"{depth}: {error}")
else:
    breach(depth)
"""

_ODD_NAMES = """
try:
    for name in (b"\\xff\\xfe", b"a\\nb", b"-rf", b" ", b"\\x1b[2J", b"x" * 255):
        open(name, "wb").close()
    held(len(os.listdir(b".")))
except OSError as error:
    held(error)
"""

_SHARED_MAPPING = """
count, blocks = 0, []
try:
    while count < 64:
        block = mmap.mmap(-1, 64 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        block[0] = 1
        blocks.append(block)
        count += 1
except (OSError, MemoryError) as error:
    held(f"{count} blocks: {error}")
else:
    breach(count)
"""

ATTACKS = (
    Attack(
        "memory-in-python",
        "resource",
        _bounded("held_back.append(bytearray(32 << 20))", 256),
        "memory has no bound",
        ("refused", "killed"),
    ),
    Attack(
        "memory-at-once",
        "resource",
        "refused(bytearray, 8 << 30)",
        "memory has no bound",
    ),
    Attack(
        "memory-by-mappings",
        "resource",
        _SHARED_MAPPING,
        "memory has no bound",
        ("refused", "killed"),
    ),
    Attack(
        "memory-by-brk",
        "resource",
        "now = libc.sbrk\nnow.restype = ctypes.c_void_p\nnow.argtypes = [ctypes.c_ssize_t]\n"
        "breach() if now(8 << 30) != ctypes.c_void_p(-1).value else held()",
        "memory has no bound",
    ),
    Attack(
        "memory-by-children", "resource", _CHILDREN, "memory has no bound", ("refused", "killed")
    ),
    Attack("recursion", "resource", _DEEP, "the stack has no bound", ("refused", "killed"), 20.0),
    Attack(
        "native-recursion",
        "resource",
        _NATIVE_STACK,
        "the stack has no bound",
        ("refused", "killed"),
        20.0,
    ),
    Attack(
        "thread-recursion",
        "resource",
        _THREAD_STACK,
        "the stack has no bound",
        ("refused", "killed"),
        20.0,
    ),
    Attack("fork-bomb", "resource", _FORK_BOMB, "processes have no bound"),
    Attack(
        "processes",
        "resource",
        _bounded("held_back.append(os.fork() or time.sleep(60))", 200),
        "processes have no bound",
    ),
    Attack(
        "threads",
        "resource",
        _bounded("threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", 500),
        "threads have no bound",
    ),
    Attack(
        "zombies",
        "resource",
        _bounded("held_back.append(os.fork() or os._exit(0))", 200),
        "processes have no bound",
    ),
    Attack(
        "descriptors",
        "resource",
        _bounded("held_back.append(os.open('/dev/null', 0))", 5000),
        "descriptors have no bound",
    ),
    Attack(
        "socket-pairs",
        "resource",
        _bounded("held_back.append(socket.socketpair())", 5000),
        "descriptors have no bound",
    ),
    Attack("disk-one-file", "resource", _DISK, "scratch has no bound", ("refused", "killed")),
    Attack("disk-many-files", "resource", _MANY_BIG, "scratch has no bound", ("refused", "killed")),
    Attack(
        "inodes",
        "resource",
        _bounded("open(f'i{count}', 'w').close()", 100_000),
        "files have no bound",
    ),
    Attack(
        "sparse-terabyte",
        "resource",
        "handle = os.open('s', os.O_RDWR | os.O_CREAT)\nrefused(os.ftruncate, handle, 1 << 40)",
        "a file has no bound",
    ),
    Attack("deep-directories", "resource", _DEEP_DIRECTORIES, "directories have no bound"),
    Attack("odd-names", "resource", _ODD_NAMES, "somebody outside reads the names"),
    Attack("output-flood", "resource", _FLOOD, "the reader swells", ("stopped", "killed"), 1.0),
    Attack(
        "raise-limit",
        "resource",
        "refused(resource.setrlimit, resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)",
        "a limit is raised",
    ),
    Attack(
        "raise-limit-of-processes",
        "resource",
        "refused(resource.setrlimit, resource.RLIMIT_NPROC, (10_000, 10_000))",
        "a limit is raised",
    ),
    Attack(
        "limits-are-set",
        "resource",
        "loose = [k for k in ('RLIMIT_AS', 'RLIMIT_NPROC', 'RLIMIT_NOFILE', 'RLIMIT_FSIZE')"
        " if -1 in resource.getrlimit(getattr(resource, k))]\nbreach(loose) if loose else held()",
        "a limit is missing",
    ),
    Attack("lock-memory", "resource", "refused(call, 'mlockall', 3)", "memory is pinned"),
    Attack("nice", "resource", "refused(os.nice, -5)", "others are starved"),
    Attack("sleep", "resource", "time.sleep(1000)", "the session never ends", ("stopped",), 0.3),
    Attack(
        "slow-pattern",
        "resource",
        "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
        "the session never ends",
        ("stopped",),
        0.5,
    ),
)
