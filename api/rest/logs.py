"""The log: a line an event on standard error, as key=value or JSON, with the request's id.

It shows no question, body, query or header: only what is known not to be anyone's secret.
"""

import logging
from typing import Any

from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict

from api.rest.requests import REQUEST_ID
from api.settings import LogFormat

_FIRST = ["timestamp", "level", "logger", "event", "request_id"]


def log_config(style: LogFormat) -> dict[str, Any]:
    """The configuration for `logging.config.dictConfig`, which can be pickled for workers.

    Of other libraries, warnings are shown: httpx would write down every URL it fetches.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": line_formatter, "style": style}},
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["line"], "level": "WARNING"},
        "loggers": {
            "groundwire": {"level": "INFO"},
            "uvicorn": {"level": "INFO"},
            "uvicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
    }


def line_formatter(style: LogFormat) -> logging.Formatter:
    """What makes a line of a record."""
    renderer = (
        JSONRenderer(ensure_ascii=False)
        if style is LogFormat.JSON
        else LogfmtRenderer(key_order=_FIRST, drop_missing=True)
    )
    return ProcessorFormatter(
        foreign_pre_chain=[
            TimeStamper(fmt="iso", utc=True),
            add_log_level,
            add_logger_name,
            ExtraAdder(),
            _with_request_id,
        ],
        processors=[ProcessorFormatter.remove_processors_meta, _plain, format_exc_info, renderer],
    )


def _with_request_id(_: Any, __: str, event: EventDict) -> EventDict:
    if known := REQUEST_ID.get():
        event.setdefault("request_id", known)
    return event


def _plain(_: Any, __: str, event: EventDict) -> EventDict:
    """Without the copy of the message that uvicorn makes for terminals."""
    event.pop("color_message", None)
    return event
