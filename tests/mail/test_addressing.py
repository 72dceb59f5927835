"""Where letters go as they go out: links of their own, contacts that are confirmed, limits."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.ledger.access.tables import customer_links
from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.transactions import LedgerTransactions
from adapters.mail.eml_folder import EmlFolder
from adapters.mail.mailer import Mailer
from application.access.end_replaced_links import end_links_of_request
from application.letters.address import Addressing
from clients.access import AccessClient, Limits
from domain.accounts.account import Account, BillingContact, Department
from domain.errors import AccessNotAcceptable, NotSignedIn
from domain.letters.addressed import Addressed
from domain.notices import Notice, NoticeKind
from domain.people.access_events import AccessEvent
from domain.policy_file import WholePolicy, read_policy
from domain.turns import WORKER
from engine.wiring.open_ledger import OpenLedger
from tests.domain.building import an_account
from tests.ledger.accounts import Accounts
from tests.mail.conftest import Clock, Office
from tests.mail.notices import AT, SENDER, TEAMS, notice

HERE = "https://pay.example"
LIMITS = Limits(lasts=timedelta(hours=12), idle=timedelta(hours=1))


class Desk:
    """The outbox and what decides of its letters, over one ledger with Contoso in it."""

    def __init__(self, database: Database, clock: Clock, account: Account) -> None:
        self.database, self.clock, self.account = database, clock, account
        self.outbox, self.ledger = LedgerOutbox(database), LedgerTransactions(database)
        self.access = AccessClient(OpenLedger(database), clock)

    def about(
        self, kind: NoticeKind = NoticeKind.APPROVED, number: int = 1, **more: object
    ) -> Notice:
        return notice(kind, number, **{"account": self.account.id, **more})

    async def address(
        self, *notices: Notice, console: str | None = HERE, policy: WholePolicy | None = None
    ) -> dict[str, Addressed]:
        """What is decided of all that is due, and that it went out where nothing holds it back."""
        await self.outbox.put(notices)
        claimed = await self.outbox.claim(self.clock(), timedelta(minutes=5), 500)
        addressing = Addressing(self.ledger, lambda: console, policy)
        ways = await addressing.addressed(claimed, self.clock())
        for each in claimed:
            if (wait := ways[each.key].wait_until) is not None:
                await self.outbox.retry(each.key, ways[each.key].why, wait)
            elif not ways[each.key].refused:
                await self.outbox.sent([each.key], self.clock())
        return {each.key: ways[each.key] for each in claimed}

    async def one(self, given: Notice) -> Addressed:
        return (await self.address(given))[given.key]


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    account = an_account()
    await Accounts(office.database).import_accounts([account], AT)
    yield Desk(office.database, office.clock, account)


def token_of(way: Addressed) -> str:
    assert way.link is not None
    return way.link.rpartition("/")[2]


async def test_a_letters_link_lets_its_reader_in_to_the_page_until_what_it_asks_for(
    desk: Desk,
) -> None:
    deadline = AT + timedelta(days=30)
    way = await desk.one(desk.about(deadline=deadline))
    assert way.link is not None
    assert way.link.startswith(f"{HERE}/c/")
    assert way.until == deadline + timedelta(days=1)
    link = await desk.access.link(token_of(way))
    assert link is not None
    assert (link.sign_in, link.account) == ("anna@contoso.nl", desk.account.id)
    assert link.leads_to == "/my/requests/sub-contoso-1/switch"
    session = await desk.access.sign_in_by_link(token_of(way), limits=LIMITS)
    actor = await desk.access.actor_of_session(session.token)
    assert actor is not None
    assert actor.through is not None
    assert (actor.through.mailed, actor.through.staff_could_read) == (True, False)
    desk.clock.advance(timedelta(days=32))
    assert await desk.access.link(token_of(way)) is None


async def test_only_what_nobody_could_guess_from_is_kept_and_each_letter_has_its_own(
    desk: Desk,
) -> None:
    first, second = await desk.one(desk.about()), await desk.one(desk.about(number=2))
    assert first.link != second.link
    async with desk.database.reading() as connection:
        kept = str((await connection.execute(select(customer_links))).all())
    assert token_of(first) not in kept


async def test_without_a_console_there_is_no_link_and_a_team_is_led_to_its_case(
    desk: Desk,
) -> None:
    told, team = desk.about(), desk.about(NoticeKind.TEAM_VERIFIER_NEEDED, 2)
    ways = await desk.address(told, console=None)
    assert (ways[told.key].to, ways[told.key].link) == ("anna@contoso.nl", None)
    way = await desk.one(team)
    assert (way.link, way.until) == (f"{HERE}/requests/sub-contoso-1", None)


@pytest.mark.parametrize(
    "contact",
    ["anna@contoso.nl", " BEN@Contoso.nl", "ap@contoso.nl", "somebody.new@finance.contoso.nl"],
)
async def test_a_contact_on_the_accounts_own_domain_is_written_to_at_once(
    contact: str, desk: Desk
) -> None:
    way = await desk.one(desk.about(to=contact))
    assert (way.to, way.instead) == (contact, False)


@pytest.mark.parametrize(
    "contact",
    ["victim@elsewhere.example", "anna@contoso.com", "anna@gmail.com", "x@contoso.nl.evil.com"],
)
async def test_a_stranger_is_only_asked_until_they_confirm(contact: str, desk: Desk) -> None:
    told = [desk.about(number=number, to=contact) for number in (1, 2)]
    found = await desk.address(told[0]) | await desk.address(told[1]) | await desk.address()
    for each in told:
        assert (found[each.key].to, found[each.key].instead) == ("anna@contoso.nl", True)
    asked = [way for key, way in found.items() if key.startswith("contact/")]
    assert [way.to for way in asked] == [contact]


async def test_who_confirms_gets_the_next_letters(desk: Desk) -> None:
    stranger = "boekhouder@kantoor.example"
    await desk.one(desk.about(to=stranger))
    ways = await desk.address()
    (asked,) = ways.values()
    assert asked.to == stranger
    assert asked.link is not None
    token = token_of(asked)
    assert asked.link == f"{HERE}/c/contact/{token}"
    assert asked.until == AT + timedelta(days=60)
    assert await desk.access.link(token) is None
    contact = await desk.access.contact_of(token)
    assert contact is not None
    assert (contact.account, contact.confirmed) == (desk.account.id, False)
    assert not await desk.access.confirm_contact("guessed")
    assert await desk.access.confirm_contact(token)
    way = await desk.one(desk.about(number=3, to=stranger))
    assert (way.to, way.instead) == (stranger, False)
    assert (await desk.one(desk.about(number=4, to="other@kantoor.example"))).instead


async def test_a_contact_has_sixty_days_to_confirm(desk: Desk) -> None:
    await desk.one(desk.about(to="boekhouder@kantoor.example"))
    (asked,) = (await desk.address()).values()
    desk.clock.advance(timedelta(days=60))
    assert await desk.access.contact_of(token_of(asked)) is None
    assert await desk.access.confirm_contact(token_of(asked)) is False
    desk.clock.advance(timedelta(seconds=-1))
    assert await desk.access.confirm_contact(token_of(asked)) is True


async def test_a_contact_is_asked_again_at_most_once_an_hour_and_never_by_who_asked_nobody(
    desk: Desk,
) -> None:
    stranger = "boekhouder@kantoor.example"
    first = desk.about(to=stranger)

    async def ask_again() -> list[str | None]:
        await desk.access.ask_contact_again(
            desk.account.id, first.request, stranger, "nl", "Europe/Amsterdam"
        )
        return [way.to for way in (await desk.address()).values()]

    assert await ask_again() == []
    await desk.one(first)
    assert [way.to for way in (await desk.address()).values()] == [stranger]
    desk.clock.advance(timedelta(minutes=59))
    assert await ask_again() == []
    desk.clock.advance(timedelta(minutes=2))
    assert await ask_again() == [stranger]
    assert await ask_again() == []


async def test_the_policy_says_whose_contacts_are_asked_and_how_many_letters_a_day_brings(
    desk: Desk,
) -> None:
    policy = read_policy(
        {"eligibility": {"denied_email_domains": ["contoso.nl"]}, "letters": {"most_a_day": 2}}
    )
    told = [desk.about(number=number, to="new@contoso.nl") for number in range(3)]
    ways = await desk.address(*told, policy=policy)
    assert [ways[each.key].instead for each in told] == [True, True, False]
    assert ways[told[2].key].wait_until == AT + timedelta(days=1)


async def test_a_letter_that_has_no_address_is_decided_for_nobody(desk: Desk) -> None:
    way = await desk.one(desk.about(to=None))
    assert (way.to, way.link, way.wait_until) == (None, None, None)
    assert await desk.address() == {}


async def test_where_nobody_else_is_known_letters_wait_for_the_contact(desk: Desk) -> None:
    stranger = "boekhouder@kantoor.example"
    told = desk.about(account="0b0e6a4e-0000-4000-8000-000000000000", to=stranger)
    assert (await desk.one(told)).wait_until is not None
    (asked,) = (await desk.address()).values()
    assert await desk.access.confirm_contact(token_of(asked))
    way = (await desk.address())[told.key]
    assert way.to == stranger


async def test_what_is_too_much_for_a_day_goes_out_the_days_after(desk: Desk) -> None:
    letters = [desk.about(number=number) for number in range(45)]
    ways = await desk.address(*letters)
    assert sum(way.to is not None for way in ways.values()) == 20
    went = 20
    for days, more in ((1, 20), (1, 5)):
        desk.clock.advance(timedelta(days=days, seconds=1))
        went += sum(way.to is not None for way in (await desk.address()).values())
        assert went == (40 if more == 20 else 45)


async def test_one_stranger_is_asked_by_few_requests_a_day(desk: Desk) -> None:
    found: dict[str, Addressed] = {}
    for number in range(9):
        about = desk.about(
            number=number,
            to="victim@elsewhere.example",
            request=f"pay-by-invoice/sub-{number}",
            key=f"pay-by-invoice/sub-{number}/1/1-approved",
            account=f"{number}",
        )
        found |= await desk.address(about)
        found |= await desk.address()
    asked = [way for way in found.values() if way.to == "victim@elsewhere.example"]
    later = [key for key, way in found.items() if key.startswith("contact/") and way.wait_until]
    assert (len(asked), len(later)) == (5, 4)


async def test_a_dead_link_leads_to_a_new_one_at_the_address_on_file_and_nowhere_else(
    desk: Desk,
) -> None:
    way = await desk.one(desk.about())
    desk.clock.advance(timedelta(days=60))
    dead = token_of(way)
    assert await desk.access.link(dead) is None
    for _ in range(3):
        await desk.access.mail_link_again(dead)
        await desk.access.mail_link_again("guessed")
    (new,) = (await desk.address()).values()
    assert new.to == "anna@contoso.nl"
    link = await desk.access.link(token_of(new))
    assert link is not None
    assert link.leads_to == "/my/requests/sub-contoso-1/switch"

    _, token = await desk.access.create_link(
        desk.account.id, "mallory@evil.example", by="paula", lasts=timedelta(days=1)
    )
    await desk.access.mail_link_again(token)
    assert await desk.address() == {}
    await desk.access.revoke_link(link.id)
    await desk.access.mail_link_again(token_of(new))
    assert await desk.address() == {}


async def test_a_link_is_mailed_to_an_address_on_file_only(desk: Desk) -> None:
    assert await desk.access.mail_link(desk.account.id, "Anna@contoso.nl")
    assert not await desk.access.mail_link(desk.account.id, "anna@contoso.nl")
    with pytest.raises(AccessNotAcceptable):
        await desk.access.mail_link(desk.account.id, "somebody.new@contoso.nl")


async def test_a_link_to_who_was_replaced_before_it_went_out_goes_to_nobody(desk: Desk) -> None:
    def with_contact(email: str) -> Account:
        contact = BillingContact(name="Bo", email=email, department=Department.ACCOUNTS_PAYABLE)
        return desk.account.model_copy(update={"billing_contact": contact})

    accounts, bookkeeper = Accounts(desk.database), "boekhouder@kantoor.example"
    await accounts.import_accounts([with_contact(bookkeeper)], AT)
    assert await desk.access.mail_link(desk.account.id, bookkeeper)
    await accounts.import_accounts([with_contact("nora@contoso.nl")], desk.clock())
    (way,) = (await desk.address()).values()
    assert (way.refused, way.to, way.link) == (True, None, None)
    assert way.why == "the address is not on file, or not any more"
    assert await desk.address() == {}


async def test_no_link_is_logged_and_a_letter_that_is_tried_again_has_one_that_works(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path_factory.mktemp("mails")
    blocked = folder / "outbox"
    blocked.write_text("in the way")
    mailer = Mailer(
        desk.outbox,
        EmlFolder(blocked),
        SENDER,
        TEAMS,
        desk.clock,
        addressing=Addressing(desk.ledger, lambda: HERE),
    )
    caplog.set_level("DEBUG")
    await desk.outbox.put([desk.about()])
    for _ in range(5):
        await mailer.deliver_due()
        desk.clock.advance(timedelta(minutes=6))
    blocked.unlink()
    assert await mailer.deliver_due() == 1
    (mail,) = blocked.glob("*.eml")
    token = mail.read_text().replace("=\n", "").partition(f"{HERE}/c/")[2].split()[0]
    assert await desk.access.link(token) is not None
    assert "/c/" not in caplog.text
    async with desk.database.reading() as connection:
        assert len((await connection.execute(select(customer_links))).all()) <= 3


async def test_a_link_to_who_was_replaced_is_dead_at_once_and_another_goes_to_who_is_there_today(
    desk: Desk,
) -> None:
    way = await desk.one(desk.about())
    old = token_of(way)
    session = await desk.access.sign_in_by_link(old, limits=LIMITS)
    contact = BillingContact(
        name="Nora", email="nora@contoso.nl", department=Department.ACCOUNTS_PAYABLE
    )
    changed = desk.account.model_copy(
        update={
            "administrators": ("ben@contoso.nl",),
            "signed_up_by": "ben@contoso.nl",
            "billing_contact": contact,
        }
    )
    await Accounts(desk.database).import_accounts([changed], desk.clock())
    assert await desk.access.link(old) is None
    assert await desk.access.actor_of_session(session.token) is None
    with pytest.raises(NotSignedIn):
        await desk.access.sign_in_by_link(old, limits=LIMITS)
    await desk.access.mail_link_again(old)
    (new,) = (await desk.address()).values()
    assert new.to == "nora@contoso.nl"
    link = await desk.access.link(token_of(new))
    assert link is not None
    assert (link.sign_in, link.leads_to) == ("nora@contoso.nl", "/my/requests/sub-contoso-1/switch")


async def test_a_contact_whom_the_form_does_not_name_any_more_has_no_link(
    desk: Desk,
) -> None:
    of_contact = await desk.one(desk.about(to="dora@contoso.nl"))
    of_admin = await desk.one(desk.about(number=2))
    request = desk.about().request
    for contact, works in (("dora@contoso.nl", True), ("eva@contoso.nl", False)):
        await end_links_of_request(desk.ledger, request, desk.account.id, contact, desk.clock())
        assert (await desk.access.link(token_of(of_contact)) is not None) is works
        assert await desk.access.link(token_of(of_admin)) is not None
    written = [each for each in await desk.access.log() if each.event is AccessEvent.LINK_REVOKED]
    assert [each.details for each in written] == [{"because": "the address was replaced"}]


async def test_links_in_letters_stand_in_the_log_of_access(desk: Desk) -> None:
    link = await desk.access.link(token_of(await desk.one(desk.about())))
    assert link is not None
    (made,) = [each for each in await desk.access.log() if each.event is AccessEvent.LINK_MADE]
    assert (made.subject, made.account, made.actor) == (link.id, desk.account.id, WORKER)
