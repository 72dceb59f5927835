"""What a customer may see of their invoices and statement: without the names of our people, and
what they wrote to each other."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from clients.invoices.papers import FormatOf
from console.invoice_privacy import ALL, ENTRIES, EVENTS, WORDS_ARE_THEIRS
from console.request_privacy import Team, named, through_theirs
from domain.access import Role
from domain.invoices.facts import Facts, SkipReason
from domain.invoices.happenings import InvoiceEvent
from domain.invoices.operations import OPERATIONS
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.reminders import ReminderView
from domain.invoices.views.statement import Statement
from domain.invoices.views.why import WhyOpen
from domain.operations.operation import names_for, only

_WITHOUT: Mapping[str, Any] = {
    "note": None,
    **{name: field.default for name, field in Facts.model_fields.items()},
}
"""What an entry says in place of a fact that customers must not see."""


_THEIR_OPERATIONS = names_for(Role.CUSTOMER, OPERATIONS)


def format_for_customer(found: FormatOf) -> FormatOf:
    """How they get their invoices, without who of ours chose it."""
    if found.chosen_by in (None, Role.CUSTOMER):
        return found
    return found.model_copy(update={"chosen_by": Team.BILLING.value})


def invoice_for_customer(view: InvoiceView, people: Collection[str] = ()) -> InvoiceView:
    """The invoice as its customer may see it.

    Args:
        people: Sign-ins of the customer's own.
    """
    own = {each.casefold() for each in people}
    return view.model_copy(
        update={
            "undelivered": (),
            "possible": view.possible and only(_THEIR_OPERATIONS, view.possible),
            "payments": tuple(
                each.model_copy(update={"by": named(each.by, own, Team.BILLING)})
                for each in view.payments
                if each.corrected_at is None  # it was never theirs
            ),
            "adjustments": (),
            "wires": tuple(
                each.model_copy(update={"by": named(each.by, own, Team.CUSTOMER)})
                for each in view.wires
            ),
            "disputes": tuple(
                each.model_copy(
                    update={
                        "by": named(each.by, own, Team.CUSTOMER),
                        "resolved_by": each.resolved_by
                        and named(each.resolved_by, own, Team.BILLING),
                    }
                )
                for each in view.disputes
            ),
            "reminders": tuple(_reminder(each) for each in view.reminders),
            "timeline": tuple(_timeline(view.timeline, own)),
        }
    )


def statement_for_customer(statement: Statement) -> Statement:
    """The statement as its customer may see it."""
    return statement.model_copy(
        update={
            "possible": None,
            "entries": tuple(
                each.model_copy(update={**_ours(ENTRIES[each.kind]), "by": None, "through": None})
                for each in statement.entries
            ),
        }
    )


def why_for_customer(why: WhyOpen) -> WhyOpen:
    """Why an invoice is open, as its customer may see it."""
    booked = tuple(
        each if WORDS_ARE_THEIRS[each.kind] else each.model_copy(update={"said": None})
        for each in why.booked
    )
    return why.model_copy(update={"booked": booked})


def _timeline(timeline: Iterable[InvoiceEvent], own: Collection[str]) -> Iterator[InvoiceEvent]:
    for event in timeline:
        if (shown := EVENTS[event.kind]) is not None:
            by = named(event.by, own if shown.names_customers else (), shown.team)
            through = through_theirs(event.through, by == event.by)
            changes = {**_ours(shown.facts), "by": by, "through": through}
            yield event.model_copy(update=changes)


def _ours(theirs: frozenset[str]) -> dict[str, Any]:
    return {name: _WITHOUT[name] for name in ALL - theirs}


def _reminder(reminder: ReminderView) -> ReminderView:
    """Why a letter was dismissed is for our people; so is what a version without reasons wrote."""
    if reminder.reason in (None, SkipReason.DISMISSED):
        return reminder.model_copy(update={"why": None, "said": None})
    return reminder
