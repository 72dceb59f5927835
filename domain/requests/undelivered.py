"""A letter about a request that did not arrive: a task for billing operations."""

from datetime import datetime, timedelta

from domain.notices import Audience, LetterState, NoticeKind
from domain.requests.happenings import Facts, Happening
from domain.requests.messages import LetterDismissed, LetterNotDelivered
from domain.requests.request import Request


def not_delivered(
    request: Request, report: LetterNotDelivered, now: datetime, *, numbered: bool = False
) -> None:
    """Records that a letter did not arrive and notifies billing operations, who have the policy's
    days to see to it. Who must act stays as it is. Recorded once, however often it is reported; not
    for a request that has ended.

    A report may come in between a step and the same step done again after a crash. So its notice
    takes no number, which the step had taken already, but the key of the letter that it is about.

    Args:
        numbered: With the next number, as requests did before that.
    """
    happening = _NOT_DELIVERED[report.state]
    facts = Facts(codes=(report.kind,), about=report.key)
    if request.ended or _is_written(request, happening, facts):
        return
    request.note(happening, report.by, now, facts)
    until = now + timedelta(days=request.policy.undelivered_days)
    kind = NoticeKind.TEAM_LETTER_NOT_DELIVERED
    key = None if numbered else f"{report.key}/{report.state}-{kind}"
    request.notify(kind, now, Audience.BILLING, deadline=until, key=key)


def dismissed(request: Request, report: LetterDismissed, now: datetime) -> None:
    """Writes down, once, who wants a letter not sent again, and why."""
    facts = Facts(codes=(report.kind,), about=report.key, said=report.reason)
    if request.ended or _is_written(request, Happening.LETTER_DISMISSED, facts):
        return
    request.note(Happening.LETTER_DISMISSED, report.by, now, facts)


_NOT_DELIVERED = {
    LetterState.REFUSED: Happening.LETTER_REFUSED,
    LetterState.UNCONFIRMED: Happening.LETTER_UNCONFIRMED,
}


def _is_written(request: Request, happening: Happening, facts: Facts) -> bool:
    this = happening, facts.codes, facts.about, facts.said
    return this in {(each.kind, each.codes, each.about, each.said) for each in request.needed}
