"""The one registry of search attributes, shared by workflows, client, worker and deployment.

Their values stand in clear text in the engine and are never encrypted: no personal data in them.
"""

from typing import Any

from temporalio.common import SearchAttributeKey

REQUEST_STATE = SearchAttributeKey.for_keyword("RequestState")
"""State of a request: `draft`, `submitted`, …"""

WAITING_ON = SearchAttributeKey.for_keyword("WaitingOn")
"""Who has the ball: `customer`, `credit`, `legal`, `billing` or `nobody`."""

DUE_AT = SearchAttributeKey.for_datetime("DueAt")
"""The deadline that stands: of a request's current step, or of an invoice's payment."""

ACCOUNT_ID = SearchAttributeKey.for_keyword("AccountId")
COUNTRY = SearchAttributeKey.for_keyword("Country")
"""Two-letter country code of the company's address."""

INVOICE_STATE = SearchAttributeKey.for_keyword("InvoiceState")
"""State of an invoice: `open`, `partly_paid`, …"""

ALL: tuple[SearchAttributeKey[Any], ...] = (
    REQUEST_STATE,
    WAITING_ON,
    DUE_AT,
    ACCOUNT_ID,
    COUNTRY,
    INVOICE_STATE,
)
