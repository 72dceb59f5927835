"""Profiles of banks' tables, in the policy file and made by people: a name belongs to one."""

import pytest

from application.bank.profiles import known_profiles, save_profile
from domain.bank.policy import BankPolicy
from domain.bank.profiles import CsvColumns, CsvProfile, DateOrder
from domain.errors import InvalidFile
from tests.ledger.billing import CLERK, Billing
from tests.ledger.samples import NOON

MADE = CsvProfile(
    delimiter=";",
    date_order=DateOrder.DMY,
    decimal_mark=",",
    account="NL91ABNA0417164300",
    currency="EUR",
    columns=CsvColumns(booked_on="Datum", amount=3, text=("Omschrijving", 5)),
)
WRITTEN = MADE.model_copy(update={"delimiter": "|"})
POLICY = BankPolicy(csv_profiles={"savings": WRITTEN})


async def save(billing: Billing, name: str) -> str:
    """The code of the refusal, if there is one."""
    try:
        await save_profile(billing.ledger, POLICY, name, MADE, CLERK, NOON)
    except InvalidFile as refused:
        (problem,) = refused.details["problems"]
        assert problem["field"] == "name"
        assert problem["problem"].endswith(".")
        return str(problem["code"])
    return ""


async def test_a_profile_is_kept_as_it_was_made_beside_those_of_the_policy_file(
    billing: Billing,
) -> None:
    assert await save(billing, "our-bank") == ""
    assert await known_profiles(billing.ledger, POLICY) == {"our-bank": MADE, "savings": WRITTEN}
    async with billing.ledger.writing() as transaction:
        await transaction.csv_profiles.remove("our-bank")
        await transaction.csv_profiles.remove("savings")
    assert await known_profiles(billing.ledger, POLICY) == {"savings": WRITTEN}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("savings", "name_taken"),
        ("Savings", "name_taken"),
        ("Our-Bank", "name_taken"),
        ("done", "name_taken"),
        ("REFUSED", "name_taken"),
        ("", "name_invalid"),
        ("../x", "name_invalid"),
        ("two words", "name_invalid"),
        (".hidden", "name_invalid"),
        ("x" * 51, "name_invalid"),
    ],
)
async def test_a_name_that_is_taken_or_is_none_is_refused_with_a_sentence(
    billing: Billing, name: str, code: str
) -> None:
    assert await save(billing, "our-bank") == ""
    assert await save(billing, name) == code
    assert set(await known_profiles(billing.ledger, POLICY)) == {"our-bank", "savings"}


async def test_where_the_policy_file_gets_a_profile_of_the_same_name_that_one_is_meant(
    billing: Billing,
) -> None:
    await save(billing, "our-bank")
    later = BankPolicy(csv_profiles={"our-bank": WRITTEN})
    assert await known_profiles(billing.ledger, later) == {"our-bank": WRITTEN}
