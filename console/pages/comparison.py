"""The form and the account side by side, compared by the same rules as the findings: "Contoso B.V."
is "Contoso BV", and a street may be abbreviated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from domain.accounts.account import Account, Department
from domain.companies import addresses, names
from domain.companies.address import Address
from domain.companies.bands import Band
from domain.forms.form import CompanyAddress
from domain.forms.form_draft import as_meant
from domain.people.sign_ins import as_compared
from domain.policy import EligibilityPolicy
from domain.rules.findings import Finding
from wording.catalogue import staff_words
from wording.terms import term


class Result(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    """One of the two has no value."""
    NOT_COMPARED = "not compared"
    """One of the two has no such field."""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    """What the two say of, by its name among the words `compared`."""
    form: str
    account: str
    result: Result
    rule: str = ""
    """The rule that compares it."""


def side_by_side(
    draft: Mapping[str, Any],
    account: Account,
    findings: Sequence[Finding],
    policy: EligibilityPolicy,
) -> list[Row]:
    """The rows, in the form's order."""
    meant = as_meant(draft)
    return [
        _name(meant, account, policy),
        *_address(_block(meant, "company", "address"), account.address),
        *_people(meant, account),
        _billing_contact(account),
        _tax_id(meant, findings),
    ]


def _block(draft: Any, *path: str) -> Mapping[str, Any]:
    for name in path:
        draft = draft.get(name) if isinstance(draft, Mapping) else None
    return draft if isinstance(draft, Mapping) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _name(draft: Mapping[str, Any], account: Account, policy: EligibilityPolicy) -> Row:
    written = _text(_block(draft, "company").get("name"))
    if not written:
        return Row("name", "", account.name, Result.MISSING, "E6")
    band = names.compare(written, account.name, ask_at=policy.name_ask_at).band
    results = {Band.MATCH: Result.SAME, None: Result.NOT_COMPARED}
    result = results.get(band, Result.DIFFERS)
    return Row("name", written, account.name, result, "E6")


_PARTS: tuple[tuple[str, tuple[str, ...], frozenset[addresses.Part]], ...] = (
    (
        "street",
        ("line1", "line2"),
        frozenset({addresses.Part.STREET, addresses.Part.NUMBER, addresses.Part.UNIT}),
    ),
    ("postal_code", ("postal_code",), frozenset({addresses.Part.POSTAL_CODE})),
    ("city", ("city",), frozenset({addresses.Part.CITY})),
    ("region", ("region",), frozenset({addresses.Part.REGION})),
    ("country", ("country",), frozenset({addresses.Part.COUNTRY})),
)


def _address(written: Mapping[str, Any], known: Address) -> Iterator[Row]:
    try:
        differs = addresses.compare(CompanyAddress.model_validate(written), known).differs
    except ValidationError:
        differs = None
    for what, fields, parts in _PARTS:
        form = ", ".join(filter(None, (_text(written.get(field)) for field in fields)))
        account = ", ".join(filter(None, (getattr(known, field) for field in fields)))
        if not form and not account:
            continue
        if differs is None:
            result = Result.NOT_COMPARED if form else Result.MISSING
        else:
            result = Result.DIFFERS if parts.intersection(differs) else Result.SAME
        yield Row(what, form, account, result, "E7")


def _people(draft: Mapping[str, Any], account: Account) -> Iterator[Row]:
    listed = draft.get("administrators")
    written = [_text(each) for each in listed if _text(each)] if isinstance(listed, list) else []
    known = {as_compared(each) for each in account.administrators}
    strangers = [each for each in written if as_compared(each) not in known]
    result = Result.DIFFERS if strangers else Result.SAME if written else Result.MISSING
    yield Row(
        "administrators", ", ".join(written), ", ".join(account.administrators), result, "E4, S3"
    )
    yield Row("signed_up", "", account.signed_up_by, Result.NOT_COMPARED, "S3")


def _billing_contact(account: Account) -> Row:
    contact = account.billing_contact
    if contact is None:
        return Row("billing_contact", "", "", Result.MISSING, "E5")
    said = f"{contact.name}, {contact.email}, {term(contact.department)}"
    finance = contact.department in (Department.ACCOUNTS_PAYABLE, Department.FINANCE)
    result = Result.NOT_COMPARED if finance else Result.DIFFERS
    return Row("billing_contact", "", said, result, "E5")


def _tax_id(draft: Mapping[str, Any], findings: Sequence[Finding]) -> Row:
    """Compared with the register, where one is configured: accounts have no tax id."""
    written = _text(_block(draft, "company").get("tax_id"))
    found = next((each for each in findings if each.code == "E8"), None)
    register = found.evidence.get("register") if found else None
    name = _text(register.get("name")) if isinstance(register, Mapping) else ""
    if not written:
        return Row("tax_id", "", "", Result.MISSING, "E8")
    if found is None or found.outcome == "unknown":
        return Row("tax_id", written, "", Result.NOT_COMPARED, "E8")
    words = staff_words()
    said = words("compared.in_register", name=name) if name else words("compared.looked_up")
    result = Result.DIFFERS if found.failed else Result.SAME
    return Row("tax_id", written, said, result, "E8")
