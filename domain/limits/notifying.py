"""Letters about an account's credit limit: to its customer, and to credit."""

from datetime import UTC, datetime, time
from urllib.parse import quote

from domain.accounts.account import Account
from domain.invoices.new.issuing import customer_of
from domain.limits.limit import LimitChange, LimitProposal
from domain.limits.states import LimitChangeKind
from domain.notices import Audience, Notice, NoticeKind

_TO_CUSTOMERS = {
    LimitChangeKind.RAISED: NoticeKind.CREDIT_LIMIT_RAISED,
    LimitChangeKind.LOWERED: NoticeKind.CREDIT_LIMIT_LOWERED,
    LimitChangeKind.FROZEN: NoticeKind.CREDIT_LIMIT_FROZEN,
    LimitChangeKind.UNFROZEN: NoticeKind.CREDIT_LIMIT_UNFROZEN,
}


def about_account(account_id: str) -> str:
    """What letters about an account as a whole are kept under."""
    return f"account/{account_id}"


def to_customer(
    account: Account, language: str | None, change: LimitChange, number: int
) -> Notice | None:
    """What the customer is told of a change; None where it is none of theirs.

    Args:
        language: What letters about its invoices are written in, where that is known.
        number: The change's own, which makes the letter's key.
    """
    kind = _TO_CUSTOMERS.get(change.kind) if change.kind else None
    if kind is None:
        return None
    customer = customer_of(account, language)
    return Notice(
        key=f"{about_account(account.id)}/limit-{number}/{kind}",
        kind=kind,
        audience=Audience.CUSTOMER,
        to=customer.email,
        name=customer.name,
        language=customer.language,
        time_zone=account.time_zone,
        request=about_account(account.id),
        account=account.id,
        company=account.name,
        at=change.at,
        amount=change.limit,
        credit_limit=change.before,
        leads_to="/my/invoices",
    )


def to_confirm(account: Account, proposal: LimitProposal) -> Notice:
    """Credit is asked for a second pair of eyes."""
    kind = NoticeKind.TEAM_CREDIT_LIMIT_TO_CONFIRM
    key = f"{about_account(account.id)}/proposal-{proposal.number}/{kind}"
    return _to_credit(account, kind, key, proposal.at).model_copy(
        update={
            "amount": proposal.limit,
            "credit_limit": proposal.before,
            "deadline": proposal.lapses_at,
            "reason": proposal.because,
        }
    )


def lapsed(account: Account, proposal: LimitProposal, now: datetime) -> Notice:
    """Nobody confirmed it in time."""
    kind = NoticeKind.TEAM_CREDIT_LIMIT_LAPSED
    key = f"{about_account(account.id)}/proposal-{proposal.number}/{kind}"
    return _to_credit(account, kind, key, now).model_copy(
        update={
            "name": proposal.by,
            "amount": proposal.limit,
            "credit_limit": proposal.before,
            "deadline": proposal.lapses_at,
        }
    )


def review_due(account: Account, change: LimitChange, number: int) -> Notice:
    """The day has come on which the limit is to be reviewed."""
    kind = NoticeKind.TEAM_CREDIT_LIMIT_REVIEW_DUE
    key = f"{about_account(account.id)}/limit-{number}/{kind}"
    day = change.review_on and datetime.combine(change.review_on, time(12), UTC)
    return _to_credit(account, kind, key, change.at).model_copy(
        update={"amount": change.limit, "deadline": day}
    )


def _to_credit(account: Account, kind: NoticeKind, key: str, at: datetime) -> Notice:
    return Notice(
        key=key,
        kind=kind,
        audience=Audience.CREDIT,
        request=about_account(account.id),
        account=account.id,
        leads_to=f"/accounts/{quote(account.id, safe='')}",
        company=account.name,
        at=at,
    )
