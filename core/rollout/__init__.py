"""Playing rollouts against a server over the rollout protocol, and summing them up."""

from __future__ import annotations
