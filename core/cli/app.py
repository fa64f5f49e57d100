"""The `sallyport` command: its subcommands, and how its errors end.

A mistake of the user is one line on standard error that says what to do, and exit code 2. A failure
of ours is one line and exit code 1. A closed pipe is nobody's mistake and is silent.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ..errors import ConfigurationError, SallyportError
from . import check, doctor, interrupts, nemo_gym, replay, rollout, serve, show, top, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

USER_MISTAKE: Final = 2
OUR_FAILURE: Final = 1
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 1
"""What Typer itself ends with when it meets a closed pipe first."""

# BadParameter, UsageError, ClickException: what Typer raises for a mistaken command line. Where
# the last one lives depends on Typer's version; that it is the third in line does not.
_MistakenCommandLine: type[BaseException] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="sallyport",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve")(serve.serve)
app.command("rollout")(rollout.rollout)
app.command("tasks")(show.tasks)
app.command("tools")(show.tools)
app.command("verify")(verify.verify)
app.command("check")(check.check)
app.command("config")(show.config)
app.command("doctor")(doctor.doctor)
app.command("nemo-gym")(nemo_gym.nemo_gym)
app.command("replay")(replay.replay)
app.command("top")(top.top)
app.command("version")(show.version)


def _show_version(asked: bool) -> None:
    if asked:
        show.version()
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Serve worlds for language-model agents to act in, and judge what they did there."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    interrupts.raise_again()
    try:
        code = typer.main.get_command(app).main(
            args=None if arguments is None else list(arguments),
            prog_name="sallyport",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except _MistakenCommandLine as mistake:
        return _fail(_usage(mistake), USER_MISTAKE)
    except SallyportError as error:
        users = isinstance(error, ConfigurationError) or error.status_code < 500
        return _fail(error.message, USER_MISTAKE if users else OUR_FAILURE)
    except BrokenPipeError:
        # The interpreter flushes once more at exit; into the closed pipe that would print a trace.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}", OUR_FAILURE)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _usage(mistake: BaseException) -> str:
    format_message = getattr(mistake, "format_message", mistake.__str__)
    context = getattr(mistake, "ctx", None)
    path = getattr(context, "command_path", "sallyport")
    return f"{str(format_message()).rstrip('.')}; see `{path} --help`"


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"sallyport: {' '.join(message.split())}\n")
    return code
