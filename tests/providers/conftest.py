"""Ledgers, as the tests of the ledger have them."""

from tests.ledger.conftest import (  # noqa: F401 - fixtures
    accounts,
    database,
    dialect,
    postgres,
    postgres_ledgers,
    sqlite_template,
    switching,
    url,
)
