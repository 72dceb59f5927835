"""The invoice's state machine, as data.

Where an invoice rests follows from its money and its due date: the guards ask for it. So one
trigger may lead to several states, and to exactly one of them at a time. One that was written off
in part, and opened again by a reversal, may be paid and be written off all the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Protocol, cast

from transitions import EventData

from domain.operations.machine import StateMachine


class InvoiceState(StrEnum):
    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    """All that is open is disputed; a dispute over a part leaves the rest where it is."""
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"


_SETTLED = (InvoiceState.PAID, InvoiceState.CREDITED, InvoiceState.WRITTEN_OFF)

SETTLED = frozenset(_SETTLED)
"""Nothing is open, and no clock runs. Money that goes back opens an invoice again."""

UNSETTLED = tuple(state for state in InvoiceState if state not in SETTLED)


class InvoiceTrigger(StrEnum):
    PAY = "pay"
    FALL_DUE = "fall_due"
    REVERSE = "reverse"
    """A payment is taken back by the bank."""
    CORRECT = "correct"
    """A payment, a credit note or a write-off was entered wrongly."""
    RECOVER = "recover"
    """What was written off is paid after all."""
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


def _moves(
    trigger: InvoiceTrigger, ways: Mapping[InvoiceState, Iterable[InvoiceState]]
) -> Iterator[Mapping[str, Any]]:
    """From each state to whichever of these the invoice rests in afterwards."""
    for source, dests in ways.items():
        for dest in dests:
            yield {
                "trigger": trigger,
                "source": source,
                "dest": dest,
                "conditions": [_rests_in(dest)],
            }


_OPEN, _PARTLY_PAID, _OVERDUE, _DISPUTED, _PAID, _CREDITED, _WRITTEN_OFF = InvoiceState
_AFTER_A_REVERSAL = (_OPEN, _PARTLY_PAID, _OVERDUE)

TRANSITIONS: tuple[Mapping[str, Any], ...] = (
    *_moves(
        InvoiceTrigger.PAY,
        {
            _OPEN: (_PARTLY_PAID, _DISPUTED, _PAID, _WRITTEN_OFF),
            _PARTLY_PAID: (_PARTLY_PAID, _DISPUTED, _PAID, _WRITTEN_OFF),
            _OVERDUE: (_OVERDUE, _DISPUTED, _PAID, _WRITTEN_OFF),
            _DISPUTED: (_DISPUTED, _PAID, _WRITTEN_OFF),
        },
    ),
    *_moves(
        InvoiceTrigger.FALL_DUE,
        {_OPEN: (_OVERDUE,), _PARTLY_PAID: (_OVERDUE,), _DISPUTED: (_DISPUTED,)},
    ),
    *_moves(
        InvoiceTrigger.REVERSE,
        {
            _PARTLY_PAID: (_OPEN, _PARTLY_PAID),
            _OVERDUE: (_OVERDUE,),
            _DISPUTED: (*_AFTER_A_REVERSAL, _DISPUTED),
            _PAID: (*_AFTER_A_REVERSAL, _WRITTEN_OFF),
            _WRITTEN_OFF: (*_AFTER_A_REVERSAL, _WRITTEN_OFF),
        },
    ),
    *_moves(
        InvoiceTrigger.CORRECT,
        {
            _OPEN: (_OPEN,),
            _PARTLY_PAID: (_OPEN, _PARTLY_PAID),
            _OVERDUE: (_OVERDUE,),
            _DISPUTED: (*_AFTER_A_REVERSAL, _DISPUTED),
            _PAID: (*_AFTER_A_REVERSAL, _WRITTEN_OFF),
            _CREDITED: _AFTER_A_REVERSAL,
            _WRITTEN_OFF: (*_AFTER_A_REVERSAL, _WRITTEN_OFF),
        },
    ),
    *_moves(InvoiceTrigger.RECOVER, {_WRITTEN_OFF: (_WRITTEN_OFF, _PAID)}),
    *_moves(
        InvoiceTrigger.DISPUTE,
        {state: (state, _DISPUTED) for state in (_OPEN, _PARTLY_PAID, _OVERDUE)},
    ),
    *_moves(
        InvoiceTrigger.RESOLVE,
        {
            **{state: (state, *_SETTLED) for state in (_OPEN, _PARTLY_PAID, _OVERDUE)},
            _DISPUTED: (_OPEN, _PARTLY_PAID, _OVERDUE, _PAID, _CREDITED, _WRITTEN_OFF),
        },
    ),
    *_moves(
        InvoiceTrigger.CREDIT,
        {
            **{state: (state, _DISPUTED, *_SETTLED) for state in (_OPEN, _PARTLY_PAID, _OVERDUE)},
            _DISPUTED: (_DISPUTED, *_SETTLED),
            _PAID: (_PAID, _CREDITED),
        },
    ),
    *_moves(InvoiceTrigger.WRITE_OFF, dict.fromkeys(UNSETTLED, (_WRITTEN_OFF,))),
    *_moves(InvoiceTrigger.CHARGE, {state: (state,) for state in UNSETTLED}),
)

MACHINE = StateMachine(
    "invoice",
    InvoiceState,
    InvoiceState.OPEN,
    SETTLED,
    TRANSITIONS,
    group=("owed", UNSETTLED),
)
