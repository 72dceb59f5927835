"""The log of access only grows, whoever writes; and passwords are none that anybody would try."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.ledger.database import Database
from clients.access import AccessClient, AccessEvent, Doer, acts
from domain.access import Role
from domain.people.passwords import problem_with
from domain.turns import WORKER
from tests.ledger.signing_in import HERE, LIMITS, PASSWORD, add, signed_in


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET actor = 'somebody else'",
        "UPDATE access_log SET number = 99 WHERE number = 1",
        "DELETE FROM access_log",
        "DELETE FROM access_log WHERE number = 1",
    ],
)
async def test_an_entry_is_never_changed_or_removed(
    statement: str, access: AccessClient, database: Database
) -> None:
    await add(access)
    await signed_in(access)
    before = await access.log()
    with pytest.raises(IntegrityError, match="only grows"):
        async with database.writing() as connection:
            await connection.execute(text(statement))
    assert await access.log() == before


async def test_an_entry_of_a_later_release_is_read_too(
    access: AccessClient, database: Database
) -> None:
    await add(access)
    async with database.writing() as connection:
        later = "INSERT INTO access_log (at, event) SELECT at, 'of_later' FROM access_log"
        await connection.execute(text(later))
    entries = await access.log()
    assert [each.event for each in entries] == ["of_later", AccessEvent.PERSON_ADDED]
    assert isinstance(entries[1].event, AccessEvent)


@pytest.mark.parametrize(
    "password",
    [
        "short", "x" * 201, "aaaaaaaaaaaa", "abababababab", "abcabcabcabcabc", "123456789012",
        "password1234", "P@ssw0rd2026!", "Welkom2026!!!!", "qwertyuiop12", "1q2w3e4r5t6y",
        "q1w2e3r4t5y6", "letmeinletmein", "zomer2026zomer", "annadevries2026", "Contoso-Contoso",
        "devries devries", "PayByInvoice1!", "administrator1",
    ],
)  # fmt: skip
def test_a_password_that_is_easily_guessed_is_not_taken(password: str) -> None:
    assert problem_with(password, "anna.devries@contoso.nl") is not None


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "tree anchor velvet", "kL9#vb2&Qm7z!", "fiets klok boterham zee"],
)
def test_one_that_is_not_is(password: str) -> None:
    assert problem_with(password, "anna.devries@contoso.nl") is None


async def test_the_processs_own_log_says_what_somebody_did_and_by_which_way(
    access: AccessClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    acts(Doer())
    await add(access)
    await access.sign_in("alice", PASSWORD, client=HERE, limits=LIMITS)
    added, signed_in_ = [each for each in caplog.messages if each.startswith("access: ")]
    assert added == "access: person_added"
    assert signed_in_.startswith("access: signed_in through session ")


async def test_what_the_product_does_by_itself_is_said_at_debug(
    access: AccessClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await access.add_person("admin", PASSWORD, [Role.ADMIN], None, by=WORKER)
    (said,) = [each for each in caplog.records if each.getMessage().startswith("access: ")]
    assert said.levelno == logging.DEBUG
