# Makes the project's own virtual environment, once for each set of requirements.
#
#   . scripts/lib/venv.sh; ensure_venv run     # or dev, which holds all of run; then: $python, $root
#
# Needs Python 3.11, 3.12 or 3.13 with pip; PYTHON=... names the one to take, and no other is taken
# then. A second run finds everything in place and starts at once; a new set of requirements, or
# another Python named, makes it anew.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
venv="$root/.venv"
python="$venv/bin/python"

fail() {
    echo "sallyport: $*" >&2
    exit 2
}

is_fit() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1
}

# The installation behind a Python, the same for it and for environments made of it.
base_of() {
    "$1" -c 'import os, sys; print(os.path.realpath(sys._base_executable))' 2>/dev/null
}

find_python() {
    local candidate said
    if [ -n "${PYTHON:-}" ]; then
        said=$("$PYTHON" --version 2>&1) || fail "PYTHON=$PYTHON is no Python that runs"
        is_fit "$PYTHON" || fail "PYTHON=$PYTHON is $said; name one from 3.11 to 3.13"
        # The environment's own would go with it when it is made anew.
        base_of "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if is_fit "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "no Python from 3.11 to 3.13 found; install one, or name it: PYTHON=/path/to/python3"
}

make_venv() {
    local base
    base=$(find_python) || exit 2
    rm -rf "$venv"
    # Some systems' Python comes without ensurepip; its pip can install from outside then.
    "$base" -m venv "$venv" >/dev/null 2>&1 || "$base" -m venv --clear --without-pip "$venv" ||
        fail "$base cannot make a virtual environment; install its venv module"
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        "$base" -m pip --version >/dev/null 2>&1 ||
            fail "$base has no pip; install it (Debian and Ubuntu: apt install python3-venv)"
        echo "$base" >"$venv/.pip-from"
    fi
}

# The pip to install with: the environment's own, or from outside that of the Python it was made by.
run_pip() {
    if [ -f "$venv/.pip-from" ]; then
        "$(cat "$venv/.pip-from")" -m pip --python "$python" "$@"
    else
        "$python" -m pip "$@"
    fi
}

stamp_of() {
    cat "$root/requirements/$1.txt" "$root/requirements/build.txt" "$root/pyproject.toml" |
        sha256sum | cut -d' ' -f1
}

# Whether the environment there is of the Python that was named, if one was.
is_of_named() {
    [ -z "${PYTHON:-}" ] || [ "$(base_of "$python")" = "$(base_of "$PYTHON")" ]
}

is_ready() {
    "$python" -c '' 2>/dev/null && is_of_named && [ "$(cat "$venv/.ready-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]
}

ensure_venv() {
    # A name that is none stops here, also where an environment is ready.
    [ -z "${PYTHON:-}" ] || find_python >/dev/null || exit 2
    if is_ready "$1" || is_ready dev; then
        return
    fi
    if [ -e "$python" ] && ! is_of_named; then
        echo "sallyport: $venv is of another Python than PYTHON=$PYTHON; making it anew" >&2
    fi
    echo "sallyport: installing into $venv (a minute or two, once)" >&2
    # What is there is built upon only when it is exactly the smaller set.
    is_ready run || make_venv
    run_pip install --quiet --require-hashes -r "$root/requirements/build.txt" >&2 &&
        run_pip install --quiet --require-hashes -r "$root/requirements/$1.txt" >&2 &&
        run_pip install --quiet --no-deps --no-build-isolation --editable "$root" >&2 ||
        fail "installing failed; the lines above say why"
    stamp_of "$1" >"$venv/.ready-$1"
}
