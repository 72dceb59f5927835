"""Logs of all our processes: text for people, JSON for machines, always on stderr.

Everything goes through the standard library's root logger, so Temporal's own loggers and those of
other libraries look like ours. Passwords in addresses and mail addresses are taken out of every
line at the very end, whichever way they came in.
"""

import logging
import re
import sys
from asyncio import CancelledError
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from domain.errors import DomainError
from engine.observing import request_ids, tracing
from settings import Settings

_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@\"']+@"), "***@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<mail address>"),
)

# Libraries whose information helps no operator; httpcore and httpx would log headers of answers,
# cookies among them, and Stripe's what customers are called.
_TALKATIVE = (
    "transitions",
    "alembic",
    "httpcore",
    "httpx",
    "stripe",
)

# The SDK's attribute of a log record, and those of its fields that say where the line is from.
_TEMPORAL_FIELDS = {
    "temporal_workflow": ("workflow_id", "run_id", "workflow_type", "attempt", "update_name"),
    "temporal_activity": ("workflow_id", "workflow_run_id", "activity_type", "attempt"),
}


def configure(settings: Settings) -> None:
    """Sets up structlog and the standard library's logging; calling it again replaces the
    set-up."""
    as_json = settings.log_format == "json"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                _add_temporal_fields,
                _say_refusals_in_one_line,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_json_renderers() if as_json else _text_renderers()),
                _redact,
            ],
        )
    )
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())


def quieten_temporal() -> None:
    """Keeps the SDK from repeating ids in messages that are fields of the line already."""
    from temporalio import activity, workflow

    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False


def _json_renderers() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]


def _text_renderers() -> list[Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if (request_id := request_ids.current()) is not None:
        event.setdefault("request_id", request_id)
    if (trace_id := tracing.current_trace()) is not None:
        event.setdefault("trace_id", trace_id)
    return event


def _add_temporal_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    for attribute, names in _TEMPORAL_FIELDS.items():
        details = getattr(record, attribute, None)
        if isinstance(details, Mapping):
            event.update({name: details[name] for name in names if name in details})
    if "workflow_run_id" in event:
        event["run_id"] = event.pop("workflow_run_id")
    return event


def _say_refusals_in_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A refusal is foreseen, and so is an outage: its sentence says it all. The SDK logs each
    attempt of an activity that fails, and forty lines of a stack trace for each would hide what
    else happened meanwhile."""
    raised = event.get("exc_info")
    if raised is True:
        raised = sys.exc_info()
    failure = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(failure, DomainError | CancelledError):  # or an attempt that took too long
        del event["exc_info"]
        event["because"] = str(failure) or "cancelled"
    return event


def _redact(_logger: WrappedLogger, _method: str, line: Any) -> str:
    return redacted(str(line))


def redacted(text: str) -> str:
    """The text without passwords in addresses, and without mail addresses."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
