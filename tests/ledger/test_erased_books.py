"""The books of an erased account stay and name nobody, on both databases; two people may have to
agree, and who was erased does not come back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from adapters.ledger.access.tables import people
from adapters.ledger.chains import Chains
from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from adapters.ledger.erasing.erasures import StoredErasures
from adapters.ledger.invoices.tables import invoice_events
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.ledger.sql.unguarded import unguarded
from adapters.storage.documents import DocumentStore
from application.accounts.put import Given, LineOutcome, put_account, put_accounts
from application.erasure.cancel import cancel_erasure
from application.erasure.confirm import confirm_erasure
from application.erasure.due import erase_due
from application.erasure.erase import erase
from application.erasure.outlook import outlook
from application.erasure.within import Erasing
from clients.personal_data.erasures import ErasureClient
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.messages import CancelErasure, EraseAccount
from domain.errors import ErasureNotPossible, ErasureUnknown, InvalidFile
from domain.invoices.messages import OpenDispute, ResolveDispute
from domain.retention.retention import RetentionPolicy
from settings import Settings
from tests.bank.camt_files import statement
from tests.ledger.accounts import Accounts
from tests.ledger.bank_statements import imported, only, paid
from tests.ledger.billing import Billing
from tests.ledger.erasing import ANNA, LATER, POLICY, Engine, asked, where_it_says
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, euros
from tests.ledger.test_data_keys import MASTER

TWO = RetentionPolicy(erasure_needs_two=True)
OURS = "bea@provider.example"
NAMED = ("Contoso", ANNA, "Stationsplein", "Anna", "virtual machine", "NL20INGB", "PO-1")


@pytest.fixture
async def into(billing: Billing, url: str, tmp_path: Path) -> Erasing:
    store = await DocumentStore.open((tmp_path / "documents").as_uri())
    erasures = StoredErasures(billing.database)
    keyring = LedgerKeyring(opening(url), [MASTER])
    return Erasing(erasures, Engine(billing.database), keyring, store)


class Answer(BaseModel):
    account: str
    sign_in: str = ANNA


async def books_of_contoso(billing: Billing) -> None:
    """An invoice that Anna disputed and paid, with names wherever they can stand."""
    lines = [{"description": "Anna's virtual machine", "price": "100.00"}]
    await billing.issue("INV-1", "121.00", lines=lines, purchase_order="PO-1")
    dispute = OpenDispute(by=ANNA, amount=euros("10.00"), reason="Anna never had it")
    await billing.act(dispute)
    answer = ResolveDispute(by=OURS, upheld=False, reason="Anna had it")
    await billing.act(answer)
    line = paid("121.00", payer="Anna of Contoso", payer_account="NL20INGB0001234567")
    await imported(billing, statement(line))
    async with billing.database.writing() as connection:
        made = {"created_at": NOON, "created_by": "olga", "roles": ["billing"]}
        await connection.execute(people.insert(), {"sign_in": OURS, **made})


async def test_books_stay_and_name_nobody(billing: Billing, into: Erasing) -> None:
    await books_of_contoso(billing)
    before = await billing.view("INV-1")
    found = await where_it_says(billing.database, *NAMED)
    assert {"papers", "bank_entries", "invoice_events", "invoices", "accounts"} <= found
    foreseen = await outlook(into.erasures, CONTOSO, POLICY, LATER)
    assert (foreseen.possible, foreseen.stays) == (True, {"invoices": 1, "payments": 1})
    done = await erase(into, asked(), POLICY, LATER)
    assert done.counts["papers"] == foreseen.goes["papers"] == 1
    assert done.counts["letters"] == foreseen.goes["letters"] > 0
    assert await where_it_says(billing.database, *NAMED) == set()
    after = await billing.view("INV-1")
    assert [each.amount for each in after.timeline] == [each.amount for each in before.timeline]
    assert [each.at for each in after.timeline] == [each.at for each in before.timeline]
    assert (after.paid, after.amount) == (before.paid, before.amount)
    assert {each.by for each in after.timeline} <= {"(erased)", OURS, "worker", "system"}
    assert (await only(billing)).entry.booked is not None
    assert (await Chains(billing.database).check()).broken == ()
    async with billing.ledger.reading() as transaction:
        (kept,) = await transaction.papers.all_of("INV-1")
    assert (kept.paper.buyer.name, str(kept.paper.totals.due)) == ("(erased)", "121.00")


async def test_a_timeline_that_was_changed_before_stays_one_that_was_changed(
    billing: Billing, into: Erasing
) -> None:
    await books_of_contoso(billing)
    changed = "UPDATE invoice_events SET amount_minor = 1 WHERE number = 1"
    async with (
        billing.database.writing() as connection,
        unguarded(connection, invoice_events, "changed"),
    ):
        await connection.execute(text(changed))
    await erase(into, asked(), POLICY, LATER)
    (wrong,) = (await Chains(billing.database).check()).broken
    assert wrong.about == "invoice/INV-1"


async def test_nothing_of_another_account_is_touched(billing: Billing, into: Erasing) -> None:
    await books_of_contoso(billing)
    await billing.issue("INV-3", "50.00", scope="sub-3")
    others = await _events(billing.database, "INV-3")
    await erase(into, asked(), POLICY, LATER)
    assert await _events(billing.database, "INV-3") == others


async def test_answers_about_an_account_whose_id_begins_alike_stay(
    billing: Billing, into: Erasing
) -> None:
    order = asked()
    answers = {each: Answer(account=each) for each in (CONTOSO, f"{CONTOSO}-2", f"my-{CONTOSO}")}
    async with billing.database.writing() as connection:
        for account, answer in answers.items():
            await remember(connection, f"access/{account}", order, answer, NOON)
    await erase(into, order, POLICY, LATER)
    async with billing.database.reading() as connection:
        for account in answers:
            found = await answer_to(connection, f"access/{account}", order)
            assert found is not None
            assert found["sign_in"] == ("(erased)" if account == CONTOSO else ANNA)


async def _events(database: Database, number: str) -> list[tuple[object, ...]]:
    wanted = select(invoice_events).where(invoice_events.c.invoice == number)
    async with database.reading() as connection:
        return [tuple(row) for row in await connection.execute(wanted)]


async def test_somebody_else_confirms_it(billing: Billing, into: Erasing) -> None:
    waits = await erase(into, asked(by="olga"), TWO, NOON)
    assert waits.state is ErasureState.TO_BE_CONFIRMED
    assert await erase_due(into, TWO, LATER) == 0
    again = await erase(into, asked(by="olga"), TWO, NOON)
    assert again.state is ErasureState.TO_BE_CONFIRMED
    with pytest.raises(ErasureNotPossible, match="by yourself") as refused:
        await confirm_erasure(into, CONTOSO, " Olga ", TWO, NOON)
    assert refused.value.details["reasons"] == ["own_request"]
    done = await confirm_erasure(into, CONTOSO, "pete", TWO, NOON)
    assert (done.state, done.confirmed_by) == (ErasureState.DONE, "pete")
    assert await confirm_erasure(into, CONTOSO, "pete", TWO, NOON) == done
    with pytest.raises(ErasureNotPossible, match="does not wait"):
        await confirm_erasure(into, CONTOSO, "quinn", TWO, NOON)


async def test_one_that_was_asked_for_before_two_had_to_agree_waits_for_the_second_and_says_so(
    billing: Billing, into: Erasing, caplog: pytest.LogCaptureFixture
) -> None:
    await billing.issue()
    await billing.pay()
    alone = await erase(into, asked(by="olga"), POLICY, NOON, when_possible=True)
    assert alone.state is ErasureState.SCHEDULED
    assert await erase_due(into, TWO, LATER) == 0
    assert "somebody else" in caplog.text
    assert (await erase(into, asked(by="pete"), TWO, LATER)).state is ErasureState.TO_BE_CONFIRMED
    shown = (await outlook(into.erasures, CONTOSO, TWO, LATER)).erasure
    assert shown is not None and shown.state is ErasureState.TO_BE_CONFIRMED
    with pytest.raises(ErasureNotPossible, match="confirmed by somebody else"):
        await into.erasures.withdraw(CONTOSO, confirmed=True)
    with pytest.raises(ErasureNotPossible, match="by yourself"):
        await confirm_erasure(into, CONTOSO, "olga", TWO, LATER)
    done = await confirm_erasure(into, CONTOSO, "pete", TWO, LATER)
    assert (done.state, done.confirmed_by) == (ErasureState.DONE, "pete")


async def test_one_that_waits_for_a_second_goes_on_waiting_when_one_would_do(
    into: Erasing,
) -> None:
    await erase(into, asked(), TWO, NOON)
    assert await erase_due(into, POLICY, LATER) == 0
    again = await erase(into, asked(by="pete"), POLICY, LATER)
    assert again.state is ErasureState.TO_BE_CONFIRMED


async def test_one_that_is_confirmed_before_its_day_is_done_on_it(
    billing: Billing, into: Erasing
) -> None:
    await billing.issue()
    await billing.pay()
    day = date(2033, 11, 2)
    await erase(into, asked(), TWO, NOON, when_possible=True)
    assert await into.erasures.due(day) == []
    kept = await confirm_erasure(into, CONTOSO, "pete", TWO, NOON)
    assert (kept.state, kept.possible_on) == (ErasureState.SCHEDULED, day)
    assert await erase_due(into, TWO, datetime(2033, 11, 2, 1, tzinfo=UTC)) == 1


async def test_what_waits_is_taken_back_and_asked_for_anew(billing: Billing, into: Erasing) -> None:
    with pytest.raises(ErasureUnknown):
        await cancel_erasure(into.erasures, CONTOSO, "olga", NOON)
    await erase(into, asked(), TWO, NOON)
    gone = await cancel_erasure(into.erasures, CONTOSO, "pete", NOON)
    assert (gone.state, gone.cancelled_by) == (ErasureState.CANCELLED, "pete")
    assert await cancel_erasure(into.erasures, CONTOSO, "pete", NOON) == gone
    with pytest.raises(ErasureNotPossible, match="is cancelled"):
        await cancel_erasure(into.erasures, CONTOSO, "olga", NOON)
    with pytest.raises(ErasureNotPossible):
        await confirm_erasure(into, CONTOSO, "quinn", TWO, NOON)
    with pytest.raises(ErasureNotPossible, match="taken back"):
        await into.erasures.begin(CONTOSO, NOON)
    assert await erase_due(into, POLICY, LATER) == 0
    anew = await erase(into, asked(by="pete"), TWO, LATER)
    assert (anew.state, anew.asked_by) == (ErasureState.TO_BE_CONFIRMED, "pete")
    await confirm_erasure(into, CONTOSO, "olga", TWO, LATER)
    with pytest.raises(ErasureNotPossible, match="done or under way"):
        await cancel_erasure(into.erasures, CONTOSO, "pete", LATER)


async def test_who_repeats_a_question_late_does_not_ask_anew_for_what_was_taken_back(
    billing: Billing, url: str, tmp_path: Path
) -> None:
    await billing.issue()
    await billing.pay()
    async with ErasureClient.opened(Settings(home=tmp_path, database_url=url)) as client:
        question = EraseAccount(by="olga", reason="They left.", when_possible=True)
        first = await client.erase(CONTOSO, question, "erase-1")
        assert first.state is ErasureState.SCHEDULED
        gone = await client.cancel(CONTOSO, CancelErasure(by="pete"))
        assert await client.erase(CONTOSO, question, "erase-1") == gone
        anew = await client.erase(CONTOSO, question, "erase-2")
        assert anew.state is ErasureState.SCHEDULED


class TakenBackMeanwhile(StoredErasures):
    """Somebody takes the erasure back just after it was found due, or confirmed."""

    async def due(self, today: date) -> Sequence[Erasure]:
        found = await super().due(today)
        await self.cancel(CONTOSO, "quinn", NOON)
        return found

    async def confirm(self, account_id: str, by: str, at: datetime) -> None:
        await super().confirm(account_id, by, at)
        await self.cancel(account_id, "quinn", at)


async def test_what_is_taken_back_while_others_go_on_with_it_stays_taken_back(
    billing: Billing, into: Erasing
) -> None:
    at_once = replace(into, erasures=TakenBackMeanwhile(billing.database))
    await erase(into, asked(), TWO, NOON)
    gone = await confirm_erasure(at_once, CONTOSO, "pete", POLICY, NOON)
    assert (gone.state, gone.cancelled_by) == (ErasureState.CANCELLED, "quinn")
    await into.erasures.ask(asked())
    assert await erase_due(at_once, POLICY, LATER) == 0
    assert await into.erasures.of(CONTOSO) == gone.model_copy(update={"confirmed_by": None})


async def test_figures_of_what_went_are_those_of_who_was_first(
    billing: Billing, into: Erasing
) -> None:
    await books_of_contoso(billing)
    done = await erase(into, asked(), POLICY, LATER)
    await into.erasures.finish(CONTOSO, datetime(2035, 1, 1, tzinfo=UTC), {})
    assert await into.erasures.of(CONTOSO) == done


async def test_who_was_erased_does_not_come_back(
    billing: Billing, into: Erasing, accounts: Accounts
) -> None:
    await erase(into, asked(), POLICY, NOON)
    given = an_account(a_scope())
    with pytest.raises(InvalidFile) as refused:
        await put_account(accounts.ledger, given, NOON)
    assert refused.value.details["problems"][0]["code"] == "account_erased"
    spelled = given.model_copy(update={"id": CONTOSO.upper()})
    other = an_account(a_scope("sub-9")).model_copy(update={"id": "a-new-one"})
    lines = await put_accounts(accounts.ledger, [Given(0, spelled), Given(1, other)], NOON)
    assert [each.outcome for each in lines] == [LineOutcome.REFUSED, LineOutcome.CREATED]
    assert await where_it_says(billing.database, "Stationsplein") <= {"accounts"}
