"""Payment advice comes in before its transfer or after it, and is used once."""

from datetime import datetime, timedelta

import pytest

from adapters.bank.advice import read_advice
from application.bank.advise import Advised, take_advice
from application.bank.book import Decision, book
from application.bank.import_statements import Imported
from application.ports.bank import EntryFilter
from domain.bank.advice import KeptAdvice
from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.bank.proposals import Rule, Seen
from domain.errors import AccountUnknown, InvalidFile
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from tests.bank.camt_files import Booked, statement
from tests.ledger.bank_statements import PAYER, imported, undone
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import CONTOSO, NOON, euros

BOTH = "invoice;amount\nINV-1;100.00\nINV-2;150.00\n"
RUN_OF = "Reference;RUN-2026-11\ninvoice;amount\n"
RUN = f"Reference;RUN-2026-11\n{BOTH}Total;250.00\n"


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")
    await billing.issue("OTHER-1", "70.00", scope="sub-3")


async def advised(
    billing: Billing, content: str, account: str | None = None, now: datetime = NOON
) -> Advised:
    return await take_advice(
        billing.ledger,
        read_advice(content.encode()),
        account=account,
        name="advice.csv",
        by=CLERK,
        now=lambda: now,
        policy=BankPolicy(),
        invoices=InvoicePolicy(),
    )


async def came(billing: Billing, *entries: Booked, now: datetime = NOON) -> Imported:
    return await imported(billing, statement(*entries, id=entries[0].reference), now=now)


def transfer(amount: str = "250.00", text: str = "RUN-2026-11", **more: str) -> Booked:
    return Booked(amount, text, **{"reference": "NTRF-1", "payer": "Ada", **more})  # type: ignore[arg-type]


async def entry(billing: Billing, at: int = 0) -> BankEntry:
    async with billing.ledger.reading() as transaction:
        return (await transaction.bank.listed(EntryFilter(), "", 100))[at].entry


async def kept(billing: Billing) -> list[KeptAdvice]:
    async with billing.ledger.reading() as transaction:
        return await transaction.advice.listed("", 100)


async def test_a_transfer_that_comes_after_its_advice_is_booked_as_it_says(
    billing: Billing,
) -> None:
    done = await advised(billing, RUN)
    assert (done.booked, done.problems, [each.entry for each in done.kept]) == (0, [], [None])
    assert (await came(billing, transfer())).booked == 1
    assert (await billing.view("INV-1")).state is InvoiceState.PAID
    assert (await billing.view("INV-2")).open == euros("100.00")
    booked = await entry(billing)
    assert booked.booked is not None
    assert (booked.booked.rule, booked.booked.account) == (Rule.ADVICE, CONTOSO)
    (advice,) = await kept(billing)
    assert advice.entry == booked.transaction.id
    assert booked.booked.advised_by == (advice.id,)


async def test_a_transfer_that_waits_is_matched_anew_when_its_advice_comes(
    billing: Billing,
) -> None:
    assert (await came(billing, transfer())).unmatched == 1
    done = await advised(billing, RUN)
    assert (done.booked, done.unmatched, sorted(done.touched)) == (1, 0, ["INV-1", "INV-2"])
    assert [each.entry for each in done.kept] == [(await entry(billing)).transaction.id]


async def test_the_same_advice_again_changes_nothing(billing: Billing) -> None:
    await advised(billing, RUN)
    again = await advised(billing, RUN.replace("100.00", "100"))
    assert (again.already, len(again.kept), len(await kept(billing))) == (1, 1, 1)
    await came(billing, transfer())
    late = await advised(billing, RUN)
    assert (late.already, late.booked, late.kept[0].entry) == (
        1,
        0,
        (await entry(billing)).transaction.id,
    )


async def test_advice_is_used_for_one_transfer_and_not_for_the_next(billing: Billing) -> None:
    await advised(billing, RUN)
    await came(billing, transfer())
    done = await came(billing, transfer(reference="NTRF-2"))
    assert done.booked == 0
    assert [await entry(billing, at) for at in (0, 1)] != []
    waiting = [each for each in [await entry(billing, 0), await entry(billing, 1)] if each.waits]
    assert [each.proposals for each in waiting] == [()]


async def test_advice_that_does_not_add_up_is_refused_whole(billing: Billing) -> None:
    with pytest.raises(InvalidFile) as refused:
        await advised(billing, RUN.replace("Total;250.00", "Total;249.00"))
    assert [each["code"] for each in refused.value.details["problems"]] == ["does_not_add_up"]
    assert await kept(billing) == []


async def test_contradictory_advice_books_nothing_and_is_proposed_with_its_reasons(
    billing: Billing,
) -> None:
    await advised(billing, RUN)
    await advised(billing, "Reference;RUN-2026-11\ninvoice;amount\nINV-2;250.00\n")
    done = await came(billing, transfer())
    assert (done.booked, done.suggested) == (0, 1)
    proposals = (await entry(billing)).proposals
    assert {each.rule for each in proposals} == {Rule.ADVICE}
    assert len(proposals) == 2


