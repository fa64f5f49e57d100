# Makes the project's own virtual environment, once for each set of requirements.
#
#   . scripts/lib/venv.sh; ensure_venv requirements/run.txt     # afterwards: $python, $root
#
# Needs Python 3.11 or newer with pip. A second run finds everything in place and starts at once.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
venv="$root/.venv"
python="$venv/bin/python"

fail() {
    echo "sallyport: $*" >&2
    exit 2
}

find_python() {
    local candidate
    for candidate in ${SALLYPORT_PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
            >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    fail "no Python from 3.11 to 3.13 found; install one, or name it in SALLYPORT_PYTHON"
}

make_venv() {
    local base
    base=$(find_python) || exit 2
    rm -rf "$venv"
    # Some systems' Python comes without ensurepip; its pip can install from outside then.
    "$base" -m venv "$venv" 2>/dev/null || "$base" -m venv --without-pip "$venv" ||
        fail "$base cannot make a virtual environment; install its venv module"
    pip="$python -m pip"
    $pip --version >/dev/null 2>&1 || pip="$base -m pip --python $python"
}

stamp_of() {
    cat "$1" "$root/requirements/build.txt" "$root/pyproject.toml" | sha256sum | cut -d' ' -f1
}

ensure_venv() {
    local requirements="$root/$1" name stamp
    name=$(basename "$1" .txt)
    stamp=$(stamp_of "$requirements")
    # dev.txt holds all that run.txt does.
    for ready in "$venv/.ready-$name" "$venv/.ready-dev"; do
        if [ -x "$python" ] && [ "$(cat "$ready" 2>/dev/null)" = "$stamp" ]; then
            return
        fi
    done
    echo "sallyport: installing into $venv (a minute or two, once)" >&2
    make_venv
    $pip install --quiet --require-hashes -r "$root/requirements/build.txt" >&2 &&
        $pip install --quiet --require-hashes -r "$requirements" >&2 &&
        $pip install --quiet --no-deps --no-build-isolation --editable "$root" >&2 ||
        fail "installing failed; the lines above say why"
    echo "$stamp" >"$venv/.ready-$name"
}
