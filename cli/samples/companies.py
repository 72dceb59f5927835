"""The companies of the sample data: accounts, and the forms that their customers fill in."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from files.reading import read_fields

FOLDER = Path(__file__).parents[2] / "examples" / "sample"

_WHY = {
    "en": "Our finance department pays suppliers by bank transfer only.",
    "nl": "Onze financiële afdeling betaalt leveranciers alleen per overschrijving.",
}


@dataclass(frozen=True)
class Company:
    account: Mapping[str, Any]
    """As a file for `account import` has it."""
    form: Mapping[str, Any]
    """What a form says in addition to what the account has."""

    @property
    def id(self) -> str:
        return str(self.account["id"])

    @property
    def name(self) -> str:
        return str(self.account["name"])

    @property
    def customer(self) -> str:
        """The sign-in of who acts for the company."""
        return str(self.account["signed_up_by"])

    @property
    def payables(self) -> str:
        """The sign-in of who pays its invoices."""
        contact = self.account.get("billing_contact") or {}
        return str(contact.get("email", self.customer))

    @property
    def scopes(self) -> dict[str, Mapping[str, Any]]:
        return {str(scope["id"]): scope for scope in self.account["scopes"]}

    def draft(self, scope_id: str, credit: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """A form that asks for credit such as `8000.00 EUR`.

        Args:
            changes: What is written otherwise, by dotted names such as `company.name`.
        """
        scope, (amount, currency) = self.scopes[scope_id], credit.split()
        method = scope["payment_method"]
        named = ("legal_form", "website", "tax_id", "established")
        draft: dict[str, Any] = {
            "customer": "existing",
            "current_payment_method": "credit_card" if method == "invoice" else method,
            "administrators": list(self.account["administrators"]),
            "commerce_account_id": self.id,
            "scope": {"kind": scope["kind"], "id": scope_id},
            "company": {
                "name": self.name,
                "address": deepcopy(self.account["address"]),
                **{name: self.form[name] for name in named},
            },
            "contact": deepcopy(self.form["contact"]),
            "preferred_contact": "email",
            "language": self.form["language"],
            "justification": _WHY[self.form["language"]],
            "credit": {"amount": amount, "currency": currency},
        }
        for path, value in changes.items():
            *blocks, name = path.split(".")
            block = draft
            for each in blocks:
                block = block[each]
            block[name] = value
        return draft


def companies() -> tuple[Company, ...]:
    listed = read_fields(FOLDER / "companies.yaml").content["companies"]
    return tuple(Company(each["account"], each["form"]) for each in listed)
