"""Logging: one line an event, on stderr, as JSON or (for a person who watches) as text."""

from __future__ import annotations

import logging
import sys

import structlog

from .settings import LogFormat, LogSettings


def configure_logs(settings: LogSettings) -> None:
    """Log events of the settings' level and above, and warnings of libraries too."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = _renderer(settings.format)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(settings.level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    least = max(logging.WARNING, logging.getLevelName(settings.level.upper()))
    logging.basicConfig(level=least, handlers=[handler], force=True)


def _renderer(form: LogFormat) -> structlog.typing.Processor:
    """Return what writes an event: text is coloured on a terminal only.

    Tracebacks are plain, without the values of variables, which may be secrets.
    """
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
