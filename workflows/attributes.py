"""The registry of search attributes for workflows, client, worker and deployment.

The engine stores their values in clear text: they contain no personal data.
"""

from typing import Any

from temporalio.common import SearchAttributeKey

REQUEST_STATE = SearchAttributeKey.for_keyword("RequestState")
"""State of a request: `draft`, `submitted`, …"""

WAITING_ON = SearchAttributeKey.for_keyword("WaitingOn")
"""Who must act: `customer`, `credit`, `legal`, `billing` or `nobody`."""

DUE_AT = SearchAttributeKey.for_datetime("DueAt")
"""The present deadline: of a request's current step, or of an invoice's payment."""

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
