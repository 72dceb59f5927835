"""The one way to build a customer in these tests: an example, renamed so that no two tests share
an account or a subscription on the server that they share."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from domain.requests.credit_application import CreditApplication
from domain.requests.request import request_id
from files.reading import read_file
from tests.domain.building import EXAMPLES, GONE, a_draft

ANNA = "anna@contoso.nl"
"""Administrator of the account: opens, submits and switches."""
BEN = "ben@contoso.nl"
"""The other administrator."""
CARL = "carl@provider.example"
"""Credit analyst."""
DORA = "dora@provider.example"
"""Another credit analyst."""
VERA = "vera@provider.example"
"""Verifier."""

LARGE = {"amount": "48000.00", "currency": "EUR"}
"""Above the threshold: a credit check is needed."""
SIMILAR_NAME = "Contoso Nederland B.V."
"""Like the account's name, but not the same: legal documents are asked for (E6)."""
OTHER_NAME = "Fabrikam Holding N.V."
"""Another name altogether: a verifier decides (E6)."""

APPLICATION = CreditApplication(
    annual_revenue=Decimal("12500000.00"),
    currency="EUR",
    employees=85,
    bank_reference="Account since 1998; reference 2026/1184.",
    signed_by="Anna de Vries",
)


@dataclass(frozen=True)
class Customer:
    """An account as a file has it, and the form that its customer fills in."""

    account: dict[str, Any]
    draft: dict[str, Any]

    @property
    def account_id(self) -> str:
        return str(self.account["id"])

    @property
    def scope_id(self) -> str:
        return str(self.draft["scope"]["id"])

    @property
    def request(self) -> str:
        return request_id(self.scope_id)

    @property
    def workflow_id(self) -> str:
        return self.request

    def with_account(self, **changes: Any) -> "Customer":
        """The same customer, whose account has changed since."""
        return Customer({**self.account, **changes}, self.draft)


def a_customer(
    example: str = "contoso",
    *,
    account: Mapping[str, Any] | None = None,
    scope: Mapping[str, Any] | None = None,
    **form: Any,
) -> Customer:
    """The example's customer, with fields of the account, of its scope or of the form changed
    (`company__name="…"`); `GONE` takes one away."""
    draft = a_draft(example, **form)
    found = next(
        each
        for each in read_file(EXAMPLES / "accounts.yaml").content["accounts"]
        if each["id"] == draft["commerce_account_id"]
    )
    content = {**deepcopy(found), **(account or {})}
    content = {name: value for name, value in content.items() if value is not GONE}
    short = uuid4().hex[:12]
    content["id"] = draft["commerce_account_id"] = str(uuid4())
    draft["scope"]["id"] = f"{draft['scope']['id']}-{short}"
    first, *_ = content["scopes"]
    content["scopes"] = [{**first, **(scope or {}), "id": draft["scope"]["id"]}]
    return Customer(content, draft)
