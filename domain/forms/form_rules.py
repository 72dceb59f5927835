"""The rules of the request form about values. Each is checked by itself, so that all are reported.

A rule reads the draft as it is and ignores what is missing or of the wrong type, which is reported
elsewhere. No sentence repeats what the customer wrote.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import Field, ValidationError

from domain.companies.identifiers import email_domain, website_host
from domain.companies.look_alikes import problem_of_line, problem_of_name
from domain.companies.phones import is_phone_of
from domain.companies.tax_ids import TaxIdCheck, check_tax_id
from domain.companies.web_addresses import holds_web_address
from domain.values.amounts import largest_amount
from domain.values.money import Money
from domain.values.record import Record


class FieldProblem(Record):
    """One thing to put right in a form."""

    field: str
    """Dotted: `company.tax_id`, `administrators.0`."""
    code: str
    problem: str
    """A sentence for the customer."""
    readings: tuple[str, ...] = Field(default=(), exclude_if=lambda readings: not readings)
    """Of an amount that can be read in two ways: both."""


Rule = Callable[[Mapping[str, Any], date], Iterator[FieldProblem]]


def value_at(draft: Any, dotted: str) -> Any:
    """What the draft has at this field; None when there is nothing."""
    for name in dotted.split("."):
        if not isinstance(draft, Mapping):
            return None
        draft = draft.get(name)
    return draft


def existing_customer_names_payment_method(
    draft: Mapping[str, Any], today: date
) -> Iterator[FieldProblem]:
    if draft.get("customer") == "existing" and draft.get("current_payment_method") is None:
        yield FieldProblem(
            field="current_payment_method",
            code="payment_method_required",
            problem="Tell us how you pay today: this is required for an existing customer.",
        )


def new_customer_names_order(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    if draft.get("customer") == "new" and draft.get("order_id") is None:
        yield FieldProblem(
            field="order_id",
            code="order_required",
            problem="Give the order that you want to pay by invoice: a new customer needs one.",
        )


def sign_ins_are_email_addresses(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    administrators = draft.get("administrators")
    listed = administrators if isinstance(administrators, list | tuple) else ()
    fields = {f"administrators.{index}": sign_in for index, sign_in in enumerate(listed)}
    fields["contact.email"] = value_at(draft, "contact.email")
    for field, email in fields.items():
        if isinstance(email, str) and email_domain(email) is None:
            yield FieldProblem(
                field=field,
                code="email_invalid",
                problem="This is not an e-mail address, such as name@company.com.",
            )


_NAMES = ("company.name", "company.former_name", "contact.name")
_LINES = tuple(
    f"company.address.{part}" for part in ("line1", "line2", "postal_code", "city", "region")
)


def names_are_what_they_look_like(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    """No hidden characters in names and addresses, and no look-alike letters in names."""
    for fields, problem_of in ((_NAMES, problem_of_name), (_LINES, problem_of_line)):
        for field in fields:
            written = value_at(draft, field)
            found = problem_of(written.strip()) if isinstance(written, str) else None
            if found is not None:
                yield FieldProblem(field=field, code=found[0].value, problem=found[1])


def names_hold_no_web_address(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    """Names are used in letters: none may make a letter advertise a page. A company may be called
    by the address of its own website, a person may not."""
    website = value_at(draft, "company.website")
    own = website_host(website) if isinstance(website, str) else None
    for field in _NAMES:
        written = value_at(draft, field)
        by_its_own = own if field.startswith("company.") else None
        if isinstance(written, str) and holds_web_address(written, by_its_own):
            yield FieldProblem(
                field=field,
                code="web_address",
                problem="A name holds no web address: leave it out, or write a blank after the"
                " full stop.",
            )


def website_is_one(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    website = value_at(draft, "company.website")
    if isinstance(website, str) and website_host(website) is None:
        yield FieldProblem(
            field="company.website",
            code="website_invalid",
            problem="This is not the address of a website, such as https://www.company.com.",
        )


_ELECTRONIC_ADDRESS = re.compile(r"(?:[0-9]{4}|EM):[^\s:][^\s]*")


def electronic_address_is_one(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    address = value_at(draft, "company.electronic_address")
    if isinstance(address, str) and not _ELECTRONIC_ADDRESS.fullmatch(address.strip()):
        yield FieldProblem(
            field="company.electronic_address",
            code="electronic_address_invalid",
            problem="This is not an electronic address: four digits for its kind, a colon and the"
            " address, such as 0208:0123456749.",
        )


def tax_id_can_be_one(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    number, country = value_at(draft, "company.tax_id"), value_at(draft, "company.address.country")
    if not (isinstance(number, str) and isinstance(country, str)):
        return
    if check_tax_id(country, number) is TaxIdCheck.IMPOSSIBLE:
        yield FieldProblem(
            field="company.tax_id",
            code="tax_id_invalid",
            problem="This is not a tax or VAT number: give the number of the company's country.",
        )


def tax_id_checks_out(draft: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """No rule of the form: what does not check out is the customer's to confirm, and E8's."""
    number, country = value_at(draft, "company.tax_id"), value_at(draft, "company.address.country")
    confirmed = value_at(draft, "company.tax_id_confirmed") is True
    if confirmed or not (isinstance(number, str) and isinstance(country, str)):
        return
    if check_tax_id(country, number) is TaxIdCheck.INVALID:
        yield FieldProblem(
            field="company.tax_id",
            code="tax_id_unconfirmed",
            problem="This is none of the kinds of tax number that we know of this country: check"
            " it, or confirm that it is right. We may ask for a document that shows it.",
        )


def established_in_the_past(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    year = _number(value_at(draft, "company.established"))
    if year is not None and year > today.year:
        yield FieldProblem(
            field="company.established",
            code="year_in_future",
            problem="The year in which the company was established cannot be in the future.",
        )


def phone_is_of_the_country(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    phone, country = value_at(draft, "contact.phone"), value_at(draft, "company.address.country")
    if isinstance(phone, str) and isinstance(country, str) and not is_phone_of(country, phone):
        yield FieldProblem(
            field="contact.phone",
            code="phone_invalid",
            problem="This cannot be a phone number in the company's country.",
        )


def credit_is_positive(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    credit = _credit(draft)
    if credit is not None and credit.amount <= 0:
        yield FieldProblem(
            field="credit.amount",
            code="credit_not_positive",
            problem="The credit you need must be more than zero.",
        )


def credit_is_no_slip(draft: Mapping[str, Any], most: Decimal) -> Iterator[FieldProblem]:
    """What is asked for is no more than the policy lets anybody ask for."""
    credit = _credit(draft)
    if credit is not None and credit.amount > largest_amount(credit.currency, most):
        yield FieldProblem(
            field="credit.amount",
            code="amount_too_large",
            problem="This is more than anybody can ask for: check for a digit too many.",
        )


def quota_is_an_increase(draft: Mapping[str, Any], today: date) -> Iterator[FieldProblem]:
    existing = _number(value_at(draft, "core_quota.existing"))
    requested = _number(value_at(draft, "core_quota.requested"))
    if existing is not None and requested is not None and requested <= existing:
        yield FieldProblem(
            field="core_quota.requested",
            code="quota_not_increased",
            problem="Ask for more vCPU cores than you have, or leave this block out.",
        )


RULES: tuple[Rule, ...] = (
    existing_customer_names_payment_method,
    new_customer_names_order,
    names_are_what_they_look_like,
    names_hold_no_web_address,
    sign_ins_are_email_addresses,
    website_is_one,
    electronic_address_is_one,
    tax_id_can_be_one,
    established_in_the_past,
    phone_is_of_the_country,
    credit_is_positive,
    quota_is_an_increase,
)


def _credit(draft: Mapping[str, Any]) -> Money | None:
    try:
        return Money.model_validate(draft.get("credit"))
    except ValidationError:
        return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None
