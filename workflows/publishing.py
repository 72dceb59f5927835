"""What operators see in Temporal: search attributes and a text of details."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from domain.invoices.views.standing import InvoiceStanding
from domain.requests.request import Request
from domain.requests.view import details_of
from workflows import attributes

Values = Mapping[SearchAttributeKey[Any], Any]

_AS_GOOD = timedelta(seconds=5)
"""How far a deadline may differ that was computed by the client's clock at the start."""


class Publisher:
    """Publishes only what has changed since the last time: each upsert is an event, and one more
    write of the engine's listings. What a request begins with is listed at its start."""

    def __init__(self) -> None:
        self._shown: tuple[Any, ...] = ()
        self._listed: Values | None = None

    def shows_other_than(self, stamp: tuple[Any, ...]) -> bool:
        return self._shown != stamp

    def publish_request(self, request: Request) -> None:
        stamp = stamp_of(request)
        if self.shows_other_than(stamp):
            self._shown = stamp
            self._publish(attributes_of(request), details_of(request))

    def publish_invoice(self, standing: InvoiceStanding) -> None:
        if self.shows_other_than((standing.revision,)):
            self._shown = (standing.revision,)
            self._publish(attributes_of_invoice(standing), standing.details)

    def _publish(self, current: Values, details: str) -> None:
        workflow.set_current_details(details)
        listed = _listed_at_start(current) if self._listed is None else self._listed
        self._listed = current
        updates = [
            _update(key, current.get(key))
            for key in attributes.ALL
            if current.get(key) != listed.get(key)
        ]
        if updates:
            workflow.upsert_search_attributes(updates)


def stamp_of(request: Request) -> tuple[Any, ...]:
    """A value that changes whenever there is something new to show of a request."""
    return request.entries, request.waiting_on, request.deadlines.next


def attributes_of(request: Request) -> Values:
    """The request's search attributes. They contain no personal data: Temporal never encrypts
    them."""
    values: dict[SearchAttributeKey[Any], str | datetime | None] = {
        attributes.REQUEST_STATE: request.state.value,
        attributes.WAITING_ON: request.waiting_on.who.value,
        attributes.ACCOUNT_ID: request.account_id,
        attributes.COUNTRY: request.applicant.country,
        attributes.DUE_AT: request.waiting_on.until,
    }
    return {key: value for key, value in values.items() if value is not None}


def attributes_at_start(request: Request) -> TypedSearchAttributes:
    """What a client lists a request with as it starts it."""
    return TypedSearchAttributes(
        [SearchAttributePair(key, value) for key, value in attributes_of(request).items()]
    )


def attributes_of_invoice(standing: InvoiceStanding) -> Values:
    """The invoice's search attributes; `DueAt` is the moment from which it is overdue."""
    return {
        attributes.INVOICE_STATE: standing.state.value,
        attributes.WAITING_ON: standing.waiting_on.who.value,
        attributes.ACCOUNT_ID: standing.account,
        attributes.COUNTRY: standing.country,
        attributes.DUE_AT: standing.due_at,
    }


def _listed_at_start(current: Values) -> Values:
    """What the engine was given at the start, with a deadline that is close enough to ours replaced
    by ours."""
    listed = dict(workflow.info().typed_search_attributes)
    due, ours = listed.get(attributes.DUE_AT), current.get(attributes.DUE_AT)
    if due and ours and abs(due - ours) < _AS_GOOD:
        listed[attributes.DUE_AT] = ours
    return listed


def _update(key: SearchAttributeKey[Any], value: Any) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)
