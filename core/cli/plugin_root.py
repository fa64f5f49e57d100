"""A folder that NeMo Gym finds our environments in, as it finds those that ship with it.

    DIR/resources_servers/<name>/
        app.py                starts `sallyport serve` on the host and port that it is given
        configs/<name>.yaml   the resources server, an agent and an environment server around it
        requirements.txt      nothing: the service has an environment of its own
        task_data.py          the schema of the rows' own fields
        data/example.jsonl    a few rows

`gym env start --search-dir DIR --resources-server <name>` makes an environment for the folder and
runs app.py in it; the layout is that of nemo-gym 0.7.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import msgspec
import yaml

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ...envs.environment import Environment
    from ..settings import EnvironmentSettings
    from ..types import JsonObject

EXAMPLES: Final = 5
"""Rows in `example.jsonl`: as many as the reference's own environments ship."""

_MAX_STEPS: Final = 10
"""Turns of the agent; a task of ours is solved in fewer."""

_APP: Final = '''\
"""Serves {name} by Sallyport, in place of this process: it ends with it."""

import os

from omegaconf import OmegaConf

config = OmegaConf.create(os.environ["NEMO_GYM_CONFIG_DICT"])
[kind] = config[os.environ["NEMO_GYM_CONFIG_PATH"]].values()
[server] = kind.values()
command = {command!r} + ["--host", str(server.host), "--port", str(server.port)]
os.execv(command[0], command)
'''

_REQUIREMENTS: Final = "# The service runs in the environment that Sallyport is installed in.\n"

_TASK_DATA: Final = '''\
"""The fields of a task row of {name}, as its rows have them."""

from typing import Any, Dict, List, Optional

from pydantic import BaseModel, ConfigDict


class TaskData(BaseModel):
    model_config = ConfigDict(extra="allow")

{fields}
'''

_FRAMEWORKS: Final = frozenset({"responses_create_params", "agent_ref", "task_source"})
"""Keys of a row that are the reference's, and in no schema of a task."""

_TYPES: Final = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    list: "List[Any]",
    dict: "Dict[str, Any]",
}


def write_plugin_root(
    folder: Path,
    served: Sequence[tuple[EnvironmentSettings, Environment]],
    options: Sequence[str],
) -> list[Path]:
    """Write the folders of what is served, and return them.

    `options` are those of `sallyport serve` that configure it. Raises ConfigurationError where a
    folder is there already, before anything is written, or cannot be written.
    """
    places = [folder / "resources_servers" / settings.name for settings, _ in served]
    for place in places:
        if place.exists():
            raise ConfigurationError(f"{place} is there already; remove it, or name another folder")
    try:
        for place, (settings, environment) in zip(places, served, strict=True):
            _write(place, settings, environment, options)
    except OSError as error:
        raise ConfigurationError(f"{error.filename}: cannot be written: {error.strerror}")
    return places


def _write(
    place: Path, settings: EnvironmentSettings, environment: Environment, options: Sequence[str]
) -> None:
    name = settings.name
    rows = list(environment.tasks())
    command = [sys.executable, "-m", "sallyport", "serve", name, *options]
    configuration = yaml.safe_dump(_configuration(settings, environment), sort_keys=False)
    files = {
        "app.py": _APP.format(name=name, command=command),
        f"configs/{name}.yaml": configuration,
        "requirements.txt": _REQUIREMENTS,
        "task_data.py": _TASK_DATA.format(name=name, fields=_fields(rows)),
        "data/example.jsonl": "".join(
            msgspec.json.encode(row).decode() + "\n" for row in rows[:EXAMPLES]
        ),
    }
    for relative, text in files.items():
        path = place / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _configuration(settings: EnvironmentSettings, environment: Environment) -> JsonObject:
    name = settings.name
    agent = f"{name}_simple_agent"
    described = {
        key: getattr(environment, key) if (given := getattr(settings, key)) is None else given
        for key in ("domain", "verified", "description", "value")
    }
    server: JsonObject = {"entrypoint": "app.py", **described}
    if settings.allowed_agents:
        server["allowed_agents"] = list(settings.allowed_agents)
    example = f"resources_servers/{name}/data/example.jsonl"
    return {
        name: {"resources_servers": {name: server}},
        agent: {
            "responses_api_agents": {
                "simple_agent": {
                    "entrypoint": "app.py",
                    "max_steps": _MAX_STEPS,
                    "resources_server": {"type": "resources_servers", "name": name},
                    "model_server": {"type": "responses_api_models", "name": "policy_model"},
                    "datasets": [{"name": "example", "type": "example", "jsonl_fpath": example}],
                }
            }
        },
        f"{name}_environment_server": {
            "environment_servers": {
                "legacy_agent": {
                    "entrypoint": "app.py",
                    "agent_server": {"type": "responses_api_agents", "name": agent},
                }
            }
        },
    }


def _fields(rows: Sequence[JsonObject]) -> str:
    """The fields of a schema that all rows fit: one is optional where some row lacks it."""
    kinds: dict[str, set[str]] = {}
    present: dict[str, int] = {}
    for row in rows:
        for key, value in row.items():
            if key in _FRAMEWORKS or key.startswith("_") or not key.isidentifier():
                continue
            present[key] = present.get(key, 0) + (value is not None)
            kinds.setdefault(key, set()).add(_kind(value))
    lines = []
    for key, found in kinds.items():
        named = found - {"None"}
        kind = named.pop() if len(named) == 1 else "Any"
        optional = present[key] < len(rows)
        lines.append(f"    {key}: Optional[{kind}] = None" if optional else f"    {key}: {kind}")
    return "\n".join(lines) or "    pass"


def _kind(value: Any) -> str:
    return "None" if value is None else _TYPES.get(type(value), "Any")
