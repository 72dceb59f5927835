"""A new draft, filled in with what the provider has of the account."""

from collections.abc import Mapping
from typing import Any

from domain.accounts.account import Account, Scope
from domain.forms.form import CurrentMethod


def new_draft(
    account: Account,
    scope: Scope,
    sign_in: str,
    language: str,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A draft for this scope; when the customer applied before, what they wrote then."""
    draft = dict(before) if before is not None else _known(account, scope, sign_in, language)
    draft["commerce_account_id"] = account.id
    draft["scope"] = {"kind": scope.kind.value, "id": scope.id}
    return draft


def _known(account: Account, scope: Scope, sign_in: str, language: str) -> dict[str, Any]:
    address = account.address.model_dump(mode="json", exclude_none=True)
    contact = account.billing_contact
    themselves = contact is not None and contact.email.casefold() == sign_in.casefold()
    known_of_them = {
        "email": sign_in,
        "name": contact.name if contact and themselves else None,
        "phone": contact.phone if contact and themselves else None,
    }
    return {
        "customer": "existing",
        "current_payment_method": scope.payment_method.value
        if scope.payment_method.value in set(CurrentMethod)
        else None,
        "administrators": list(account.administrators),
        "company": {"name": account.name, "address": address},
        "contact": {name: value for name, value in known_of_them.items() if value},
        "language": language,
        "credit": {"currency": scope.outstanding.currency} if scope.outstanding else {},
    }
