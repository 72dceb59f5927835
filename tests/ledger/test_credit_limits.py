"""Credit limits after the approval: raised, lowered, frozen, proposed, confirmed and reviewed."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.database import Database
from adapters.ledger.events import EventQueries
from adapters.ledger.provider.calls import StoredCalls
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions
from application.limits.change import change_limit, confirm_limit
from application.limits.lapse import notify_lapsed
from application.limits.look_up import limit_of_account
from application.limits.review import notify_due_reviews
from application.ports.ledger import Ledger
from application.requests.assess import assess
from domain.billing.provider import Ability
from domain.billing.switching import Stage, SwitchAtProvider
from domain.errors import AccountUnknown, EffectMismatch, InvoiceNotIssuable, LimitNotChangeable
from domain.limits.changed import LimitChanged
from domain.limits.limit import AccountLimit
from domain.limits.messages import ChangeLimit, ConfirmLimit
from domain.limits.policy import LimitsPolicy
from domain.limits.states import ProposalState
from domain.notices import Notice
from domain.policy import EligibilityPolicy
from domain.rules.findings import Severity, failing
from tests.domain.building import a_draft
from tests.ledger.accounts import Accounts
from tests.ledger.billing import Billing
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, euros
from tests.ledger.switching import Switching

POLICY = LimitsPolicy(second_approver_above={"EUR": Decimal(20000)}, proposal_days=10)
MOST = Decimal(1_000_000)
LATER = NOON + timedelta(hours=1)


class Limits:
    """Changes Contoso's limit, each time under a new key unless one is given."""

    def __init__(self, billing: Billing) -> None:
        self.billing = billing
        self.ledger = billing.ledger
        self._keys = 0

    async def change(
        self,
        amount: str | None = None,
        *,
        by: str = "carla",
        key: str | None = None,
        now: datetime = LATER,
        account: str = CONTOSO,
        **more: Any,
    ) -> LimitChanged:
        said = {"by": by, "reason": "a good year", "amount": amount and euros(amount)} | more
        asked = ChangeLimit.model_validate(said)
        return await change_limit(
            self.ledger, account, asked, key or self._key(), now, POLICY, MOST
        )

    async def confirm(
        self, by: str = "cem", *, now: datetime = LATER, key: str | None = None, **more: Any
    ) -> LimitChanged:
        asked = ConfirmLimit.model_validate({"by": by, "proposal": 1} | more)
        return await confirm_limit(self.ledger, CONTOSO, asked, key or self._key(), now)

    async def in_the_way_of_a_switch(self, draft: dict[str, Any]) -> list[str]:
        """What whoever checks a request is told beforehand."""
        found = await assess(self.ledger, draft, CONTOSO, EligibilityPolicy(), NOON.date())
        return [each.code for each in failing(found.findings, Severity.AT_SWITCH)]

    async def shown(self, now: datetime = LATER) -> AccountLimit:
        return await limit_of_account(self.ledger, CONTOSO, now)

    async def told(self, about: str = f"account/{CONTOSO}") -> list[Notice]:
        asked = select(outbox.c.notice).where(outbox.c.request == about).order_by(outbox.c.key)
        async with self.billing.database.reading() as connection:
            found = await connection.execute(asked)
            return [Notice.model_validate(each) for each in found.scalars()]

    async def events(self) -> list[str]:
        queries = EventQueries(self.billing.database)
        await queries.give_places()
        page = await queries.page(after=None, types=(), limit=100)
        return [each.type for each in page.events if each.type.startswith("account.limit")]

    def _key(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"


async def _hindered(ledger: Ledger, account: str = CONTOSO) -> dict[str, str]:
    """What cannot be done now, and why not."""
    found = (await limit_of_account(ledger, account, LATER)).possible or {}
    return {name: hindrance.code for name, hindrance in found.items() if hindrance}


@pytest.fixture
def limits(billing: Billing) -> Limits:
    return Limits(billing)


def refused(problem: str) -> Any:
    return pytest.raises(LimitNotChangeable, check=lambda it: it.details["problem"] == problem)


async def test_a_limit_is_set_for_the_account_over_all_of_its_scopes(
    limits: Limits, accounts: Accounts
) -> None:
    assert (await limits.shown()).limit == euros("8000.00")
    changed = await limits.change("12000.00")
    assert (changed.before, changed.limit, changed.kind) == (
        euros("8000.00"),
        euros("12000.00"),
        "raised",
    )
    assert (await accounts.standing(CONTOSO, NOON)).credit_limit == euros("12000.00")
    lowered = await limits.change("9000.00")
    assert (lowered.kind, lowered.limit) == ("lowered", euros("9000.00"))
    assert (await limits.shown()).limit == euros("9000.00")
    assert (await limits.events())[-2:] == ["account.limit_changed"] * 2


async def test_a_review_can_be_taken_away_and_nobody_is_told_of_its_day(limits: Limits) -> None:
    day = LATER.date() + timedelta(days=5)
    with refused("already_so"):
        await limits.change(no_review=True)
    assert (await limits.change(review_on=day)).review_on == day
    changed = await limits.change(no_review=True)
    assert (changed.kind, changed.review_on) == ("review_set", None)
    assert (await limits.shown()).review_on is None
    assert await notify_due_reviews(limits.ledger, LATER + timedelta(days=6)) == 0
    for beside in ({"review_on": day}, {"amount": euros("9000.00")}, {"freeze": True}):
        with pytest.raises(ValidationError):
            ChangeLimit.model_validate({"by": "carla", "reason": "x", "no_review": True} | beside)


async def test_credit_is_told_once_of_a_proposal_that_nobody_confirmed_in_time(
    limits: Limits,
) -> None:
    await limits.change("30000.00", by="carla")
    lapses = LATER + timedelta(days=10)
    assert await notify_lapsed(limits.ledger, lapses - timedelta(seconds=1)) == 0
    two_workers = (notify_lapsed(limits.ledger, lapses + timedelta(hours=1)) for _ in range(2))
    assert sum(await asyncio.gather(*two_workers)) == 1
    (letter,) = [each for each in await limits.told() if each.kind == "team_credit_limit_lapsed"]
    assert (letter.name, letter.amount, letter.deadline) == ("carla", euros("30000.00"), lapses)
    proposal = (await limits.shown(lapses)).proposal
    assert proposal is not None
    assert (proposal.state, proposal.closed_at) == (ProposalState.LAPSED, lapses)
    assert proposal.closed_by is None
    with refused("lapsed"):
        await limits.confirm(now=lapses + timedelta(hours=2))
    await limits.change("30000.00", by="carla", now=lapses + timedelta(hours=2))
    await limits.confirm(proposal=2, now=lapses + timedelta(hours=3))
    assert await notify_lapsed(limits.ledger, lapses + timedelta(days=30)) == 0


async def test_what_a_later_switch_approves_is_added_to_what_was_set(
    limits: Limits, accounts: Accounts, switching: Switching
) -> None:
    await limits.change("5000.00")
    order = an_order("fourth", credit_limit=euros("700.00"), scope_id="sub-card")
    await switching.switch(order, lambda account: ())
    assert (await accounts.standing(CONTOSO, NOON)).credit_limit == euros("5700.00")
    assert [each.limit for each in (await limits.shown()).history] == [
        euros("4000.00"),
        euros("8000.00"),
        euros("5000.00"),
        euros("5700.00"),
    ]


async def test_its_history_says_by_whom_when_and_why(limits: Limits) -> None:
    await limits.change("9000.00")
    await limits.change(freeze=True, by="cem", reason="a rumour")
    first, second, raised, frozen = (await limits.shown()).history
    assert (first.kind, second.kind) == (None, None)
    assert (raised.by, raised.because, raised.before, raised.limit, raised.at) == (
        "carla",
        "a good year",
        euros("8000.00"),
        euros("9000.00"),
        LATER,
    )
    assert (frozen.kind, frozen.by, frozen.because, frozen.frozen) == (
        "frozen",
        "cem",
        "a rumour",
        True,
    )


async def test_a_limit_below_what_is_open_is_taken_and_warned_of(limits: Limits) -> None:
    await limits.billing.issue(amount="6000.00")
    changed = await limits.change("5000.00")
    assert (changed.exceeded, changed.exposure) == (True, euros("6000.00"))
    assert (await limits.shown()).exceeded
    assert not (await limits.change("6000.00")).exceeded
    await limits.change("100.00")
    await limits.billing.issue("INV-2", amount="1.00")
    (told,) = await limits.billing.mailed("team_limit_exceeded")
    assert (told.amount, told.credit_limit) == (euros("6001.00"), euros("100.00"))


async def test_while_it_is_frozen_nothing_new_is_issued_and_what_is_open_stays(
    limits: Limits, accounts: Accounts
) -> None:
    await limits.billing.issue(amount="600.00")
    await limits.change(freeze=True)
    with pytest.raises(InvoiceNotIssuable, match="frozen") as refusal:
        await limits.billing.issue("INV-2")
    assert refusal.value.details["problem"] == "limit_frozen"
    assert (await limits.billing.issue(amount="600.00")).already
    await limits.billing.pay("600.00")
    standing = await accounts.standing(CONTOSO, NOON)
    assert (standing.credit_limit, standing.exposure) == (euros("8000.00"), euros("0.00"))
    await limits.change("9000.00")
    assert (await limits.shown()).frozen
    await limits.change(freeze=False)
    await limits.billing.issue("INV-2")
    assert (await limits.events())[-3:] == [
        "account.limit_frozen",
        "account.limit_changed",
        "account.limit_unfrozen",
    ]


async def test_while_it_is_frozen_nothing_more_of_the_account_is_switched(
    limits: Limits, switching: Switching
) -> None:
    await limits.change(freeze=True)
    order = an_order("fourth", scope_id="sub-card")
    answer = await switching.switch(order, lambda account: ())
    assert (answer.receipt, [each.code for each in answer.findings]) == (None, ["S7"])
    await limits.change(freeze=False)
    assert (await switching.switch(order, lambda account: ())).receipt is not None


async def test_who_checks_a_request_sees_early_that_the_limit_is_frozen(limits: Limits) -> None:
    draft = a_draft(commerce_account_id=CONTOSO, scope__id="sub-card")
    assert await limits.in_the_way_of_a_switch(draft) == []
    await limits.change(freeze=True)
    assert await limits.in_the_way_of_a_switch(draft) == ["S7"]
    await limits.change(freeze=False)
    assert await limits.in_the_way_of_a_switch(draft) == []


async def test_the_customer_is_told_and_in_their_language(limits: Limits) -> None:
    await limits.change("9000.00")
    await limits.change("7000.00")
    await limits.change(freeze=True)
    await limits.change(freeze=False)
    await limits.change(review_on=date(2027, 5, 1))
    told = await limits.told()
    assert [(each.kind, each.to, each.amount, each.language) for each in told] == [
        ("credit_limit_raised", "ap@contoso.nl", euros("9000.00"), "nl"),
        ("credit_limit_lowered", "ap@contoso.nl", euros("7000.00"), "nl"),
        ("credit_limit_frozen", "ap@contoso.nl", euros("7000.00"), "nl"),
        ("credit_limit_unfrozen", "ap@contoso.nl", euros("7000.00"), "nl"),
    ]
    assert all(each.reason is None for each in told)


async def test_above_the_policys_amount_another_analyst_confirms(limits: Limits) -> None:
    proposed = await limits.change("30000.00", review_on=date(2027, 5, 1))
    assert (proposed.kind, proposed.limit, proposed.proposal) == (None, euros("8000.00"), 1)
    assert (proposed.proposed, proposed.proposal_state) == (euros("30000.00"), "waiting")
    assert (await limits.shown()).limit == euros("8000.00")
    (asked,) = await limits.told()
    assert (asked.kind, asked.audience, asked.amount, asked.reason, asked.leads_to) == (
        "team_credit_limit_to_confirm",
        "credit",
        euros("30000.00"),
        "a good year",
        f"/accounts/{CONTOSO}",
    )
    for myself in ("carla", " Carla "):
        with refused("own_proposal"):
            await limits.confirm(by=myself)
    confirmed = await limits.confirm()
    assert (confirmed.limit, confirmed.proposal_state) == (euros("30000.00"), "confirmed")
    shown = await limits.shown()
    assert (shown.limit, shown.review_on) == (euros("30000.00"), date(2027, 5, 1))
    last = shown.history[-1]
    assert (last.by, last.proposed_by, last.because) == ("cem", "carla", "a good year")
    with refused("closed"):
        await limits.confirm(by="cora")


async def test_lowering_and_freezing_never_wait_for_anybody(limits: Limits) -> None:
    await limits.change("30000.00")
    await limits.confirm()
    assert (await limits.change("25000.00")).kind == "lowered"
    assert (await limits.change(freeze=True)).kind == "frozen"
    assert (await limits.change("25000.01")).proposal_state == "waiting"


async def test_exactly_the_policys_amount_needs_no_other(limits: Limits) -> None:
    assert (await limits.change("20000.00")).kind == "raised"


async def test_a_proposal_is_declined_by_anybody_of_credit(limits: Limits) -> None:
    await limits.change("30000.00")
    with refused("proposed_already"):
        await limits.change("40000.00", by="cem")
    declined = await limits.confirm(by="carla", accept=False)
    assert (declined.limit, declined.proposal_state) == (euros("8000.00"), "declined")
    assert (await limits.change("40000.00")).proposal == 2


async def test_a_proposal_lapses_after_the_policys_days(limits: Limits) -> None:
    proposed = await limits.change("30000.00")
    lapsed = LATER + timedelta(days=10)
    assert proposed.lapses_at == lapsed
    with refused("lapsed"):
        await limits.confirm(now=lapsed)
    shown = (await limits.shown(lapsed)).proposal
    assert shown is not None
    assert shown.state is ProposalState.LAPSED
    assert (await limits.change("31000.00", now=lapsed)).proposal == 2
    again = await limits.confirm(proposal=2, now=lapsed + timedelta(seconds=1))
    assert again.limit == euros("31000.00")


async def test_only_what_has_lapsed_is_closed_where_another_was_proposed_since(
    limits: Limits,
) -> None:
    await limits.change("30000.00")
    lapsed = LATER + timedelta(days=10)
    await limits.change("31000.00", now=lapsed)
    assert await notify_lapsed(limits.ledger, lapsed + timedelta(hours=1)) == 1
    confirmed = await limits.confirm(proposal=2, now=lapsed + timedelta(hours=2), reason="checked")
    assert confirmed.limit == euros("31000.00")
    assert (await limits.shown()).history[-1].because == "checked"


async def test_an_account_without_a_limit_says_so_and_what_can_be_done_with_one(
    limits: Limits, accounts: Accounts
) -> None:
    await accounts.import_accounts([an_account(a_scope("sub-9"), id="without")], NOON)
    found = await limit_of_account(limits.ledger, "without", LATER)
    assert (found.account, found.limit, found.exposure, found.history) == (
        "without",
        None,
        None,
        (),
    )
    assert await _hindered(limits.ledger, "without") == {
        "change_limit": "no_limit",
        "freeze": "no_limit",
        "unfreeze": "no_limit",
        "no_review": "no_limit",
        "confirm_limit": "no_limit_proposed",
        "decline_limit": "no_limit_proposed",
    }
    await limits.change(freeze=True)
    none_proposed = {"confirm_limit", "decline_limit"}
    assert set(await _hindered(limits.ledger)) == {"freeze", "no_review", *none_proposed}


async def test_what_was_proposed_of_another_limit_is_not_confirmed(limits: Limits) -> None:
    await limits.change("30000.00")
    await limits.change("5000.00", by="cem")
    with refused("changed_since"):
        await limits.confirm()
    await limits.confirm(accept=False)


async def test_of_two_who_confirm_at_once_exactly_one_wins(limits: Limits) -> None:
    await limits.change("30000.00")
    answers = await asyncio.gather(
        limits.confirm(by="cem"), limits.confirm(by="cora", accept=False), return_exceptions=True
    )
    (won,) = [each for each in answers if isinstance(each, LimitChanged)]
    (lost,) = [each for each in answers if isinstance(each, LimitNotChangeable)]
    assert lost.details["problem"] == "closed"
    accepted = won.proposal_state is ProposalState.CONFIRMED
    assert (await limits.shown()).limit == euros("30000.00" if accepted else "8000.00")
    assert len((await limits.shown()).history) == (3 if accepted else 2)


async def test_of_two_who_propose_at_once_one_waits(limits: Limits) -> None:
    answers = await asyncio.gather(
        limits.change("30000.00"), limits.change("40000.00", by="cem"), return_exceptions=True
    )
    assert len([each for each in answers if isinstance(each, LimitChanged)]) == 1
    assert len(await limits.told()) == 1


async def test_under_a_key_it_is_done_once(limits: Limits) -> None:
    first = await limits.change("9000.00", key="k")
    await limits.change("10000.00")
    assert await limits.change("9000.00", key="k") == first
    assert (await limits.shown()).limit == euros("10000.00")
    with pytest.raises(EffectMismatch):
        await limits.change("9500.00", key="k")
    await limits.change("30000.00", key="p")
    confirmed = await limits.confirm(key="c")
    assert await limits.confirm(key="c") == confirmed


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"amount": "8000.00"}, "already_so"),
        ({"amount": "0.00"}, "not_positive"),
        ({"amount": "-1.00"}, "not_positive"),
        ({"amount": "1000000.01"}, "amount_too_large"),
        ({"freeze": False}, "already_so"),
        ({"review_on": LATER.date()}, "review_past"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    limits: Limits, said: dict[str, Any], problem: str
) -> None:
    with refused(problem):
        await limits.change(**said)
    assert len((await limits.shown()).history) == 2


