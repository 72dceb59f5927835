"""The invoice's machine: every state x trigger, where each may lead, and the diagram."""

from dataclasses import dataclass
from itertools import product

import pytest

from domain.errors import NotPossibleNow
from domain.invoices.invoice import refuse_unless_possible
from domain.invoices.lifecycle import MACHINE, SETTLED, InvoiceState, InvoiceTrigger

OPEN, PARTLY_PAID, OVERDUE, DISPUTED, PAID, CREDITED, WRITTEN_OFF = InvoiceState

OWED = {OPEN, PARTLY_PAID, OVERDUE, DISPUTED}

REOPENED = {OPEN, PARTLY_PAID, OVERDUE}
SETTLED_STATES = {PAID, CREDITED, WRITTEN_OFF}
CALM = (OPEN, PARTLY_PAID, OVERDUE)
"""Owed, and not disputed as a whole."""

MAY_LEAD_TO = {
    (OPEN, InvoiceTrigger.PAY): {PARTLY_PAID, DISPUTED, PAID, WRITTEN_OFF},
    (PARTLY_PAID, InvoiceTrigger.PAY): {PARTLY_PAID, DISPUTED, PAID, WRITTEN_OFF},
    (OVERDUE, InvoiceTrigger.PAY): {OVERDUE, DISPUTED, PAID, WRITTEN_OFF},
    (DISPUTED, InvoiceTrigger.PAY): {DISPUTED, PAID, WRITTEN_OFF},
    (OPEN, InvoiceTrigger.FALL_DUE): {OVERDUE},
    (PARTLY_PAID, InvoiceTrigger.FALL_DUE): {OVERDUE},
    (DISPUTED, InvoiceTrigger.FALL_DUE): {DISPUTED},
    (PARTLY_PAID, InvoiceTrigger.REVERSE): {OPEN, PARTLY_PAID},
    (OVERDUE, InvoiceTrigger.REVERSE): {OVERDUE},
    (DISPUTED, InvoiceTrigger.REVERSE): REOPENED | {DISPUTED},
    (PAID, InvoiceTrigger.REVERSE): REOPENED | {WRITTEN_OFF},
    (WRITTEN_OFF, InvoiceTrigger.REVERSE): REOPENED | {WRITTEN_OFF},
    (OPEN, InvoiceTrigger.CORRECT): {OPEN},
    (PARTLY_PAID, InvoiceTrigger.CORRECT): {OPEN, PARTLY_PAID},
    (OVERDUE, InvoiceTrigger.CORRECT): {OVERDUE},
    (DISPUTED, InvoiceTrigger.CORRECT): REOPENED | {DISPUTED},
    (PAID, InvoiceTrigger.CORRECT): REOPENED | {WRITTEN_OFF},
    (CREDITED, InvoiceTrigger.CORRECT): REOPENED,
    (WRITTEN_OFF, InvoiceTrigger.CORRECT): REOPENED | {WRITTEN_OFF},
    (WRITTEN_OFF, InvoiceTrigger.RECOVER): {WRITTEN_OFF, PAID},
    **{(s, InvoiceTrigger.DISPUTE): {s, DISPUTED} for s in CALM},
    **{(s, InvoiceTrigger.RESOLVE): {s} | SETTLED_STATES for s in CALM},
    (DISPUTED, InvoiceTrigger.RESOLVE): REOPENED | SETTLED_STATES,
    **{(s, InvoiceTrigger.CREDIT): {s, DISPUTED} | SETTLED_STATES for s in OWED},
    (PAID, InvoiceTrigger.CREDIT): {PAID, CREDITED},
    **{(s, InvoiceTrigger.WRITE_OFF): {WRITTEN_OFF} for s in OWED},
    **{(s, InvoiceTrigger.CHARGE): {s} for s in OWED},
}
"""The table of the business, written a second time: what a trigger can make of a state."""


@dataclass
class Subject:
    """As far as the machine knows an invoice: `rests_in` follows from its money."""

    state: InvoiceState
    rests_in: InvoiceState


