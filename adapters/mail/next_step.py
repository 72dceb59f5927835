"""Whose turn it is after a letter, in a few words of its reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.notices import NoticeKind

_WITH_US = {
    NoticeKind.SUBMITTED,
    NoticeKind.CREDIT_REVIEW_STARTED,
    NoticeKind.CREDIT_REVIEW_OVERDUE,
    NoticeKind.DOCUMENTS_DEADLINE_MISSED,
    NoticeKind.DOCUMENTS_ACCEPTED,
}
_WITH_NOBODY = {
    NoticeKind.SWITCHED,
    NoticeKind.REJECTED,
    NoticeKind.WITHDRAWN,
    NoticeKind.LAPSED,
    NoticeKind.TEAM_SWITCHED,
}


def next_step(
    kind: NoticeKind, to_team: bool, facts: Mapping[str, Any], t: Callable[..., str]
) -> str:
    """What the line `Next step` says."""
    if facts["invoice"] is not None:
        return _of_invoice(facts["invoice"], t)
    deadline, ahead = facts["deadline"], facts["ahead"]
    if kind in _WITH_NOBODY:
        return t("letter.step.none" if to_team else "letter.step.closed")
    if kind in _WITH_US:
        return t("letter.step.ours", until=ahead and deadline)
    if deadline:
        return t("letter.step.until" if ahead else "letter.step.was_due", until=deadline)
    return t("letter.step.yours")


def _of_invoice(invoice: Any, t: Callable[..., str]) -> str:
    if not invoice.open:
        return t("letter.step.nothing_open")
    if not invoice.to_pay:
        return t("letter.step.none_for_now")
    said = "letter.step.was_due" if invoice.overdue else "letter.step.until"
    return t(said, until=invoice.due_on)
