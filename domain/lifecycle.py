"""The request's state machine, as data, and the two questions that may be asked of it.

One machine serves every request: its events are triggered on whatever carries a `state` and a
`came_from`. The diagrams are drawn from the same table.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Protocol, cast

from transitions import EventData, Machine

from domain.errors import NotPossibleNow


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

_MACHINE = Machine(
    model=None,
    states=list(State),
    initial=State.DRAFT,
    transitions=[dict(transition) for transition in TRANSITIONS],
    auto_transitions=False,
    send_event=True,
)


def refuse_unless_allowed(subject: Stateful, trigger: Trigger) -> None:
    """Raises NotPossibleNow when this trigger is not allowed in the state that it is in."""
    if not any(
        all(condition.check(_event(subject, trigger)) for condition in transition.conditions)
        for transition in _MACHINE.events[trigger].transitions.get(subject.state.name, ())
    ):
        raise NotPossibleNow(trigger, subject.state)


def fire(subject: Stateful, trigger: Trigger) -> None:
    """Moves the subject along, or raises NotPossibleNow and leaves it as it was.

    A guard that is false would pass in silence in `transitions`; here it is a refusal.
    """
    refuse_unless_allowed(subject, trigger)
    before = subject.state
    _MACHINE.events[trigger].trigger(subject)
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


def edges() -> Iterable[tuple[State, Trigger, State]]:
    """Every arrow of the machine, for diagrams and for the test of every state x trigger."""
    for transition in TRANSITIONS:
        sources = transition["source"]
        for source in sources if isinstance(sources, list) else [sources]:
            yield source, transition["trigger"], transition["dest"]


def mermaid() -> str:
    """The machine as a Mermaid state diagram; one arrow for all that lead the same way."""
    arrows: dict[tuple[State, State], list[Trigger]] = {}
    for source, trigger, dest in edges():
        arrows.setdefault((source, dest), []).append(trigger)
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {a} --> {b}: {', '.join(triggers)}" for (a, b), triggers in arrows.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines)


def _event(subject: Stateful, trigger: Trigger) -> EventData:
    event = _MACHINE.events[trigger]
    return EventData(None, event, _MACHINE, subject, args=(), kwargs={})
