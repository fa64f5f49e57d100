"""What can be set about the policy `restricted`."""

from __future__ import annotations

import msgspec


class PolicySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`modules`: further modules that may be imported, by full dotted name, shown by their public
    names; `without`: modules taken off the list, with everything below them.
    """

    modules: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
