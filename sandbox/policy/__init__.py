"""The language policy `restricted`; its contract is `Policy` in sandbox/interpreter."""

from .policy import RestrictedPolicy, restricted_policy
from .settings import PolicySettings

__all__ = ["PolicySettings", "RestrictedPolicy", "restricted_policy"]
