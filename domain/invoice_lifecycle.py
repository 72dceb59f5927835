"""The invoice's state machine, as data.

Where an invoice rests follows from its money and its due date: the guards ask for it. So one
trigger may lead to several states, and to exactly one of them at a time. One that was written off
in part, and opened again by a reversal, may be paid and be written off all the same.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Protocol, cast

from transitions import EventData

from domain.machine import StateMachine


class InvoiceState(StrEnum):
    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    """All that is open is disputed; a dispute over a part leaves the rest where it is."""
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"


SETTLED = frozenset({InvoiceState.PAID, InvoiceState.CREDITED, InvoiceState.WRITTEN_OFF})
"""Nothing is open, and no clock runs. Money that goes back opens an invoice again."""

UNSETTLED = tuple(state for state in InvoiceState if state not in SETTLED)


class InvoiceTrigger(StrEnum):
    PAY = "pay"
    FALL_DUE = "fall_due"
    REVERSE = "reverse"
    """A payment is taken back by the bank."""
    DISPUTE = "dispute"
    RESOLVE = "resolve"
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    CHARGE = "charge"
    """Late interest or a fixed compensation is added."""


class Resting(Protocol):
    state: InvoiceState

    @property
    def rests_in(self) -> InvoiceState:
        """The state that its money and its due date put it in."""
        ...


def _rests_in(state: InvoiceState) -> Any:
    def rests_in(event: EventData) -> bool:
        return cast(Resting, event.model).rests_in is state

    rests_in.__name__ = f"rests_in_{state}"
    return rests_in


def _to_where_it_rests(
    trigger: InvoiceTrigger, sources: Iterable[InvoiceState], dests: Iterable[InvoiceState]
) -> Iterable[Mapping[str, Any]]:
    for dest in dests:
        yield {
            "trigger": trigger,
            "source": list(sources),
            "dest": dest,
            "conditions": [_rests_in(dest)],
        }


_S = InvoiceState

TRANSITIONS: tuple[Mapping[str, Any], ...] = (
    *_to_where_it_rests(
        InvoiceTrigger.PAY,
        UNSETTLED,
        (_S.PARTLY_PAID, _S.OVERDUE, _S.DISPUTED, _S.PAID, _S.WRITTEN_OFF),
    ),
    *_to_where_it_rests(InvoiceTrigger.FALL_DUE, UNSETTLED, (_S.OVERDUE, _S.DISPUTED)),
    *_to_where_it_rests(InvoiceTrigger.REVERSE, tuple(_S), UNSETTLED),
    *_to_where_it_rests(InvoiceTrigger.DISPUTE, (_S.OPEN, _S.PARTLY_PAID, _S.OVERDUE), UNSETTLED),
    *_to_where_it_rests(
        InvoiceTrigger.RESOLVE,
        UNSETTLED,
        (_S.OPEN, _S.PARTLY_PAID, _S.OVERDUE, _S.PAID, _S.CREDITED, _S.WRITTEN_OFF),
    ),
    *_to_where_it_rests(InvoiceTrigger.CREDIT, UNSETTLED, tuple(_S)),
    *_to_where_it_rests(InvoiceTrigger.CREDIT, (_S.PAID,), (_S.PAID, _S.CREDITED)),
    {"trigger": InvoiceTrigger.WRITE_OFF, "source": list(UNSETTLED), "dest": _S.WRITTEN_OFF},
    *_to_where_it_rests(InvoiceTrigger.CHARGE, UNSETTLED, UNSETTLED),
)

MACHINE = StateMachine("invoice", InvoiceState, InvoiceState.OPEN, SETTLED, TRANSITIONS)
