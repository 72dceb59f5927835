"""The request's machine: every state x trigger, the guard, and the diagram."""

from dataclasses import dataclass
from itertools import product

import pytest

from domain.errors import NotPossibleNow
from domain.requests.lifecycle import FINAL, State, Trigger, allowed, edges, fire, mermaid

OPEN = tuple(state for state in State if state not in FINAL)
NEXT = {
    (State.DRAFT, Trigger.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Trigger.REQUEST_DOCUMENTS): State.LEGAL_DOCUMENTS,
    (State.CREDIT_CHECK, Trigger.REQUEST_DOCUMENTS): State.LEGAL_DOCUMENTS,
    (State.SUBMITTED, Trigger.REQUIRE_CREDIT_CHECK): State.CREDIT_CHECK,
    (State.SUBMITTED, Trigger.APPROVE): State.APPROVED,
    (State.CREDIT_CHECK, Trigger.APPROVE): State.APPROVED,
    (State.SUBMITTED, Trigger.REJECT): State.REJECTED,
    (State.CREDIT_CHECK, Trigger.REJECT): State.REJECTED,
    (State.LEGAL_DOCUMENTS, Trigger.REJECT): State.REJECTED,
    (State.APPROVED, Trigger.SWITCH): State.SWITCHED,
    **{(state, Trigger.LAPSE): State.WITHDRAWN for state in OPEN},
    **{(state, Trigger.WITHDRAW): State.WITHDRAWN for state in OPEN},
}
"""The table of the design, written a second time; accepting documents has its own tests."""


@dataclass
class Subject:
    state: State
    came_from: State | None = None


@pytest.mark.parametrize(("state", "trigger"), list(NEXT))
def test_an_allowed_trigger_moves_along_the_table(state: State, trigger: Trigger) -> None:
    subject = Subject(state)
    fire(subject, trigger)
    assert subject.state is NEXT[state, trigger]


@pytest.mark.parametrize(
    ("state", "trigger"), [pair for pair in product(State, Trigger) if pair not in NEXT]
)
def test_any_other_trigger_is_refused_and_changes_nothing(state: State, trigger: Trigger) -> None:
    subject = Subject(state)
    with pytest.raises(NotPossibleNow) as refusal:
        fire(subject, trigger)
    assert subject == Subject(state)
    assert refusal.value.as_json() == {
        "code": "not_possible_now",
        "reason": f"This request is {state.replace('_', ' ')}; '{trigger.replace('_', ' ')}' is"
        " not possible now.",
        "details": {
            "trigger": trigger,
            "state": state,
            "because": None,
            "subject": "request",
        },
    }


@pytest.mark.parametrize("asked_in", [State.SUBMITTED, State.CREDIT_CHECK])
def test_accepted_documents_lead_back_to_where_they_were_asked_for(asked_in: State) -> None:
    subject = Subject(asked_in)
    fire(subject, Trigger.REQUEST_DOCUMENTS)
    assert subject == Subject(State.LEGAL_DOCUMENTS, came_from=asked_in)
    fire(subject, Trigger.ACCEPT_DOCUMENTS)
    assert subject == Subject(asked_in, came_from=None)


@pytest.mark.parametrize("leaving", [Trigger.REJECT, Trigger.LAPSE, Trigger.WITHDRAW])
def test_an_end_forgets_where_the_documents_were_asked_for(leaving: Trigger) -> None:
    subject = Subject(State.LEGAL_DOCUMENTS, came_from=State.CREDIT_CHECK)
    fire(subject, leaving)
    assert subject.came_from is None


@pytest.mark.parametrize("state", list(State))
def test_what_is_said_to_be_allowed_is_what_would_be_accepted(state: State) -> None:
    came_from = State.SUBMITTED if state is State.LEGAL_DOCUMENTS else None
    for trigger in Trigger:
        subject = Subject(state, came_from)
        try:
            fire(subject, trigger)
        except NotPossibleNow:
            assert trigger not in allowed(Subject(state, came_from))
        else:
            assert trigger in allowed(Subject(state, came_from))


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_is_possible_after_an_end(state: State) -> None:
    assert allowed(Subject(state)) == ()


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    ends_of = {state: {dest for source, _, dest in edges() if source is state} for state in State}
    reached = {State.DRAFT}
    while more := set().union(*(ends_of[state] for state in reached)) - reached:
        reached |= more
    assert reached == set(State)
    assert all(ends_of[state] & FINAL for state in OPEN)


def test_the_diagram_draws_every_edge_and_nothing_else() -> None:
    first, begin, *arrows = mermaid().splitlines()
    assert (first, begin) == ("stateDiagram-v2", "    [*] --> draft")
    ends = {f"    {state} --> [*]" for state in FINAL}
    assert ends <= set(arrows)
    drawn = set()
    for arrow in set(arrows) - ends:
        way, _, triggers = arrow.strip().partition(": ")
        drawn |= {(way, trigger) for trigger in triggers.split(", ")}
    accepted = [
        (State.LEGAL_DOCUMENTS, "accept_documents", to)
        for to in (State.SUBMITTED, State.CREDIT_CHECK)
    ]
    expected = [(source, trigger, dest) for (source, trigger), dest in NEXT.items()] + accepted
    assert drawn == {(f"{source} --> {dest}", str(trigger)) for source, trigger, dest in expected}
    assert len(set(arrows)) == len(arrows)