async def test_invoices_of_two_accounts_wait_for_a_person(
    billing: Billing,
) -> None:
    across = f"{RUN_OF}INV-1;100.00\nOTHER-1;70.00\n"
    with pytest.raises(InvalidFile) as refused:
        await advised(billing, across)
    assert [each["field"] for each in refused.value.details["problems"]] == ["account"]
    with pytest.raises(AccountUnknown):
        await advised(billing, across, account="nobody")
    told = await advised(billing, across, account=CONTOSO)
    assert [each["code"] for each in told.problems] == ["other_accounts"]
    assert (await came(billing, transfer("170.00"))).booked == 0
    proposal = (await entry(billing)).proposals[0]
    assert Seen.OTHER_ACCOUNTS in {each.seen for each in proposal.evidence}
    assert [each.invoice for each in proposal.shares] == ["INV-1"]


async def test_a_person_can_book_what_one_account_pays_for_another(billing: Billing) -> None:
    await advised(billing, f"{RUN_OF}OTHER-1;70.00\n", account=CONTOSO)
    assert (await came(billing, transfer("70.00"))).booked == 0
    waiting = await entry(billing)
    decision = Decision(CLERK, NOON)
    proposal = waiting.proposals[0]
    await book(billing.ledger, waiting.transaction.id, proposal, decision, InvoicePolicy())
    assert (await billing.view("OTHER-1")).state is InvoiceState.PAID
    assert [each.entry for each in await kept(billing)] == [waiting.transaction.id]


async def test_what_is_undone_leaves_its_advice_waiting_again(billing: Billing) -> None:
    await advised(billing, RUN)
    await came(billing, transfer())
    booked = (await entry(billing)).transaction.id
    await undone(billing, booked)
    assert [each.entry for each in await kept(billing)] == [None]
    assert (await billing.view("INV-1")).state is InvoiceState.OPEN


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("Reference;NTRF-1\ninvoice;amount\nINV-1;100.00\n", []),
        ("invoice;amount\nINV-1;100.00\n", []),
        ("Reference;NTRF-1\ninvoice;amount\nINV-2;100.00\n", ["booked_otherwise"]),
    ],
)
async def test_advice_for_a_transfer_that_is_booked_is_kept_with_it(
    billing: Billing, content: str, codes: list[str]
) -> None:
    await came(billing, transfer("100.00", "invoice INV-1", payer_account=PAYER))
    known = await entry(billing)
    if known.waits:
        await book(
            billing.ledger,
            known.transaction.id,
            known.proposals[0],
            Decision(CLERK, NOON),
            InvoicePolicy(),
        )
    done = await advised(billing, content)
    assert [each["code"] for each in done.problems] == codes
    assert [each.entry for each in done.kept] == [known.transaction.id]


async def test_advice_of_another_month_with_the_same_amount_waits_for_its_own_transfer(
    billing: Billing,
) -> None:
    await came(billing, transfer("100.00", "invoice INV-1", payer_account=PAYER))
    known = (await entry(billing)).transaction.id
    proposal = (await entry(billing)).proposals[0]
    await book(billing.ledger, known, proposal, Decision(CLERK, NOON), InvoicePolicy())
    done = await advised(billing, "invoice;amount\nINV-2;100.00\n")
    assert ([each.entry for each in done.kept], done.problems) == ([None], [])
    after = await came(billing, transfer("100.00", "?", payer_account=PAYER, reference="NTRF-2"))
    assert after.booked == 1
    assert (await billing.view("INV-2")).open == euros("150.00")


async def test_advice_is_forgotten_when_no_transfer_comes_for_it(billing: Billing) -> None:
    await advised(billing, RUN)
    long_after = NOON + timedelta(days=91)
    assert (await came(billing, transfer(), now=long_after)).booked == 0


async def test_kept_advice_is_listed_the_latest_first(billing: Billing) -> None:
    for at, amount in enumerate(("10.00", "20.00", "30.00")):
        content = f"invoice;amount\nINV-2;{amount}\n"
        await advised(billing, content, now=NOON + timedelta(minutes=at))
    listed = await kept(billing)
    assert [each.minor for each in listed] == [3000, 2000, 1000]
    async with billing.ledger.reading() as transaction:
        rest = await transaction.advice.listed(listed[0].id, 1)
    assert [each.minor for each in rest] == [2000]


async def test_what_the_policy_does_not_book_by_itself_is_proposed(billing: Billing) -> None:
    await came(billing, transfer())
    await take_advice(
        billing.ledger,
        read_advice(RUN.encode()),
        account=None,
        name="advice.csv",
        by=CLERK,
        now=lambda: NOON,
        policy=BankPolicy(book_certain=False),
        invoices=InvoicePolicy(),
    )
    waiting = await entry(billing)
    assert (waiting.state, waiting.proposals[0].rule) == (EntryState.SUGGESTED, Rule.ADVICE)
