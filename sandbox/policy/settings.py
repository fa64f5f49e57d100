"""What can be set about the policy `restricted`."""

from __future__ import annotations

import msgspec


class PolicySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes to the list of modules, by full dotted names.

    `modules`: further ones that may be imported, shown by their public names. `without`: ones taken
    off the list, with everything below them.
    """

    modules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
