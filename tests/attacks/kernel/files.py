"""Attacks on what can be seen and written: the jail's root, its mounts, its descriptors."""

from __future__ import annotations

from tests.attacks.attack import Attack

_READ = {
    "read-canary": "refused(lambda: open({canary!r}).read())",
    "read-canary-upwards": "refused(lambda: open('../' * 40 + {canary!r}[1:]).read())",
    "stat-canary": "refused(os.stat, {canary!r})",
    "read-accounts": "refused(lambda: open('/etc/passwd').read())",
    "read-shadow": "refused(lambda: open('/etc/shadow').read())",
    "read-server-environment": "refused(lambda: open('/proc/1/environ').read())",
    "read-own-environment-file": "refused(lambda: open('/proc/self/environ').read())",
    "read-own-memory-file": "refused(lambda: open('/proc/self/mem', 'rb').read(1))",
    "read-memory-map": "refused(lambda: open('/proc/self/maps').read())",
    "list-processes": "refused(os.listdir, '/proc')",
    "list-devices": "refused(os.listdir, '/sys')",
    "list-shared-memory": "refused(os.listdir, '/dev/shm')",
    "read-kernel-memory": "refused(lambda: open('/dev/mem', 'rb').read(1))",
    "read-kernel-log": "refused(lambda: open('/dev/kmsg', 'rb').read(1))",
    "read-disk": "refused(lambda: open('/dev/vda', 'rb').read(1))",
    "open-terminal": "refused(lambda: open('/dev/tty'))",
    "open-ptmx": "refused(lambda: os.open('/dev/ptmx', os.O_RDWR))",
    "open-fuse": "refused(lambda: os.open('/dev/fuse', os.O_RDWR))",
    "open-kvm": "refused(lambda: os.open('/dev/kvm', os.O_RDWR))",
    "read-cgroups": "refused(os.listdir, '/sys/fs/cgroup')",
}

_WRITE = {
    "write-root": "refused(lambda: open('/x', 'w'))",
    "make-directory-in-root": "refused(os.mkdir, '/x')",
    "write-library": "refused(lambda: open(os.path.join(os.path.dirname(os.__file__), 'x.py'), 'w'))",
    "overwrite-library": "refused(lambda: open(os.__file__, 'r+'))",
    "truncate-library": "refused(os.truncate, os.__file__, 0)",
    "remove-library": "refused(os.unlink, os.__file__)",
    "rename-library": "refused(os.rename, os.__file__, os.__file__ + 'x')",
    "touch-library": "refused(os.utime, os.__file__)",
    "chmod-library": "refused(os.chmod, os.__file__, 0o777)",
    "remove-null": "refused(os.unlink, '/dev/null')",
    "replace-linker-cache": "refused(lambda: open('/etc/ld.so.cache', 'r+b'))",
    "make-null-device": "refused(os.mknod, 'n', 0o20666, os.makedev(1, 3))",
    "make-disk-device": "refused(os.mknod, 'd', 0o60666, os.makedev(254, 0))",
    "make-fifo": "refused(os.mkfifo, 'f')",
    "link-to-outside": "refused(os.symlink, '/etc/passwd', 'p')",
    "hard-link-library": "refused(os.link, os.__file__, 'l')",
    "give-away-file": "open('g', 'w').close()\nrefused(os.chown, 'g', 0, 0)",
    "file-capability": (
        "open('c', 'w').close()\n"
        "refused(os.setxattr, 'c', 'security.capability', b'\\1\\0\\0\\2' + b'\\xff' * 16)"
    ),
    "leave-by-chroot": "os.mkdir('r')\nrefused(os.chroot, 'r')",
}

_DESCRIPTORS = """
found = []
for descriptor in range(3, 1024):
    try:
        found.append((descriptor, os.fstat(descriptor).st_mode))
    except OSError:
        continue
# One descriptor is ours to have: the pipe that carries this very output.
others = [pair for pair in found if not (pair[1] & 0o170000 == 0o010000)]
breach(others) if others or len(found) > 1 else held(found)
"""

_OFFSETS = """
for descriptor in range(3):
    if os.fstat(descriptor).st_mode & 0o170000 == 0o100000:
        breach(descriptor)
for descriptor in range(16):
    for act in (lambda: os.lseek(descriptor, 0, 0), lambda: os.ftruncate(descriptor, 0)):
        try:
            act()
        except OSError:
            continue
held("no inherited file to rewind")
"""

_UPWARDS = """
root = os.stat("/")
top = os.open("/", os.O_RDONLY)
for _ in range(50):
    os.chdir("..")
    os.fchdir(top)
    top = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=top)
found = os.fstat(top)
breach() if (found.st_dev, found.st_ino) != (root.st_dev, root.st_ino) else held()
"""

_ENVIRONMENT = """
block = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
index, found = 0, []
while block and block[index]:
    found.append(block[index].decode())
    index += 1
names = {entry.partition("=")[0] for entry in (*found, *(f"{k}=" for k in os.environ))}
held(sorted(names))
print(found, dict(os.environ))
"""

_STACK = """
# The kernel leaves arguments and environment at the top of the first stack; a child reads on
# until it falls off the end.
start = ctypes.c_void_p.in_dll(libc, "__libc_stack_end").value & ~4095

def read_on():
    for page in range(start, start + (1 << 20), 4096):
        os.write(1, ctypes.string_at(page, 4096).replace(b"\\0", b" "))

code = in_child(read_on)
(held if code == -signal.SIGSEGV else breach)(code)
"""

_NOSUID = """
import shutil
open("s", "w").write("x")
try:
    os.chmod("s", 0o4755)
except OSError as error:
    held(error)
else:
    refused(os.execv, "s", ["s"])
"""

ATTACKS = (
    *(
        Attack(name, "jail_fs", source, "something outside is seen")
        for name, source in _READ.items()
    ),
    *(
        Attack(name, "jail_fs", source, "something that is not scratch is changed")
        for name, source in _WRITE.items()
    ),
    Attack("inherited-descriptors", "jail_fs", _DESCRIPTORS, "a foreign descriptor is open"),
    Attack("shared-offsets", "jail_fs", _OFFSETS, "the server's file is rewound"),
    Attack("upwards-by-descriptors", "jail_fs", _UPWARDS, "the walk ends outside the root"),
    Attack("environment-block", "jail_fs", _ENVIRONMENT, "the server's secret is in it"),
    Attack("stack-of-exec", "jail_fs", _STACK, "the server's secret is in it"),
    Attack("set-user-id-file", "jail_fs", _NOSUID, "a program runs as somebody else"),
    Attack(
        "other-scratch",
        "jail_fs",
        "open('mine', 'w').close()\nfound = os.listdir('/scratch')\n"
        "breach(found) if found != ['mine'] else held(found)",
        "files of an earlier session are there",
    ),
    Attack(
        "mounts-below",
        "jail_fs",
        # Where Python itself lies may be any folder of the root; everything else is more.
        "import sys\npython = {p.split('/')[1] for p in [*sys.path, sys.prefix, sys.base_prefix] if p}\n"
        "names = set(os.listdir('/')) - {'scratch', 'tmp', 'dev', 'etc', 'lib', 'lib32', 'lib64',"
        " 'usr'} - python\nbreach(names) if names else held()",
        "the root holds more than Python needs",
    ),
)
