"""Ledgers, as the tests of the ledger have them, and a customer at Stripe."""

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
from tests.providers.stripe_both import both  # noqa: F401 - a fixture
