"""A request for people: who must act first, then everything else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.next_steps import next_steps
from cli.pages.tables import findings_table, problems_table, steps_table, table
from cli.pages.text import moment, plain, words
from domain.requests.lifecycle import FINAL, State
from domain.requests.snapshot import CreditView, DocumentsView, Snapshot
from domain.turns import Who
from wording.codes import with_name
from wording.counts import distance
from wording.requests import ended_with
from wording.turns import named, to_do

_STATE_STYLES = {
    State.APPROVED: "bold green",
    State.SWITCHED: "bold green",
    State.REJECTED: "bold red",
    State.WITHDRAWN: "bold",
}


def in_full(snapshot: Snapshot, now: datetime) -> RenderableType:
    """Everything there is to say of a request."""
    parts: list[RenderableType] = [_assignment(snapshot, now)]
    if snapshot.contact_confirmed is False:
        said = "The contact has not confirmed their address yet: letters go to an administrator."
        parts.append(Text(said, "yellow"))
    if snapshot.findings:
        parts.append(
            findings_table(snapshot.findings, with_evidence=False, settled=snapshot.settled)
        )
        parts += _explained(snapshot)
    if snapshot.credit.asked is not None:
        parts += [Text("Credit", "bold"), _credit(snapshot.credit, now)]
    if snapshot.documents.asked_for or snapshot.documents.received:
        parts += [Text("Legal documents", "bold"), *_documents(snapshot.documents)]
    if snapshot.deadlines:
        parts += [Text("Deadlines", "bold"), _deadlines(snapshot, now)]
    return Group(*parts, steps_table(next_steps(snapshot)))


def _explained(snapshot: Snapshot) -> list[RenderableType]:
    """What the customer wrote in the form, for who judges a finding."""
    said = [(each.code, each.evidence.get("explained_by_customer")) for each in snapshot.findings]
    return [
        Text(f"{with_name(code)}, in the customer's words: {plain(why)}")
        for code, why in said
        if isinstance(why, str)
    ]


def in_brief(snapshot: Snapshot, now: datetime) -> RenderableType:
    """A request's state, and what can be done next."""
    return Group(_assignment(snapshot, now), steps_table(next_steps(snapshot)))


def draft_page(
    snapshot: Snapshot, problems: Sequence[Mapping[str, Any]], now: datetime
) -> RenderableType:
    """A request's state, and the mistakes that are left in its form."""
    if not problems:
        return in_brief(snapshot, now)
    message = Text("Still to be put right before it can be submitted:", "yellow")
    steps = steps_table(next_steps(snapshot))
    return Group(_assignment(snapshot, now), message, problems_table(problems), steps)


def in_one_line(snapshot: Snapshot) -> str:
    """A request's state, as a line of a growing list."""
    waiting = snapshot.waiting_on
    until = f" until {moment(waiting.until)}" if waiting.until else ""
    what_for = to_do(waiting)
    waits = (
        "" if snapshot.state in FINAL else f", waiting on {named(waiting.who)} to {what_for}{until}"
    )
    since = snapshot.timeline[-1].at if snapshot.timeline else waiting.since
    return plain(f"{moment(since)}  {words(snapshot.state)}{waits}")


def _assignment(snapshot: Snapshot, now: datetime) -> Text:
    style = _STATE_STYLES.get(snapshot.state, "bold cyan")
    text = Text.assemble((words(snapshot.state).upper(), style), "  ", plain(snapshot.request))
    text.append(f"\n{plain(snapshot.company)}, account {plain(snapshot.account)}", "dim")
    if snapshot.ended:
        text.append(f"\nOutcome: {plain(ended_with(snapshot.ended))}")
    if receipt := snapshot.switched:
        text.append(
            f"\nPaid by {words(receipt.payment_method)} instead of"
            f" {words(receipt.previous_method)} since {moment(receipt.switched_at)}, credit limit"
            f" {receipt.credit_limit}, {receipt.payment_terms_days} days to pay"
        )
    if snapshot.state in FINAL:
        return text
    waiting = snapshot.waiting_on
    if waiting.who is Who.NOBODY:
        text.append(f"\nWaiting on nobody: {plain(to_do(waiting))}", "bold")
        return text
    text.append("\nWaiting on ").append(named(waiting.who), "bold").append(" to ")
    text.append(plain(to_do(waiting)), "bold")
    if waiting.until is not None:
        if waiting.until < now:
            text.append("\nOVERDUE", "bold red").append(" since ")
        else:
            text.append("\nuntil ")
        text.append(f"{moment(waiting.until)} ({distance(waiting.until, now)})")
    return text.append(f"\nsince {moment(waiting.since)} ({distance(waiting.since, now)})", "dim")


def _credit(credit: CreditView, now: datetime) -> RenderableType:
    built = table("", "")
    built.show_header = False
    built.add_row("asked", str(credit.asked))
    needed = "above it: a credit check" if credit.check_needed else "no credit check"
    built.add_row("threshold", f"{credit.threshold}; {needed}" if credit.threshold else needed)
    if received := credit.application:
        built.add_row("application", f"{received.id}, {plain(received.by)}, {moment(received.at)}")
    if credit.review_overdue:
        built.add_row("review", Text("overdue", "bold red"))
    elif credit.review_stopped:
        built.add_row(
            "review",
            "paused while the customer has to act; it goes on with the days that were left",
        )
    elif credit.review_expected_by:
        expected = credit.review_expected_by
        built.add_row("review", f"expected by {moment(expected)}, {distance(expected, now)}")
    if decision := credit.decision:
        why = f": {plain(decision.reason)}" if decision.reason else ""
        built.add_row("decision", f"{words(decision.outcome)} by {plain(decision.by)}{why}")
    if credit.limit:
        built.add_row("credit limit", Text(str(credit.limit), "bold green"))
    for condition in credit.conditions:
        amount = f" of {condition.amount}" if condition.amount else ""
        met = f"met {moment(condition.met_at)}" if condition.met_at else "not met yet"
        built.add_row("condition", f"{words(condition.kind)}{amount}: {met}")
    return built


def _documents(documents: DocumentsView) -> list[RenderableType]:
    parts: list[RenderableType] = []
    asked = table("asked_for", "accepted_instead", "why")
    for ask in documents.asked_for:
        instead = ", ".join(words(kind) for kind in ask.accepted if kind is not ask.kind)
        open_ = ask in documents.still_to_send
        kind = Text(words(ask.kind), "bold yellow" if open_ else "")
        asked.add_row(kind, instead, plain(ask.reason))
    if documents.asked_for:
        parts.append(asked)
    received = table("document", "kind", "sent", "verdict")
    for each in documents.received:
        why = f": {plain(each.reason)}" if each.reason else ""
        sent = f"{moment(each.uploaded_at)}, {plain(each.uploaded_by)}"
        received.add_row(each.id, words(each.kind), sent, f"{each.verdict}{why}")
    if documents.received:
        parts.append(received)
    return parts


def _deadlines(snapshot: Snapshot, now: datetime) -> RenderableType:
    built = table("", "", "")
    built.show_header = False
    for each in sorted(snapshot.deadlines, key=lambda deadline: deadline.at):
        built.add_row(plain(each.name), moment(each.at), distance(each.at, now))
    return built