@pytest.mark.parametrize(("state", "trigger"), list(product(InvoiceState, InvoiceTrigger)))
def test_a_trigger_leads_where_the_money_puts_the_invoice_or_is_refused(
    state: InvoiceState, trigger: InvoiceTrigger
) -> None:
    possible = MAY_LEAD_TO.get((state, trigger), set())
    for rests_in in InvoiceState:
        subject = Subject(state, rests_in)
        if rests_in in possible:
            MACHINE.fire(subject, trigger)
            assert subject.state is rests_in
        else:
            with pytest.raises(NotPossibleNow):
                MACHINE.fire(subject, trigger)
            assert subject == Subject(state, rests_in)


@pytest.mark.parametrize(("state", "trigger"), list(product(InvoiceState, InvoiceTrigger)))
def test_what_no_arrow_leads_away_with_is_refused_in_words_about_the_invoice(
    state: InvoiceState, trigger: InvoiceTrigger
) -> None:
    if (state, trigger) in MAY_LEAD_TO:
        refuse_unless_possible(state, trigger)
        return
    with pytest.raises(NotPossibleNow) as refusal:
        refuse_unless_possible(state, trigger)
    said = refusal.value.as_json()
    assert said["code"] == "not_possible_now"
    assert said["reason"].startswith(f"This invoice is {state.replace('_', ' ')}")
    facts = {"trigger": trigger, "state": state, "because": None, "subject": "invoice"}
    assert said["details"].items() >= facts.items()


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        (InvoiceTrigger.DISPUTE, "This invoice is written off: nothing is open to dispute."),
        (InvoiceTrigger.RESOLVE, "This invoice is written off: there is no dispute to resolve."),
        (InvoiceTrigger.WRITE_OFF, "This invoice is written off: nothing is open to write off."),
        (InvoiceTrigger.FALL_DUE, "This invoice is written off; 'fall due' is not possible now."),
    ],
)
def test_a_refusal_is_in_the_words_of_what_a_person_asked_for(
    trigger: InvoiceTrigger, said: str
) -> None:
    with pytest.raises(NotPossibleNow) as refusal:
        refuse_unless_possible(InvoiceState.WRITTEN_OFF, trigger)
    assert refusal.value.reason == said


def test_nothing_but_what_is_taken_back_opens_a_settled_invoice_again() -> None:
    for state in SETTLED:
        for trigger in InvoiceTrigger:
            leads_to = MAY_LEAD_TO.get((state, trigger), set())
            goes_back = (InvoiceTrigger.REVERSE, InvoiceTrigger.CORRECT)
            assert trigger in goes_back or leads_to <= set(SETTLED)


def test_every_state_can_be_reached_and_every_open_one_can_be_settled() -> None:
    edges = list(MACHINE.edges())
    leads_to = {s: {dest for source, _, dest in edges if source is s} for s in InvoiceState}
    reached = {OPEN}
    while more := set().union(*(leads_to[state] for state in reached)) - reached:
        reached |= more
    assert reached == set(InvoiceState)
    assert all(leads_to[state] >= SETTLED for state in OWED)


def test_the_diagram_draws_every_edge_but_loops_and_nothing_else() -> None:
    """An arrow from `owed` stands for one from each of its states, one into it for several."""
    drawn = set()
    for line in MACHINE.mermaid().splitlines():
        way, colon, triggers = line.strip().partition(": ")
        if colon:
            source, _, dest = way.partition(" --> ")
            sources = OWED if source == "owed" else {source}
            dests = REOPENED if dest == "owed" else {dest}
            drawn |= set(product(map(str, sources), triggers.split(", "), map(str, dests)))
    assert drawn == {
        (str(source), str(trigger), str(dest))
        for (source, trigger), dests in MAY_LEAD_TO.items()
        for dest in dests
        if dest is not source
    }


def test_the_diagram_begins_open_and_ends_where_nothing_is_owed() -> None:
    lines = [line.strip() for line in MACHINE.mermaid().splitlines()]
    assert lines[:4] == ["stateDiagram-v2", "[*] --> owed", "state owed {", "[*] --> open"]
    assert {line for line in lines if line.endswith("--> [*]")} == {
        f"{state} --> [*]" for state in SETTLED
    }
