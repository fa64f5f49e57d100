"""The reference's own words in its configuration files, and what becomes of each here.

    <name>: {environment_servers | responses_api_agents | responses_api_models: ...}   left alone
    config_paths, head_server, policy_base_url, ...                                    left alone
    <name>: {resources_servers: {<environment>:
        domain, description, value, verified, max_execution_time, ...                  they act
        host, port                         of the only server that names them: they act
        allowed_agents                     told to clients
        datasets                           listed as tasks, where their files are there
        num_workers, allowed_model_types, ...    WITHOUT_EFFECT, and said so

Read off the configuration files and `global_config.py` of nemo-gym 0.5 to 0.7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN_KEYS: Final = frozenset(
    {"environment_servers", "responses_api_agents", "responses_api_models"}
)
"""What an entry holds that describes another server than ours."""

RUNNER_KEYS: Final = frozenset(
    {
        "allow_openai_version_skew",
        "allow_unsupported_pairing",
        "cache_dir",
        "component_name",
        "config_paths",
        "default_host",
        "disallowed_ports",
        "dry_run",
        "entrypoint",
        "environment_routing_mode",
        "environment_server_name",
        "environment_server_routes",
        "error_on_agent_without_environment_server",
        "head_server",
        "head_server_deps",
        "hf_token",
        "json",
        "model_call_capture_dir",
        "model_endpoint_readiness_timeout_seconds",
        "nemo_gym_log_dir",
        "observability_enabled",
        "pip_install_verbose",
        "policy_api_key",
        "policy_base_url",
        "policy_model_name",
        "port_range_high",
        "port_range_low",
        "python_version",
        "query",
        "ray_head_node_address",
        "results_dir",
        "server_spinup_timeout_seconds",
        "skip_venv_if_present",
        "skip_verification",
        "skip_verification_reward",
        "telemetry",
        "token_id_capture",
        "use_absolute_ip",
        "uv_cache_dir",
        "uv_lock_timeout_seconds",
        "uv_pip_set_python",
        "uv_venv_dir",
        "verbose",
    }
)
"""Top-level keys of the reference's runner, which its commands dump beside the servers."""

WITHOUT_EFFECT: Final[Mapping[str, str]] = {
    "num_workers": "one front door serves all sessions; `sallyport.pool` has the workers",
    "allowed_model_types": "no model is started here",
    "expose_tools_over_mcp": "no MCP endpoint is served here",
    "name": "a server's name is its key in the file",
}
"""Keys of a resources server that act in the reference alone, and why they do not here."""

ADDRESS: Final = ("host", "port")
"""Of a resources server: here all share one, so that they act only where they agree."""

_REFERENCE: Final = re.compile(r"\$\{([A-Za-z_][\w.-]*)\}")
"""A value taken from elsewhere in the file, in the form that OmegaConf gives it."""


def is_foreign(key: str, value: Any) -> bool:
    """Whether a top-level entry is another server's or the runner's."""
    if key in RUNNER_KEYS:
        return True
    return isinstance(value, dict) and bool(value) and set(value) <= FOREIGN_KEYS


def with_references(value: Any, whole: Mapping[str, Any], path: Path) -> Any:
    """A value of the file with every `${key}` in it put in; a value that is one keeps its type.

    Raises ConfigurationError for a key that the file does not have, or leaves open by `???`.
    """
    if isinstance(value, dict):
        return {key: with_references(inner, whole, path) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_references(inner, whole, path) for inner in value]
    if not isinstance(value, str):
        return value

    def looked_up(name: str) -> Any:
        found: Any = whole
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found is None or found == "???" or isinstance(found, dict | list):
            raise ConfigurationError(
                f"{path}: ${{{name}}} stands for no value; the file must give {name!r} one"
            )
        if isinstance(found, str) and _REFERENCE.search(found):
            raise ConfigurationError(
                f"{path}: ${{{name}}} stands for another reference; write the value itself"
            )
        return found

    only = _REFERENCE.fullmatch(value)
    if only:
        return looked_up(only[1])
    return _REFERENCE.sub(lambda match: str(looked_up(match[1])), value)
