"""The request's state machine, as data. The invoice's is in `domain/invoices/lifecycle.py`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol, cast

from transitions import EventData

from domain.errors import NotPossibleNow
from domain.operations.machine import StateMachine


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CREDIT_CHECK = "credit_check"
    LEGAL_DOCUMENTS = "legal_documents"
    APPROVED = "approved"
    SWITCHED = "switched"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


FINAL = frozenset({State.SWITCHED, State.REJECTED, State.WITHDRAWN})


class Trigger(StrEnum):
    SUBMIT = "submit"
    REQUEST_DOCUMENTS = "request_documents"
    ACCEPT_DOCUMENTS = "accept_documents"
    REQUIRE_CREDIT_CHECK = "require_credit_check"
    APPROVE = "approve"
    REJECT = "reject"
    LAPSE = "lapse"
    SWITCH = "switch"
    WITHDRAW = "withdraw"


class Stateful(Protocol):
    state: State
    came_from: State | None
    """The state that legal documents were asked for in, while they are being collected."""


def _asked_while(state: State) -> Any:
    def asked_while(event: EventData) -> bool:
        return cast(Stateful, event.model).came_from is state

    asked_while.__name__ = f"asked_while_{state}"
    return asked_while


TRANSITIONS: tuple[Mapping[str, Any], ...] = (
    {"trigger": Trigger.SUBMIT, "source": State.DRAFT, "dest": State.SUBMITTED},
    {
        "trigger": Trigger.REQUEST_DOCUMENTS,
        "source": [State.SUBMITTED, State.CREDIT_CHECK],
        "dest": State.LEGAL_DOCUMENTS,
    },
    {
        "trigger": Trigger.ACCEPT_DOCUMENTS,
        "source": State.LEGAL_DOCUMENTS,
        "dest": State.SUBMITTED,
        "conditions": [_asked_while(State.SUBMITTED)],
    },
    {
        "trigger": Trigger.ACCEPT_DOCUMENTS,
        "source": State.LEGAL_DOCUMENTS,
        "dest": State.CREDIT_CHECK,
        "conditions": [_asked_while(State.CREDIT_CHECK)],
    },
    {
        "trigger": Trigger.REQUIRE_CREDIT_CHECK,
        "source": State.SUBMITTED,
        "dest": State.CREDIT_CHECK,
    },
    {
        "trigger": Trigger.APPROVE,
        "source": [State.SUBMITTED, State.CREDIT_CHECK],
        "dest": State.APPROVED,
    },
    {
        "trigger": Trigger.REJECT,
        "source": [State.SUBMITTED, State.CREDIT_CHECK, State.LEGAL_DOCUMENTS],
        "dest": State.REJECTED,
    },
    {
        "trigger": Trigger.LAPSE,
        "source": [state for state in State if state not in FINAL],
        "dest": State.WITHDRAWN,
    },
    {"trigger": Trigger.SWITCH, "source": State.APPROVED, "dest": State.SWITCHED},
    {
        "trigger": Trigger.WITHDRAW,
        "source": [state for state in State if state not in FINAL],
        "dest": State.WITHDRAWN,
    },
)

MACHINE = StateMachine("request", State, State.DRAFT, FINAL, TRANSITIONS)

refuse_unless_allowed = MACHINE.refuse_unless_allowed
edges = MACHINE.edges
mermaid = MACHINE.mermaid


def fire(subject: Stateful, trigger: Trigger) -> None:
    """Moves the subject along, or raises NotPossibleNow and leaves it as it was."""
    before = subject.state
    MACHINE.fire(subject, trigger)
    if subject.state is State.LEGAL_DOCUMENTS:
        subject.came_from = before
    elif before is State.LEGAL_DOCUMENTS:
        subject.came_from = None


def allowed(subject: Stateful) -> tuple[Trigger, ...]:
    """The triggers that would be accepted now, in the table's order."""

    def is_allowed(trigger: Trigger) -> bool:
        try:
            refuse_unless_allowed(subject, trigger)
        except NotPossibleNow:
            return False
        return True

    return tuple(trigger for trigger in Trigger if is_allowed(trigger))
