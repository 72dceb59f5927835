"""A request for people: who must act first, then everything else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.next_steps import next_steps
from cli.pages.sentences import sentence
from cli.pages.tables import findings_table, problems_table, steps_table, table
from cli.pages.text import moment, plain, term
from domain.requests.lifecycle import FINAL, State
from domain.requests.snapshot import CreditView, DocumentsView, Snapshot
from domain.turns import WaitingOn, Who
from wording.catalogue import staff_words
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
        parts.append(sentence("status.contact_not_confirmed", "yellow"))
    if snapshot.findings:
        parts.append(
            findings_table(snapshot.findings, with_evidence=False, settled=snapshot.settled)
        )
        parts += _explained(snapshot)
    if snapshot.credit.asked is not None:
        parts += [sentence("requests.credit", "bold"), _credit(snapshot.credit, now)]
    if snapshot.documents.asked_for or snapshot.documents.received:
        parts += [sentence("requests.documents", "bold"), *_documents(snapshot.documents)]
    if snapshot.deadlines:
        parts += [sentence("status.deadlines", "bold"), _deadlines(snapshot, now)]
    return Group(*parts, steps_table(next_steps(snapshot)))


def _explained(snapshot: Snapshot) -> list[RenderableType]:
    """What the customer wrote in the form, for who judges a finding."""
    said = [(each.code, each.evidence.get("explained_by_customer")) for each in snapshot.findings]
    return [
        sentence("status.in_the_customers_words", rule=with_name(code), why=plain(why))
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
    message = sentence("status.to_put_right", "yellow")
    steps = steps_table(next_steps(snapshot))
    return Group(_assignment(snapshot, now), message, problems_table(problems), steps)


def in_one_line(snapshot: Snapshot) -> str:
    """A request's state, as a line of a growing list."""
    waiting, ended = snapshot.waiting_on, snapshot.state in FINAL
    since = snapshot.timeline[-1].at if snapshot.timeline else waiting.since
    said = staff_words()(
        "watch.line",
        since=moment(since),
        state=term(snapshot.state),
        who="" if ended else named(waiting.who),
        task=to_do(waiting),
        until=moment(waiting.until) if waiting.until and not ended else "",
    )
    return plain(said)


def _assignment(snapshot: Snapshot, now: datetime) -> Text:
    style = _STATE_STYLES.get(snapshot.state, "bold cyan")
    company, account = plain(snapshot.company), plain(snapshot.account)
    lines = [
        Text.assemble((term(snapshot.state).upper(), style), "  ", plain(snapshot.request)),
        sentence("status.whose", "dim", company=company, account=account),
    ]
    if snapshot.ended:
        lines.append(sentence("status.outcome", outcome=plain(ended_with(snapshot.ended))))
    if receipt := snapshot.switched:
        lines.append(
            sentence(
                "status.switched",
                method=term(receipt.payment_method),
                before=term(receipt.previous_method),
                since=moment(receipt.switched_at),
                limit=receipt.credit_limit,
                days=receipt.payment_terms_days,
            )
        )
    if snapshot.state not in FINAL:
        lines += _waiting(snapshot.waiting_on, now)
    return Text("\n").join(lines)


def _waiting(waiting: WaitingOn, now: datetime) -> Iterator[Text]:
    task = plain(to_do(waiting))
    if waiting.who is Who.NOBODY:
        yield sentence("status.waiting_on_nobody", "bold", task=task)
        return
    who = Text(named(waiting.who), "bold")
    yield sentence("assignee.to", who=who, task=Text(task, "bold"))
    if waiting.until is not None:
        when = {"at": moment(waiting.until), "distance": distance(waiting.until, now)}
        if waiting.until < now:
            over = sentence("status.overdue", "bold red")
            yield sentence("status.overdue_since", overdue=over, **when)
        else:
            yield sentence("status.until", **when)
    since, ago = moment(waiting.since), distance(waiting.since, now)
    yield sentence("status.since", "dim", at=since, distance=ago)


def _credit(credit: CreditView, now: datetime) -> RenderableType:
    built = table("", "")
    built.show_header = False
    for name, said in _credit_facts(credit, now):
        built.add_row(staff_words()(f"credit_fact.{name}"), said)
    return built


def _credit_facts(credit: CreditView, now: datetime) -> Iterator[tuple[str, RenderableType]]:
    yield "asked", str(credit.asked)
    needed = "check_needed" if credit.check_needed else "no_check_needed"
    yield "threshold", sentence(f"status.{needed}", threshold=credit.threshold)
    if received := credit.application:
        yield "application", f"{received.id}, {plain(received.by)}, {moment(received.at)}"
    if credit.review_overdue:
        yield "review", sentence("status.review_overdue", "bold red")
    elif credit.review_stopped:
        yield "review", sentence("status.review_paused")
    elif credit.review_expected_by:
        at, away = credit.review_expected_by, distance(credit.review_expected_by, now)
        yield "review", sentence("status.review_expected", at=moment(at), distance=away)
    if decision := credit.decision:
        outcome, by, why = term(decision.outcome), plain(decision.by), plain(decision.reason or "")
        yield "decision", sentence("status.decided", outcome=outcome, by=by, why=why)
    if credit.limit:
        yield "limit", Text(str(credit.limit), "bold green")
    for each in credit.conditions:
        met = moment(each.met_at) if each.met_at else None
        kind, amount = term(each.kind), each.amount
        yield "condition", sentence("status.condition", kind=kind, amount=amount, at=met)


def _documents(documents: DocumentsView) -> list[RenderableType]:
    parts: list[RenderableType] = []
    asked = table("asked_for", "accepted_instead", "why")
    for ask in documents.asked_for:
        instead = ", ".join(term(kind) for kind in ask.accepted if kind is not ask.kind)
        open_ = ask in documents.still_to_send
        kind = Text(term(ask.kind), "bold yellow" if open_ else "")
        asked.add_row(kind, instead, plain(ask.reason))
    if documents.asked_for:
        parts.append(asked)
    received = table("document", "kind", "sent", "verdict")
    for each in documents.received:
        why = f": {plain(each.reason)}" if each.reason else ""
        sent = f"{moment(each.uploaded_at)}, {plain(each.uploaded_by)}"
        received.add_row(each.id, term(each.kind), sent, f"{term(each.verdict)}{why}")
    if documents.received:
        parts.append(received)
    return parts


def _deadlines(snapshot: Snapshot, now: datetime) -> RenderableType:
    built = table("", "", "")
    built.show_header = False
    for each in sorted(snapshot.deadlines, key=lambda deadline: deadline.at):
        built.add_row(term(each.name), moment(each.at), distance(each.at, now))
    return built
