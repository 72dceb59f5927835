"""The billing systems that the product can work with."""

from enum import StrEnum


class ProviderName(StrEnum):
    LEDGER = "ledger"
    """Our own ledger: nothing else bills the customer."""
    STRIPE = "stripe"
    HTTP = "http"
    """Any other system, by signed requests that are described in an OpenAPI file."""


BY_PROVIDER = "billing-system"
"""Who acts, where something is done here because it was done at the billing system: it is not told
of that again."""
