"""A credit analyst changes an account's limit, or proposes one that another confirms."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal

from application.accounts.named import locked_account
from application.limits.writing import as_it_is, key_of, write_limit
from application.ports.accounts import Holding
from application.ports.ledger import Ledger, Transaction
from domain.limits.changed import LimitChanged
from domain.limits.deciding import Decided, LimitState, confirmed, decide, limit_to_change
from domain.limits.limit import LimitProposal
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.notifying import to_confirm
from domain.limits.policy import LimitsPolicy
from domain.limits.states import ProposalState


async def change_limit(
    ledger: Ledger,
    account_id: str,
    asked: ChangeLimit,
    key: str,
    now: datetime,
    policy: LimitsPolicy,
    most: Decimal,
) -> LimitChanged:
    """Change the limit of an account, once for each key; above the policy's amount it is kept as a
    proposal, and nothing changes before another analyst has confirmed it.

    Args:
        most: The largest amount of any limit, in main units.

    Raises:
        AccountUnknown: there is no such account.
        LimitNotChangeable: it has no limit, or there is nothing to change.
        EffectMismatch: the key was used for something else.
    """

    async def act(transaction: Transaction, holding: Holding) -> LimitChanged:
        limits, account = transaction.limits, holding.account.id
        state = limit_to_change(await limits.state(account))
        latest = await limits.latest_proposal(account)
        waiting = latest if latest is not None and latest.waits(now) else None
        decided = decide(state, asked, waiting, policy, most, now.date())
        if not decided.waits:
            return await write_limit(
                transaction, holding, state, decided, asked.by, asked.reason, now
            )
        number = latest.number + 1 if latest else 1
        return await _propose(transaction, holding, state, decided, asked, number, now, policy)

    return await _once(ledger, account_id, asked, key, now, act)


async def confirm_limit(
    ledger: Ledger, account_id: str, asked: ConfirmLimit, key: str, now: datetime
) -> LimitChanged:
    """Confirm or decline what another analyst proposed, once for each key.

    Raises:
        AccountUnknown: there is no such account.
        LimitNotChangeable: there is nothing to confirm, or it is their own.
        EffectMismatch: the key was used for something else.
    """

    async def act(transaction: Transaction, holding: Holding) -> LimitChanged:
        limits, account = transaction.limits, holding.account.id
        state = await limits.state(account)
        proposal = await limits.proposal(account, asked.proposal)
        decided = confirmed(state, proposal, asked, now)
        if proposal is None or state is None:
            raise AssertionError("what is confirmed is there")
        closed = ProposalState.CONFIRMED if decided else ProposalState.DECLINED
        await limits.close(account, proposal.number, closed, asked.by, now)
        if decided is None:
            done = await as_it_is(transaction, account, state.limit, state)
        else:
            why = asked.reason or proposal.because
            done = await write_limit(
                transaction, holding, state, decided, asked.by, why, now, proposal.by
            )
        return done.model_copy(
            update={
                "proposal": proposal.number,
                "proposed": proposal.limit,
                "proposal_state": closed,
            }
        )

    return await _once(ledger, account_id, asked, key, now, act)


async def _once(
    ledger: Ledger,
    account_id: str,
    asked: ChangeLimit | ConfirmLimit,
    key: str,
    now: datetime,
    act: Callable[[Transaction, Holding], Awaitable[LimitChanged]],
) -> LimitChanged:
    """Does it while the account is locked, once for each key."""
    async with ledger.writing() as transaction:
        holding = await locked_account(transaction, account_id)
        once = key_of(holding.account.id, key)
        stored = await transaction.answers.to(once, asked)
        if stored is not None:
            return LimitChanged.model_validate(stored)
        done = await act(transaction, holding)
        await transaction.answers.remember(once, asked, done, now)
        return done


async def _propose(
    transaction: Transaction,
    holding: Holding,
    before: LimitState,
    decided: Decided,
    asked: ChangeLimit,
    number: int,
    now: datetime,
    policy: LimitsPolicy,
) -> LimitChanged:
    account = holding.account
    proposal = LimitProposal(
        number=number,
        limit=decided.limit,
        before=before.limit,
        because=asked.reason,
        review_on=asked.review_on,
        by=asked.by,
        at=now,
        lapses_at=now + policy.proposals_last,
    )
    await transaction.limits.propose(account.id, proposal)
    await transaction.notices.queue([to_confirm(account, proposal)])
    done = await as_it_is(transaction, account.id, before.limit, before)
    return done.model_copy(
        update={
            "proposal": number,
            "proposed": proposal.limit,
            "proposal_state": ProposalState.WAITING,
            "lapses_at": proposal.lapses_at,
        }
    )
