"""Legal documents: asking for them, sending them, reviewing them, and their deadline."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import (
    CHOICE,
    MYSELF,
    WHOLE,
    Acting,
    InternalReason,
    OptionalReason,
    Reason,
    Request,
)
from cli.running import requests, send
from cli.usage import options, refuse
from cli.words import KindName, as_written
from wording.catalogue import staff_words

_LONGEST_DAYS = 3650


async def ask_documents(
    request: Request,
    /,
    *,
    kind: Annotated[list[KindName], CHOICE, Parameter(help="What to ask for; may be repeated.")],
    reason: Reason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Asks the customer for legal documents. The letter names what is accepted instead."""
    from domain.forms.documents import DocumentKind
    from domain.requests.messages import AskForDocuments

    kinds = tuple(DocumentKind(as_written(each)) for each in dict.fromkeys(kind))
    with options():
        command = AskForDocuments(by=acting.sign_in, kinds=kinds, reason=reason)
    await send(request, command, acting, output)


async def add_document(
    request: Request,
    file: Annotated[Path, Parameter(help="A PDF, PNG, JPEG or TIFF.")],
    /,
    *,
    kind: Annotated[KindName, CHOICE, Parameter(help="What it is.")],
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Uploads a legal document. What was uploaded before is kept."""
    from domain.forms.documents import DocumentKind
    from domain.operations.messages import Message
    from domain.requests.messages import AddDocument

    with options():
        by = Message(by=acting.sign_in).by
    async with requests() as client:
        stored = await client.upload(request, file)
    command = AddDocument(by=by, kind=DocumentKind(as_written(kind)), stored=stored)
    await send(request, command, acting, output)


async def review_document(
    request: Request,
    document: Annotated[str, Parameter(help="The document's id, such as doc-1.")],
    verdict: Annotated[Literal["accept", "refuse"], CHOICE, Parameter(help="Your verdict.")],
    /,
    *,
    reason: OptionalReason = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Accepts a document, or refuses it with a reason that the customer can act on."""
    from domain.requests.messages import ReviewDocument

    if verdict == "refuse" and not reason:
        refuse("--reason", staff_words()("usage.verdict_needs", verdict=verdict), "missing")
    with options():
        command = ReviewDocument(
            by=acting.sign_in, document=document, accept=verdict == "accept", reason=reason
        )
    await send(request, command, acting, output)


async def extend_deadline(
    request: Request,
    /,
    *,
    until: Annotated[
        str | None,
        Parameter(
            metavar="DATE",
            help="The last day, such as 2026-12-24, or a moment such as 2026-12-24T12:00+01:00.",
        ),
    ] = None,
    days: Annotated[
        int | None,
        WHOLE,
        Parameter(metavar="N", help="Days on top of the deadline that stands, or of now."),
    ] = None,
    reason: OptionalReason = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Gives the customer longer for legal documents, or for a deposit or letter of credit."""
    from domain.requests.messages import ExtendDeadline

    if (until is None) == (days is None):
        refuse("--until", staff_words()("usage.until_or_days"), "missing")
    moment = _end_of(until) if until is not None else await _days_more(request, days or 0)
    with options():
        command = ExtendDeadline(by=acting.sign_in, until=moment, reason=reason)
    asked = {"days": days, "reason": reason} if days is not None else None
    await send(request, command, acting, output, asked)


async def overrule(
    request: Request,
    rule: Annotated[str, Parameter(help="The rule's id, such as E6.")],
    /,
    *,
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Accepts what a rule found about the company, and says why."""
    from domain.requests.messages import Overrule

    with options():
        command = Overrule(by=acting.sign_in, rule=rule.upper(), reason=reason)
    await send(request, command, acting, output)


def _end_of(written: str) -> datetime:
    """The end of a day in this machine's time zone, or the moment itself."""
    try:
        given = datetime.fromisoformat(written)
        if len(written) <= len("2026-12-24"):
            given = datetime.combine(given.date() + timedelta(days=1), time.min)
        return given.astimezone()
    except (ValueError, OverflowError):
        refuse("--until", staff_words()("usage.date"), "not_a_date")


async def _days_more(request: str, days: int) -> datetime:
    if not 0 < days <= _LONGEST_DAYS:
        refuse("--days", staff_words()("usage.days", most=_LONGEST_DAYS))
    async with requests() as client:
        standing = (await client.snapshot(request)).waiting_on.until
        now = await client.now(request)
    return max(standing or now, now) + timedelta(days=days)
