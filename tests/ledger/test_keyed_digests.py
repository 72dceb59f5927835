"""Digests of people's addresses and names are keyed where there is a master key, and found in both
forms."""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.sealed_columns import SealedColumns
from adapters.ledger.transactions import LedgerTransactions
from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import OwnMasterKey
from application.access.attempts import count_attempt, forgive_attempt
from application.letters.address import Addressing
from application.letters.ask_contact import ask_contact
from application.letters.confirm_contact import confirm_contact
from application.ports.sealing import NAMESPACE
from domain.errors import TooManyAttempts
from domain.letters.on_file import same_address
from domain.letters.policy import LettersPolicy
from domain.letters.unconfirmed_contact import Asking
from domain.notices import Notice
from domain.policy_file import WholePolicy
from domain.signing_in.attempts import OF_ONE_AT_ONE_NAME
from tests.ledger.samples import NOON, a_notice
from tests.ledger.signing_in import HERE, access_at

MASTER = OwnMasterKey(new_key())
STRANGER = "Somebody@elsewhere.example"
PLAIN = sha256(same_address(STRANGER).encode()).hexdigest()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DIGESTS = (
    "SELECT address_sha256 FROM contacts UNION ALL SELECT address_sha256 FROM outbox"
    " UNION ALL SELECT key_sha256 FROM sign_in_attempts"
)


@pytest.fixture
async def sealing(database: Database, url: str) -> AsyncIterator[Database]:
    """The same ledger in a process that has a master key."""
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as opened:
        yield opened


async def written(database: Database) -> list[str]:
    async with database.reading() as connection:
        return [each for each in (await connection.execute(text(DIGESTS))).scalars() if each]


def a_letter(number: int = 1) -> Notice:
    letter = a_notice(f"pay-by-invoice/sub-1/run-1/{number}-approved")
    return letter.model_copy(update={"to": STRANGER})


async def asked(database: Database) -> str:
    """The token by which the stranger can confirm."""
    return await asked_by(database, a_letter())


async def asked_by(database: Database, letter: Notice) -> str:
    asking = Asking.of(letter)
    async with LedgerTransactions(database).writing() as transaction:
        await ask_contact(transaction, asking, STRANGER, NOON)
        return await transaction.contacts.new_token(asking.owner, STRANGER, asking.request)


async def confirmed(database: Database, token: str) -> bool:
    return await confirm_contact(LedgerTransactions(database), token, NOON)


async def is_confirmed(database: Database, address: str) -> bool:
    async with LedgerTransactions(database).reading() as transaction:
        return await transaction.contacts.is_confirmed(Asking.of(a_letter()).owner, address)


async def test_a_contact_is_found_by_the_keyed_digest_and_by_the_plain_one_of_before(
    database: Database, sealing: Database
) -> None:
    before = await asked(database)
    assert await written(database) == [PLAIN]
    later = await asked(sealing)
    assert await written(database) == [PLAIN]
    assert not await confirmed(sealing, before)
    assert await confirmed(sealing, later)
    for process in (database, sealing):
        assert await is_confirmed(process, f" {STRANGER.upper()}")
    letters = await LedgerOutbox(database).of_request(a_letter().request)
    assert len(letters) == 1


async def test_where_there_is_a_master_key_no_plain_digest_is_written(
    database: Database, sealing: Database, url: str
) -> None:
    token = await asked(sealing)
    await count_attempt(access_at(sealing, NOON), STRANGER, HERE)
    outbox = LedgerOutbox(sealing)
    claimed = await outbox.claim(NOON, MINUTE)
    await Addressing(LedgerTransactions(sealing), lambda: None).addressed(claimed, NOON)
    kept = await written(database)
    assert len(set(kept)) == 4  # an address, and three counts of one attempt
    plain = (f"both {HERE} {STRANGER.lower()}", f"client {HERE}")
    for each in (PLAIN, *(sha256(said.encode()).hexdigest() for said in plain)):
        assert each not in kept
    assert PLAIN[:16] not in claimed[0].key
    # Another key of the namespace changes nothing, in this process and in another.
    await LedgerKeyring(opening(url), [MASTER]).renew(NAMESPACE)
    assert await confirmed(sealing, token)
    async with opened_ledger(url, SealedColumns(lambda: [MASTER])) as another:
        assert await is_confirmed(another, STRANGER)
        await asked(another)
    assert await written(database) == kept


async def test_letters_to_an_address_are_counted_in_both_forms(
    database: Database, sealing: Database
) -> None:
    policy = WholePolicy(letters=LettersPolicy(most_a_day_to_strangers=2))
    outs: list[bool] = []
    for number, process in enumerate((database, sealing, sealing)):
        outbox = LedgerOutbox(process)
        letter = a_letter(number).model_copy(update={"account": None})
        await confirmed(process, await asked_by(process, letter))
        await outbox.put([letter.model_copy(update={"request": f"pay-by-invoice/sub-{number}"})])
        claimed = await outbox.claim(NOON, MINUTE)
        addressing = Addressing(LedgerTransactions(process), lambda: None, policy)
        ways = await addressing.addressed(claimed, NOON)
        outs += [ways[each.key].to == STRANGER for each in claimed]
        await outbox.sent([each.key for each in claimed if ways[each.key].to], NOON)
    assert outs.count(True) == 2
    assert len(set(await written(database)) - {PLAIN}) == 1


async def test_attempts_that_were_counted_before_still_count_until_their_time_is_over(
    database: Database, sealing: Database
) -> None:
    for _ in range(OF_ONE_AT_ONE_NAME):
        await count_attempt(access_at(database, NOON), "anna", HERE)
    with pytest.raises(TooManyAttempts):
        await count_attempt(access_at(sealing, NOON), "anna", HERE)
    plain = await written(database)
    await count_attempt(access_at(sealing, NOON + timedelta(minutes=16)), "anna", HERE)
    assert len({*await written(database)} - {*plain}) == 3
    await forgive_attempt(access_at(sealing, NOON), "anna", HERE)
    await count_attempt(access_at(sealing, NOON + timedelta(minutes=46)), "anna", HERE)
    assert len(await written(database)) == 3
