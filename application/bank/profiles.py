"""How tables (CSV) of banks are read: the policy file's profiles, and those that people made."""

import re
from datetime import datetime

from application.ports.bank_files import Destination
from application.ports.ledger import Ledger
from domain.bank.policy import BankPolicy
from domain.bank.profiles import CsvProfile
from domain.errors import InvalidFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")


async def known_profiles(ledger: Ledger, policy: BankPolicy) -> dict[str, CsvProfile]:
    """By their names. Where the policy file has one of the same name, that one is meant."""
    async with ledger.reading() as transaction:
        made = await transaction.csv_profiles.all()
    return {**made, **policy.csv_profiles}


async def save_profile(
    ledger: Ledger, policy: BankPolicy, name: str, profile: CsvProfile, by: str, now: datetime
) -> None:
    """Keeps a new profile under a name that none has.

    Raises:
        InvalidFile: with why the name cannot be used.
    """
    if _NAME.fullmatch(name) is None:
        raise _wrong(
            "name_invalid",
            "A name has letters, digits and . _ - and begins with a letter or digit; 50 at most.",
        )
    if name.casefold() in set(Destination):
        raise _wrong("name_taken", "A folder of the bank's inbox has this name.")
    if _same(name, list(policy.csv_profiles)):
        raise _wrong("name_taken", "The policy file has a profile of this name.")
    async with ledger.writing() as transaction:
        taken = _same(name, list(await transaction.csv_profiles.all()))
        if taken or not await transaction.csv_profiles.add(name, profile, by, now):
            raise _wrong("name_taken", "There is a profile of this name already.")


def _same(name: str, names: list[str]) -> bool:
    return name.casefold() in {each.casefold() for each in names}


def _wrong(code: str, problem: str) -> InvalidFile:
    return InvalidFile([{"field": "name", "code": code, "problem": problem}])
