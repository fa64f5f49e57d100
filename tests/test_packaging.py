"""What pyproject.toml says of the package, against what is on the disk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = "sallyport.examples"
"""Only in a wheel: a checkout has them at its root, and nothing of the package imports them."""

TOP = ("core", "sandbox", "envs", "verifiers")

SETUP: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def folders() -> set[Path]:
    """Every folder that holds Python files, from the repository's root."""
    found = {file.parent for top in TOP for file in (ROOT / top).rglob("*.py")}
    return {folder.relative_to(ROOT) for folder in found if "__pycache__" not in folder.parts}


def test_the_packages_listed_are_those_on_the_disk() -> None:
    on_disk = {".".join(("sallyport", *folder.parts)) for folder in folders()}
    assert set(SETUP["packages"]) == {"sallyport", EXAMPLES, *on_disk}


def test_no_package_is_listed_twice() -> None:
    assert len(SETUP["packages"]) == len(set(SETUP["packages"]))


def test_each_top_level_folder_has_its_place_and_its_link() -> None:
    mapped = {f"sallyport.{top}": top for top in TOP}
    assert SETUP["package-dir"] == mapped | {EXAMPLES: "examples"}
    for top in TOP:
        link = ROOT / "sallyport" / top
        assert link.is_symlink()
        assert str(link.readlink()) == f"../{top}", "relative, so that a clone works anywhere"


def test_every_package_has_its_init_file() -> None:
    lacking = sorted(
        str(folder) for folder in folders() if not (ROOT / folder / "__init__.py").is_file()
    )
    assert not lacking


def is_packaged(file: Path) -> bool:
    """Whether a pattern of the package that holds the file, or of all packages, takes it along."""
    data: dict[str, list[str]] = SETUP["package-data"]
    for folder in file.relative_to(ROOT).parents:
        if folder in folders():
            patterns = data["*"] + data.get(".".join(("sallyport", *folder.parts)), [])
            return any(file in (ROOT / folder).glob(pattern) for pattern in patterns)
    return False


def test_data_files_are_packaged() -> None:
    files = [
        file
        for top in TOP
        for file in (ROOT / top).rglob("*")
        if file.is_file()
        and file.suffix not in {".py", ".pyc"}
        # Caches of tools: they are no part of the source.
        and not any(part.startswith(".") for part in file.relative_to(ROOT).parts)
    ]
    assert len(files) > 1
    assert [str(file) for file in files if not is_packaged(file)] == []


def test_every_example_is_packaged() -> None:
    patterns = ["*.py", *SETUP["package-data"][EXAMPLES]]
    packaged = {file for pattern in patterns for file in (ROOT / "examples").glob(pattern)}
    assert {file for file in (ROOT / "examples").iterdir() if file.is_file()} == packaged
    assert (ROOT / "examples" / "__init__.py") in packaged


def test_the_package_is_marked_as_typed() -> None:
    assert (ROOT / "sallyport" / "py.typed").is_file()


def test_the_versions_agree() -> None:
    import sallyport

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert sallyport.__version__ == project["version"]