async def test_another_currency_and_an_account_without_a_limit_are_refused(
    limits: Limits, accounts: Accounts
) -> None:
    dollars = euros("9000.00").model_copy(update={"currency": "USD"})
    asked = ChangeLimit(by="carla", amount=dollars, reason="because")
    with refused("wrong_currency"):
        await change_limit(limits.ledger, CONTOSO, asked, "d", LATER, POLICY, MOST)
    await accounts.import_accounts([an_account(a_scope("sub-9"), id="new")], NOON)
    with refused("no_limit"):
        await limits.change("1.00", account="new")
    with pytest.raises(AccountUnknown):
        await limits.change("1.00", account="nobody")
    with refused("no_proposal"):
        await limits.confirm()


async def test_credit_is_told_once_when_the_day_of_the_review_comes(limits: Limits) -> None:
    day = LATER.date() + timedelta(days=30)
    await limits.change(review_on=day)
    before, on = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + at
        for at in (timedelta(seconds=-1), timedelta())
    )
    assert await notify_due_reviews(limits.ledger, before) == 0
    told = await asyncio.gather(*(notify_due_reviews(limits.ledger, on) for _ in range(2)))
    assert sum(told) == 1
    assert await notify_due_reviews(limits.ledger, on + timedelta(days=1)) == 0
    (notice,) = await limits.told()
    assert (notice.kind, notice.audience, notice.amount) == (
        "team_credit_limit_review_due",
        "credit",
        euros("8000.00"),
    )
    assert (await limits.shown()).history[-1].kind == "review_due"


