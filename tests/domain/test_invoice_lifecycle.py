"""The invoice's machine: every state x trigger, where each may lead, and the diagram."""

from dataclasses import dataclass
from itertools import product

import pytest

from domain.errors import NotPossibleNow
from domain.invoice import refuse_unless_possible
from domain.invoice_lifecycle import MACHINE, SETTLED, InvoiceState, InvoiceTrigger

OPEN, PARTLY_PAID, OVERDUE, DISPUTED, PAID, CREDITED, WRITTEN_OFF = InvoiceState

OWED = {OPEN, PARTLY_PAID, OVERDUE, DISPUTED}

MAY_LEAD_TO = {
    **{(s, InvoiceTrigger.PAY): OWED - {OPEN} | {PAID, WRITTEN_OFF} for s in OWED},
    **{(s, InvoiceTrigger.FALL_DUE): {OVERDUE, DISPUTED} for s in OWED},
    **{(s, InvoiceTrigger.REVERSE): OWED for s in InvoiceState},
    **{(s, InvoiceTrigger.DISPUTE): OWED for s in OWED - {DISPUTED}},
    **{
        (s, InvoiceTrigger.RESOLVE): OWED - {DISPUTED} | {PAID, CREDITED, WRITTEN_OFF} for s in OWED
    },
    **{(s, InvoiceTrigger.CREDIT): set(InvoiceState) for s in OWED},
    (PAID, InvoiceTrigger.CREDIT): {PAID, CREDITED},
    **{(s, InvoiceTrigger.WRITE_OFF): {WRITTEN_OFF} for s in OWED},
    **{(s, InvoiceTrigger.CHARGE): OWED for s in OWED},
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
        if trigger is InvoiceTrigger.WRITE_OFF and possible:
            MACHINE.fire(subject, trigger)
            assert subject.state is WRITTEN_OFF
        elif rests_in in possible:
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
    assert refusal.value.as_json() == {
        "code": "not_possible_now",
        "reason": f"This invoice is {state.replace('_', ' ')}; '{trigger.replace('_', ' ')}' is"
        " not possible now.",
        "details": {"trigger": trigger, "state": state, "because": None},
    }


def test_nothing_but_money_that_goes_back_opens_a_settled_invoice_again() -> None:
    for state in SETTLED:
        for trigger in InvoiceTrigger:
            leads_to = MAY_LEAD_TO.get((state, trigger), set())
            assert trigger is InvoiceTrigger.REVERSE or leads_to <= set(SETTLED)


def test_every_state_can_be_reached_and_every_open_one_can_be_settled() -> None:
    edges = list(MACHINE.edges())
    leads_to = {s: {dest for source, _, dest in edges if source is s} for s in InvoiceState}
    reached = {OPEN}
    while more := set().union(*(leads_to[state] for state in reached)) - reached:
        reached |= more
    assert reached == set(InvoiceState)
    assert all(leads_to[state] >= SETTLED for state in OWED)


def test_the_diagram_draws_every_edge_but_loops_and_nothing_else() -> None:
    first, begin, *arrows = MACHINE.mermaid().splitlines()
    assert (first, begin) == ("stateDiagram-v2", "    [*] --> open")
    ends = {f"    {state} --> [*]" for state in SETTLED}
    assert ends <= set(arrows)
    drawn = set()
    for arrow in set(arrows) - ends:
        way, _, triggers = arrow.strip().partition(": ")
        drawn |= {(way, trigger) for trigger in triggers.split(", ")}
    assert drawn == {
        (f"{source} --> {dest}", str(trigger))
        for (source, trigger), dests in MAY_LEAD_TO.items()
        for dest in dests
        if dest is not source
    }
    assert len(set(arrows)) == len(arrows)
