"""A letter about a request that did not arrive: a task for billing operations."""

from datetime import datetime, timedelta

from domain.notices import Audience, NoticeKind
from domain.requests.messages import LetterDismissed, LetterNotDelivered
from domain.requests.request import Request


def not_delivered(request: Request, report: LetterNotDelivered, now: datetime) -> None:
    """Writes down that a letter did not arrive and tells billing operations, who have the policy's
    days to see to it. Who has the ball stays as it is. Said once, however often it is heard; a
    request that has ended hears nothing more."""
    said = f"letter {report.state}", f"{report.kind}: {report.key}"
    if request.ended or said in {(entry.trigger, entry.note) for entry in request.timeline}:
        return
    what, note = said
    request.note(what, report.by, now, note)
    until = now + timedelta(days=request.policy.undelivered_days)
    request.notify(NoticeKind.TEAM_LETTER_NOT_DELIVERED, now, Audience.BILLING, deadline=until)


def dismissed(request: Request, report: LetterDismissed, now: datetime) -> None:
    """Writes down, once, who wants a letter not sent again, and why."""
    said = "letter dismissed", f"{report.kind}: {report.reason} ({report.key})"
    if request.ended or said in {(entry.trigger, entry.note) for entry in request.timeline}:
        return
    what, note = said
    request.note(what, report.by, now, note)
