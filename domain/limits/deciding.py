"""What may be done to an account's limit, and what comes of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from domain.errors import LimitNotChangeable
from domain.limits.limit import LimitProposal
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.obstacles import Why
from domain.limits.policy import LimitsPolicy
from domain.limits.states import LimitChangeKind, ProposalState
from domain.operations.obstacles import Obstacle, clear_of
from domain.people.sign_ins import same_person
from domain.values.amounts import largest_amount
from domain.values.money import Money
from domain.values.record import Record


class LimitState(NamedTuple):
    """An account's limit at one moment."""

    limit: Money
    frozen: bool = False
    review_on: date | None = None


class Decided(Record):
    """What a change comes to: it is made, or waits for a second credit analyst."""

    kind: LimitChangeKind
    limit: Money
    frozen: bool
    review_on: date | None
    waits: bool = False


def hinders_change(state: LimitState | None) -> Obstacle | None:
    if state is not None:
        return None
    said = "The account has no credit limit: nothing of it was switched."
    return Obstacle(Why.NO_LIMIT, _refused("no_limit", said))


def hinders_freeze(state: LimitState | None) -> Obstacle | None:
    if state is None or not state.frozen:
        return hinders_change(state)
    said = "The account's limit is frozen already."
    return Obstacle(Why.FROZEN_ALREADY, _refused("already_so", said))


def hinders_unfreeze(state: LimitState | None) -> Obstacle | None:
    if state is None or state.frozen:
        return hinders_change(state)
    return Obstacle(Why.NOT_FROZEN, _refused("already_so", "The account's limit is not frozen."))


def hinders_no_review(state: LimitState | None) -> Obstacle | None:
    if state is None or state.review_on is not None:
        return hinders_change(state)
    said = "No day is set on which the limit is to be reviewed."
    return Obstacle(Why.NO_REVIEW_SET, _refused("already_so", said))


def hinders_decline(proposed: LimitProposal | None) -> Obstacle | None:
    return None if proposed is not None else _nothing_proposed()


def hinders_confirm(
    state: LimitState | None, proposed: LimitProposal | None, by: str | None
) -> Obstacle | None:
    """What is in the way of this person, or of anybody where nobody is named."""
    if state is None or proposed is None:
        return _nothing_proposed()
    if by is not None and same_person(by, proposed.by):
        said = "You proposed it yourself: another credit analyst confirms."
        return Obstacle(Why.OWN_PROPOSAL, _refused("own_proposal", said))
    if state.limit == proposed.before:
        return None
    said = (
        f"The limit was {proposed.before.written} when this was proposed, and is"
        f" {state.limit.written} now:"
        " decline it, and propose it anew."
    )
    facts = {"before": str(proposed.before), "limit": str(state.limit)}
    return Obstacle(Why.LIMIT_CHANGED_SINCE, _refused("changed_since", said), facts)


def _nothing_proposed() -> Obstacle:
    said = "No limit of this number is proposed for the account."
    return Obstacle(Why.NO_LIMIT_PROPOSED, _refused("no_proposal", said))


def limit_to_change(state: LimitState | None) -> LimitState:
    """The limit that is to be changed.

    Raises:
        LimitNotChangeable: the account has none.
    """
    clear_of(hinders_change(state))
    assert state is not None
    return state


def decide(
    state: LimitState,
    asked: ChangeLimit,
    waiting: LimitProposal | None,
    policy: LimitsPolicy,
    most: Decimal,
    today: date,
) -> Decided:
    """What comes of a change.

    Args:
        waiting: What is proposed and can still be confirmed.
        most: The largest amount of any limit, in main units.

    Raises:
        LimitNotChangeable: with the problem.
    """
    if asked.review_on is not None and asked.review_on <= today:
        raise _refused("review_past", "The day of the review must lie ahead.")
    if asked.no_review:
        clear_of(hinders_no_review(state))
    review_on = asked.review_on
    if (
        review_on is None
        and not asked.no_review
        and state.review_on is not None
        and state.review_on > today
    ):
        review_on = state.review_on  # a day that has come is done with whatever is decided
    if asked.amount is not None:
        return _amount(state, asked.amount, review_on, waiting, policy, most)
    if asked.freeze is not None:
        clear_of(hinders_freeze(state) if asked.freeze else hinders_unfreeze(state))
        kind = LimitChangeKind.FROZEN if asked.freeze else LimitChangeKind.UNFROZEN
        return Decided(kind=kind, limit=state.limit, frozen=asked.freeze, review_on=review_on)
    return Decided(
        kind=LimitChangeKind.REVIEW_SET,
        limit=state.limit,
        frozen=state.frozen,
        review_on=review_on,
    )


def _amount(
    state: LimitState,
    amount: Money,
    review_on: date | None,
    waiting: LimitProposal | None,
    policy: LimitsPolicy,
    most: Decimal,
) -> Decided:
    if amount.currency != state.limit.currency:
        raise _refused("wrong_currency", f"The account's limit is in {state.limit.currency}.")
    if amount.amount <= 0:
        raise _refused(
            "not_positive", "A limit is more than zero: freeze it to let nothing more be run up."
        )
    if amount.amount > largest_amount(amount.currency, most):
        raise _refused("amount_too_large", "The limit is larger than anything that is granted.")
    if amount == state.limit:
        raise _refused("already_so", f"The account's limit is {amount.written} already.")
    raised = amount.minor > state.limit.minor
    waits = raised and policy.needs_two(amount)
    if waits and waiting is not None:
        raise _refused(
            "proposed_already",
            f"A limit of {waiting.limit.written} is proposed already: it is confirmed or declined"
            " first.",
            proposal=waiting.number,
        )
    kind = LimitChangeKind.RAISED if raised else LimitChangeKind.LOWERED
    return Decided(kind=kind, limit=amount, frozen=state.frozen, review_on=review_on, waits=waits)


def confirmed(
    state: LimitState | None, proposal: LimitProposal | None, asked: ConfirmLimit, now: datetime
) -> Decided | None:
    """What comes of a confirmation; None where it is declined.

    Raises:
        LimitNotChangeable: there is no such proposal, it is closed or has lapsed, it is their own,
            or the limit was changed since it was proposed.
    """
    if state is None or proposal is None:
        raise _nothing_proposed().refusal
    as_of = proposal.as_of(now)
    if as_of.state is ProposalState.LAPSED:
        raise _refused("lapsed", "Nobody confirmed it in time: propose it anew.")
    if as_of.state is not ProposalState.WAITING:
        raise _refused("closed", f"The limit that was proposed is {as_of.state} already.")
    if not asked.accept:
        return None
    clear_of(hinders_confirm(state, proposal, asked.by))
    review_on = proposal.review_on or state.review_on
    return Decided(
        kind=LimitChangeKind.RAISED,
        limit=proposal.limit,
        frozen=state.frozen,
        review_on=review_on if review_on and review_on > now.date() else None,
    )


def _refused(problem: str, sentence: str, **details: int) -> LimitNotChangeable:
    return LimitNotChangeable(sentence, problem=problem, **details)
