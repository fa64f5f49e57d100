from __future__ import annotations

import os
import sysconfig

from sallyport.sandbox.jail.libraries import python_paths


def test_library_packages_and_shared_libraries_are_found_and_exist() -> None:
    found = python_paths()
    assert sysconfig.get_paths()["stdlib"] in found
    assert sysconfig.get_paths()["purelib"] in found
    assert any(
        "libc.so" in name for path in found if os.path.isdir(path) for name in os.listdir(path)
    )
    assert all(os.path.exists(path) for path in found)
    assert list(found) == sorted(set(found))


def test_nothing_wide_is_shown() -> None:
    wide = {"/", "/usr", "/etc", "/root", "/home", "/tmp", "/var", "/opt", os.getcwd()}
    assert not wide & set(python_paths())
