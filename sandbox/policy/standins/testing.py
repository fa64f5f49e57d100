"""`unittest` for programs: the tests of the cells themselves, found without names to import."""

from __future__ import annotations

import sys
import unittest
from typing import Any, Final

from ...interpreter.policy_seam import PolicyError

_MAIN: Final = "__main__"


class TestLoader(unittest.TestLoader):
    """Does what `unittest.TestLoader` does, but for importing what a text names."""

    __module__ = "unittest"
    __test__ = False  # our own tests' collector takes classes of this name for tests

    def loadTestsFromName(self, name: str, module: Any = None) -> unittest.TestSuite:  # noqa: N802
        """Load a class of the cells, or one test of it."""
        parts = str(name).removeprefix(f"{_MAIN}.").split(".")
        if any(part.startswith("_") for part in parts):
            raise PolicyError("text", f"no test may be called {name!r}")
        return super().loadTestsFromName(".".join(parts), sys.modules[_MAIN])

    def discover(self, *_: Any, **__: Any) -> Any:
        """Refuse to look for tests in files."""
        raise PolicyError("text", "tests are not looked for in files", hint="Name the class.")


class TestProgram(unittest.TestProgram):
    """Does what `unittest.main` does; without arguments, for no command line leads to a cell."""

    __module__ = "unittest"
    __test__ = False

    def __init__(
        self,
        module: Any = _MAIN,
        defaultTest: Any = None,  # noqa: N803  # the library's own name
        argv: Any = None,
        **options: Any,
    ) -> None:
        if module != _MAIN and isinstance(module, str):
            raise PolicyError("text", "unittest.main tests the cells alone")
        options = {"testLoader": TestLoader(), **options}
        super().__init__(sys.modules[_MAIN], defaultTest, argv or ["unittest"], **options)


NAMES: Final = {
    "TestLoader": TestLoader,
    "defaultTestLoader": TestLoader(),
    "TestProgram": TestProgram,
    "main": TestProgram,
}
