"""What an operator sees of a request in Temporal itself: search attributes and a page of text."""

from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from domain.request import Applicant, Request
from domain.view import details_of
from workflows import attributes


class Publisher:
    """Publishes what changed since the last time, and nothing else: each upsert is an event."""

    def __init__(self) -> None:
        self._shown: tuple[Any, ...] = ()
        self._attributes: dict[SearchAttributeKey[Any], Any] = {}

    def is_stale(self, request: Request) -> bool:
        return self._shown != self._stamp(request)

    def publish(self, request: Request) -> None:
        if not self.is_stale(request):
            return
        self._shown = self._stamp(request)
        workflow.set_current_details(details_of(request))
        current = attributes_of(request)
        updates = [
            _update(key, current.get(key))
            for key in current.keys() | self._attributes.keys()
            if current.get(key) != self._attributes.get(key)
        ]
        self._attributes = current
        if updates:
            workflow.upsert_search_attributes(sorted(updates, key=lambda each: each.key.name))

    @staticmethod
    def _stamp(request: Request) -> tuple[Any, ...]:
        return len(request.timeline), request.waiting_on, request.deadlines.next


def attributes_of(request: Request) -> dict[SearchAttributeKey[Any], Any]:
    """The request's search attributes. No personal data: Temporal never encrypts them."""
    values: dict[SearchAttributeKey[Any], str | datetime | None] = {
        attributes.REQUEST_STATE: request.state.value,
        attributes.WAITING_ON: request.waiting_on.who.value,
        attributes.ACCOUNT_ID: request.account_id,
        attributes.COUNTRY: Applicant.of(request.draft).country,
        attributes.DUE_AT: request.waiting_on.until,
    }
    return {key: value for key, value in values.items() if value is not None}


def _update(key: SearchAttributeKey[Any], value: Any) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)