async def test_a_limit_that_is_frozen_stays_so_when_the_day_of_its_review_comes(
    limits: Limits,
) -> None:
    day = LATER.date() + timedelta(days=30)
    await limits.change(freeze=True)
    await limits.change(review_on=day)
    assert await notify_due_reviews(limits.ledger, LATER + timedelta(days=30)) == 1
    shown = await limits.shown()
    assert (shown.frozen, shown.review_on, shown.limit) == (True, day, euros("8000.00"))
    assert shown.history[-1].before == euros("8000.00")
    with pytest.raises(InvoiceNotIssuable):
        await limits.billing.issue()


async def test_a_review_that_is_moved_or_was_made_reminds_of_no_day_before(limits: Limits) -> None:
    day = LATER.date() + timedelta(days=30)
    await limits.change(review_on=day)
    await limits.change(review_on=day + timedelta(days=30))
    then = LATER + timedelta(days=31)
    assert await notify_due_reviews(limits.ledger, then) == 0
    assert await notify_due_reviews(limits.ledger, then + timedelta(days=30)) == 1
    await limits.change("9000.00", now=then + timedelta(days=31))
    assert (await limits.shown()).review_on is None
    assert await notify_due_reviews(limits.ledger, then + timedelta(days=60)) == 0


async def test_a_billing_system_that_keeps_limits_is_told_of_each_in_order(
    limits: Limits, database: Database
) -> None:
    await limits.change("9000.00")
    calls = StoredCalls(database)
    await calls.keep_provider("http", frozenset({Ability.CREDIT_LIMIT}), NOON)
    await _switched_at_provider(database)
    await limits.change("9500.00")
    await limits.change(review_on=date(2027, 5, 1))
    await limits.change(freeze=True)
    await limits.change(freeze=False, key="k")
    await limits.change(freeze=False, key="k")
    told = []
    while due := await calls.due("http", LATER, 10):
        (call,) = due  # of an account one at a time
        told.append((call.kind, call.scope_id, call.facts.amount))
        await calls.done(call, None, LATER)
    amounts = [euros("9500.00"), euros("0.00"), euros("9500.00")]
    assert told == [("set_limit", "sub-1", each) for each in amounts]


async def test_a_billing_system_without_limits_is_told_of_none(
    limits: Limits, database: Database
) -> None:
    calls = StoredCalls(database)
    await calls.keep_provider("stripe", frozenset({Ability.DUE_DATE}), NOON)
    await _switched_at_provider(database, "stripe")
    await limits.change("9500.00")
    assert await calls.due("stripe", LATER, 10) == []


async def _switched_at_provider(database: Database, provider: str = "http") -> None:
    switch = SwitchAtProvider(
        order_key="first",
        attempt=1,
        before=(),
        account_id=CONTOSO,
        scope_id="sub-1",
        provider=provider,
        stage=Stage.SWITCHED,
        asked_at=NOON,
        began_at=NOON,
        changed_at=NOON,
    )
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.provider.keep_switch(switch)


async def test_its_history_only_grows(limits: Limits) -> None:
    await limits.change("9000.00")
    for statement in ("DELETE FROM limit_changes", "UPDATE limit_changes SET because = 'x'"):
        with pytest.raises(IntegrityError, match="only grows"):
            async with limits.billing.database.writing() as connection:
                await connection.execute(text(statement))
