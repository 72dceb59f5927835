"""Accounts as a file or a program gives them: by the rules of the form, every problem at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationError

from domain.accounts.account import Account
from domain.companies.identifiers import ISO_COUNTRIES, as_meant, email_domain, guid_of
from domain.companies.look_alikes import problem_of_line, problem_of_name
from domain.companies.phones import is_phone
from domain.errors import InvalidFile
from domain.field_problems import one_line_problem, problems_of
from domain.values.amounts import FROM_A_PERSON
from domain.values.record import Record

Problem = dict[str, Any]

_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
_SPEND = re.compile(r"\d+(\.\d+)?")
_HIGHEST_SPEND = Decimal(10) ** 12
_EARLIEST_YEAR = 1900
_NAMES = ("name", "billing_contact.name")
_LINES = tuple(f"address.{part}" for part in ("line1", "line2", "postal_code", "city", "region"))
_MAILED = ("signed_up_by", "billing_contact.email")
_TEXTS = (*_NAMES, *_LINES, "id", "billing_contact.phone", "time_zone")


class _AccountsFile(Record):
    accounts: tuple[Account, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Claim:
    """What a file says of one scope, whatever else is wrong with it."""

    field: str
    account: str
    scope: str


@dataclass(frozen=True)
class AccountsRead:
    accounts: tuple[Account, ...]
    """Empty where there is any problem."""
    problems: tuple[Problem, ...]
    claims: tuple[Claim, ...]


def read_accounts(content: Any) -> tuple[Account, ...]:
    """The accounts in a file's content: a list under the name `accounts`.

    Raises:
        InvalidFile: with every problem of every account at once.
    """
    read = normalised(content)
    if read.problems:
        raise InvalidFile([*read.problems])
    return read.accounts


def normalised(content: Any) -> AccountsRead:
    """The accounts in a content, or everything that is wrong with it."""
    meant = _meant(content)
    listed = meant.get("accounts") if isinstance(meant, Mapping) else None
    entries = [*enumerate(listed)] if isinstance(listed, list) else []
    try:
        read, problems = _AccountsFile.model_validate(meant, context=FROM_A_PERSON).accounts, []
    except ValidationError as invalid:
        read, problems = (), problems_of(invalid)
    taken = {each["field"] for each in problems}
    claims = tuple(claim for place, entry in entries for claim in _claims(place, entry))
    for place, entry in entries:
        if isinstance(entry, Mapping):
            found = (_at(f"accounts.{place}", each) for each in _wrong_with(entry))
            problems += [each for each in found if each["field"] not in taken]
    problems += _named_twice(entries, claims)
    return AccountsRead(() if problems else read, tuple(problems), claims)


def _wrong_with(entry: Mapping[str, Any]) -> Iterator[Problem]:
    account_id = entry.get("id")
    if isinstance(account_id, str) and account_id and guid_of(account_id) is None:
        said = "This is not a commerce account id: 32 digits and letters a to f in five groups."
        yield _problem("id", "guid_invalid", said)
    for fields, problem_of in ((_NAMES, problem_of_name), (_LINES, problem_of_line)):
        for field in fields:
            yield from _one_line(field, _value(entry, field), problem_of)
    country = _value(entry, "address.country")
    if isinstance(country, str) and len(country) == 2 and country not in ISO_COUNTRIES:
        said = "This is not the two-letter code of a country, such as NL."
        yield _problem("address.country", "country_unknown", said)
    yield from _addresses(entry)
    yield from _spends(entry.get("monthly_spend"))
    since = entry.get("customer_since")
    year = since.year if isinstance(since, date) else str(since)[:4]
    if str(year).isdigit() and int(year) < _EARLIEST_YEAR:
        said = f"This is before {_EARLIEST_YEAR}: check the year."
        yield _problem("customer_since", "year_absurd", said)
    yield from _scopes(entry.get("scopes"))


def _addresses(entry: Mapping[str, Any]) -> Iterator[Problem]:
    administrators = entry.get("administrators")
    listed = administrators if isinstance(administrators, list) else []
    fields = {field: _value(entry, field) for field in _MAILED}
    fields |= {f"administrators.{index}": each for index, each in enumerate(listed)}
    for field, address in fields.items():
        if isinstance(address, str) and email_domain(address) is None:
            several = len(re.findall(r"@", address)) > 1
            said = "This is not an e-mail address, such as name@company.com."
            if several:
                said = "This is more than one e-mail address: give one."
            yield _problem(field, "email_several" if several else "email_invalid", said)
    if isinstance(administrators, list) and not administrators:
        yield _problem("administrators", "too_short", "Give at least one.")
    phone, country = _value(entry, "billing_contact.phone"), _value(entry, "address.country")
    if isinstance(phone, str) and isinstance(country, str) and not is_phone(country, phone):
        said = "This cannot be a phone number: write one of another country with its +."
        yield _problem("billing_contact.phone", "phone_invalid", said)


def _spends(spends: Any) -> Iterator[Problem]:
    for month, spend in spends.items() if isinstance(spends, Mapping) else ():
        field = f"monthly_spend.{month}"
        if not _MONTH.fullmatch(str(month)):
            yield _problem(field, "month_invalid", "This is not a month, such as 2026-11.")
        written = str(spend)
        if isinstance(spend, bool) or not isinstance(spend, str | int | float | Decimal):
            continue
        if written.startswith("-"):
            yield _problem(field, "spend_negative", "A month's spend cannot be less than zero.")
        elif _SPEND.fullmatch(written) and Decimal(written) >= _HIGHEST_SPEND:
            said = "This is more than a month's spend can be: check it."
            yield _problem(field, "amount_out_of_range", said)


def _scopes(scopes: Any) -> Iterator[Problem]:
    for place, scope in enumerate(scopes) if isinstance(scopes, list) else ():
        if not isinstance(scope, Mapping):
            continue
        at = f"scopes.{place}"
        amount = _value(scope, "outstanding.amount")
        if str(amount).startswith("-") and str(amount).strip("-0."):
            said = "Outstanding charges cannot be less than zero."
            yield _problem(f"{at}.outstanding.amount", "amount_negative", said)
        yield from _one_line(f"{at}.open_invoice", scope.get("open_invoice"))
        services = scope.get("external_services")
        for index, service in enumerate(services) if isinstance(services, list) else ():
            yield from _one_line(f"{at}.external_services.{index}", service)


def _one_line(
    field: str, value: Any, problem_of: Callable[[str], Any] = problem_of_line
) -> Iterator[Problem]:
    if not isinstance(value, str):
        return
    if (wrong := one_line_problem(value)) is not None:
        yield _problem(field, *wrong)
    elif (odd := problem_of(value.strip())) is not None:
        yield _problem(field, odd[0].value, odd[1])


def _named_twice(entries: list[tuple[int, Any]], claims: tuple[Claim, ...]) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[str] = set()
    for place, entry in entries:
        account = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(account, str) and account in seen:
            said = "This account is named twice."
            problems.append(_problem(f"accounts.{place}.id", "account_twice", said))
        seen.add(str(account))
    scopes: set[str] = set()
    for claim in claims:
        if claim.scope in scopes:
            problems.append(_problem(claim.field, "scope_twice", "This scope is named twice."))
        scopes.add(claim.scope)
    return problems


def _claims(place: int, entry: Any) -> Iterator[Claim]:
    scopes = entry.get("scopes") if isinstance(entry, Mapping) else None
    for index, scope in enumerate(scopes) if isinstance(scopes, list) else ():
        if isinstance(scope, Mapping) and isinstance(scope.get("id"), str):
            field = f"accounts.{place}.scopes.{index}.id"
            yield Claim(field, str(entry.get("id")), scope["id"])


def _meant(content: Any) -> Any:
    """A copy without blanks at the ends of texts, with numbers as texts where texts are required,
    and with one spelling of ids, countries and addresses."""
    if not isinstance(content, Mapping) or not isinstance(content.get("accounts"), list | tuple):
        return content
    return {**content, "accounts": [_account_meant(each) for each in content["accounts"]]}


def _account_meant(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    meant = {**entry}
    for block in ("address", "billing_contact"):
        if isinstance(meant.get(block), Mapping):
            meant[block] = {**meant[block]}
    for field in _TEXTS:
        _change(meant, field, _text)
    for field in ("address.line2", "address.postal_code", "address.region"):
        _change(meant, field, lambda value: None if value == "" else value)
    _change(meant, "billing_contact.phone", lambda value: None if value == "" else value)
    _change(meant, "id", lambda value: guid_of(value) or value if isinstance(value, str) else value)
    _change(meant, "address.country", _country)
    for field in _MAILED:
        _change(meant, field, _address)
    for lists in ("administrators", "scopes"):
        if isinstance(meant.get(lists), list | tuple):
            meant[lists] = [*meant[lists]]
    if isinstance(meant.get("administrators"), list):
        meant["administrators"] = [_address(each) for each in meant["administrators"]]
    if isinstance(meant.get("scopes"), list):
        meant["scopes"] = [
            {**each, "id": _text(each["id"])}
            if isinstance(each, Mapping) and "id" in each
            else each
            for each in meant["scopes"]
        ]
    return meant


def _change(entry: dict[str, Any], field: str, change: Any) -> None:
    block, _, name = field.rpartition(".")
    inner = entry.get(block) if block else entry
    if isinstance(inner, dict) and inner.get(name) is not None:
        inner[name] = change(inner[name])


def _text(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**50 else value
    return value.strip() if isinstance(value, str) else value


def _address(value: Any) -> Any:
    return as_meant(value) if isinstance(value, str) else value


def _country(value: Any) -> Any:
    if value is False:  # YAML's reading of NO, which is Norway
        return "NO"
    return value.strip().upper() if isinstance(value, str) else value


def _value(entry: Mapping[str, Any], dotted: str) -> Any:
    value: Any = entry
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _at(place: str, problem: Problem) -> Problem:
    return {**problem, "field": f"{place}.{problem['field']}"}


def _problem(field: str, code: str, problem: str) -> Problem:
    return {"field": field, "code": code, "problem": problem}
