"""A span for each SQL statement that belongs to a trace, by SQLAlchemy's events. Its text has
placeholders: no value is in it."""

from typing import Any

from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span, get_tracer
from sqlalchemy import Connection, Engine, ExceptionContext, event

_SCOPE = "pay-by-invoice.ledger"
_STATEMENTS = "spans_of_statements"
_LONGEST = 2000
"""Characters of a statement that are kept."""


def trace_statements() -> None:
    event.listen(Engine, "before_cursor_execute", _begins)
    event.listen(Engine, "after_cursor_execute", _ends)
    event.listen(Engine, "handle_error", _fails)


def _begins(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    # What nobody asked for, such as the outbox that is looked into every few seconds, is no trace.
    span = _span_of(connection, statement) if get_current_span().is_recording() else None
    connection.info.setdefault(_STATEMENTS, []).append(span)


def _span_of(connection: Connection, statement: str) -> Span:
    operation = statement.split(maxsplit=1)[0].upper()
    attributes = {
        "db.system.name": connection.dialect.name,
        "db.operation.name": operation,
        "db.query.text": statement[:_LONGEST],
    }
    return get_tracer(_SCOPE).start_span(operation, kind=SpanKind.CLIENT, attributes=attributes)


def _ends(connection: Connection, *_: Any) -> None:
    if (span := _taken(connection)) is not None:
        span.end()


def _fails(context: ExceptionContext) -> None:
    if context.connection is None or (span := _taken(context.connection)) is None:
        return
    span.set_attribute("error.type", type(context.original_exception).__name__)
    span.set_status(StatusCode.ERROR)
    span.end()


def _taken(connection: Connection) -> Span | None:
    begun: list[Span | None] = connection.info.get(_STATEMENTS, [])
    return begun.pop() if begun else None
