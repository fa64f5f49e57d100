"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Name: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ENV",
        help="A built-in environment, a server of the file, or FILE.py[:NAME].",
    ),
]

Names: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ENV]...",
        help="Built-in environments, servers of the file, or FILE.py[:NAME]; without any,"
        " all of the file.",
        show_default=False,
    ),
]

ConfigFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        envvar="SALLYPORT_CONFIG",
        help="Configuration file (YAML).",
        show_default=False,
    ),
]

Sets: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set one key, over file and environment variables; may be repeated.",
        show_default=False,
    ),
]

TaskFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--tasks",
        metavar="FILE",
        help="Task rows as JSON lines, instead of those that ship with the environment.",
        show_default=False,
    ),
]

Limit: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="Only the first N.", show_default=False),
]

OutputFile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where the JSON lines go; - is standard output.",
        show_default=False,
    ),
]

Overwrite: TypeAlias = Annotated[
    bool,
    typer.Option("--overwrite", help="Replace the --output that is there, once all is done."),
]

PolicyName: TypeAlias = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="oracle|noop|replay:FILE",
        help="Who plays: the known solution, nobody, or recorded rollouts.",
    ),
]

Repeats: TypeAlias = Annotated[
    int, typer.Option("--repeats", min=1, metavar="N", help="Rollouts of each task.")
]

Concurrency: TypeAlias = Annotated[
    int, typer.Option("--concurrency", min=1, max=10_000, metavar="N", help="Rollouts at once.")
]

Url: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="A running server, with the environment's path if it serves several;"
        " without it one is started and stopped.",
        show_default=False,
    ),
]

ApiKeyEnv: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--api-key-env",
        metavar="NAME",
        help="Environment variable that holds the server's API key.",
        show_default="SALLYPORT_API_KEY, if it is set",
    ),
]

MinIsolation: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--min-isolation",
        metavar="namespaces|landlock|limits|none",
        help="Play no rollout where the server holds its sessions less strictly.",
        show_default=False,
    ),
]
