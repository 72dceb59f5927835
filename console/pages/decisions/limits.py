"""What credit analysts do with an account's credit limit."""

from typing import Any

from console.pages.decisions.account_act import AccountAct
from console.pages.decisions.account_case import Case
from console.pages.decisions.kinds import Making
from console.pages.forms import Field, reason
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.operations import CHANGE, CONFIRM, DECLINE, FREEZE, NO_REVIEW, UNFREEZE
from domain.values.money import Money
from wording.catalogue import staff
from wording.dates import written_day
from wording.limits import said_of_change
from wording.money import money_with_code


def _why(required: bool = True) -> Field:
    return reason(hint=staff("fields.no_customer_reads"), required=required)


def _next_review() -> Field:
    label, hint = staff("account_act.limit.review_on"), staff("account_act.limit.review_hint")
    return Field("review_on", label, "day", required=False, hint=hint)


async def _set(making: Making) -> str:
    limit = (await making.services.limits.limit(making.name)).limit
    amount = making.answers.money("amount", limit.currency if limit else "EUR")
    return await _change(making, amount=amount)


async def _freeze(making: Making) -> str:
    return await _change(making, freeze=True)


async def _unfreeze(making: Making) -> str:
    return await _change(making, freeze=False)


async def _review(making: Making) -> str:
    making.answers.day("review_on")
    return await _change(making)


async def _no_review(making: Making) -> str:
    return await _change(making, no_review=True)


async def _change(
    making: Making,
    amount: Money | None = None,
    freeze: bool | None = None,
    no_review: bool = False,
) -> str:
    answers = making.answers
    said: dict[str, Any] = {
        "review_on": None if no_review else answers.optional_day("review_on"),
        "no_review": no_review,
        "reason": answers.text("reason"),
    }
    message = answers.made(lambda: ChangeLimit(by=making.by, amount=amount, freeze=freeze, **said))
    changed = await making.services.limits.change(making.name, message, answers.optional("key"))
    return " ".join(said_of_change(changed, money_with_code, written_day))


async def _confirm(making: Making) -> str:
    return await _close(making, accept=True)


async def _decline(making: Making) -> str:
    return await _close(making, accept=False)


async def _close(making: Making, *, accept: bool) -> str:
    answers = making.answers
    proposal, why = answers.whole("proposal"), answers.optional("reason")
    message = answers.made(
        lambda: ConfirmLimit(by=making.by, proposal=proposal, accept=accept, reason=why)
    )
    changed = await making.services.limits.confirm(making.name, message, answers.optional("key"))
    return " ".join(said_of_change(changed, money_with_code, written_day))


def _proposal(case: Case) -> tuple[Field, ...]:
    proposed = case.limit.proposed
    number = str(proposed.number) if proposed else ""
    return (Field("proposal", "", "hidden", value=number), _why(required=False))


LIMIT_ACTS: tuple[AccountAct, ...] = (
    AccountAct(
        "confirm-limit",
        CONFIRM.action,
        _confirm,
        CONFIRM.name,
        _proposal,
    ),
    AccountAct(
        "decline-limit",
        DECLINE.action,
        _decline,
        DECLINE.name,
        _proposal,
    ),
    AccountAct(
        "limit",
        CHANGE.action,
        _set,
        CHANGE.name,
        lambda case: (
            Field("amount", staff("account_act.limit.amount", currency=_currency(case)), "amount"),
            _next_review(),
            _why(),
        ),
    ),
    AccountAct(
        "freeze",
        FREEZE.action,
        _freeze,
        FREEZE.name,
        lambda case: (_next_review(), _why()),
    ),
    AccountAct(
        "unfreeze",
        UNFREEZE.action,
        _unfreeze,
        UNFREEZE.name,
        lambda case: (_why(),),
    ),
    AccountAct(
        "review",
        CHANGE.action,
        _review,
        CHANGE.name,
        lambda case: (Field("review_on", staff("account_act.limit.review_on"), "day"), _why()),
    ),
    AccountAct(
        "no-review",
        NO_REVIEW.action,
        _no_review,
        NO_REVIEW.name,
        lambda case: (_why(),),
    ),
)


def _currency(case: Case) -> str | None:
    limit = case.limit.limit
    return limit.currency if limit else None
