"""Of every column of the ledger it is decided whether it says something of people."""

from collections import Counter
from collections.abc import Mapping

import adapters.ledger
from adapters.ledger.personal_data import IN_CLEAR, NOBODYS, SEALED
from adapters.ledger.sealed_tables import SEALED_TABLES
from adapters.ledger.tables import metadata
from tests.stored_types import modules_of

DECISIONS = (SEALED, *IN_CLEAR.values(), NOBODYS)


def columns(decided: Mapping[str, str]) -> list[str]:
    return [f"{table}.{each}" for table, names in decided.items() for each in names.split()]


def test_every_column_is_decided_once() -> None:
    assert list(modules_of(adapters.ledger))
    there = {str(column) for table in metadata.tables.values() for column in table.c}
    decided = Counter(each for decision in DECISIONS for each in columns(decision))
    assert set(decided) == there
    assert {name: count for name, count in decided.items() if count > 1} == {}


def test_what_is_sealed_can_be_sealed_later_and_no_more() -> None:
    assert {each.name for each in SEALED_TABLES} == set(SEALED)
