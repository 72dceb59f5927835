"""Accounts from a file keep the form's rules, and every mistake is reported at once."""

from copy import deepcopy
from typing import Any

import pytest

from domain.accounts.account import Account
from domain.accounts.account_file import normalised, read_accounts
from domain.errors import InvalidFile
from files.reading import read_document, read_file
from tests.domain.building import EXAMPLES, GONE, a_draft

GUID = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"
PATH = EXAMPLES / "accounts.yaml"


def an_entry(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = deepcopy(read_file(PATH).content["accounts"][0])
    for name, value in changes.items():
        *blocks, last = name.split("__")
        block: Any = entry
        for inner in blocks:
            block = block[int(inner)] if isinstance(block, list) else block[inner]
        if value is GONE:
            del block[last]
        else:
            block[last] = value
    return entry


def read(**changes: Any) -> Account:
    return read_accounts({"accounts": [an_entry(**changes)]})[0]


def wrong(*entries: Any) -> dict[str, str]:
    """Field, without the account's place where there is one account, and code."""
    problems = normalised({"accounts": [*entries]}).problems
    alone = "accounts.0." if len(entries) == 1 else ""
    return {each["field"].removeprefix(alone): each["code"] for each in problems}


@pytest.mark.parametrize("written", [GUID.upper(), f" {GUID} ", f"{{{GUID}}}", GUID])
def test_an_account_id_is_a_guid_in_any_case(written: str) -> None:
    assert read(id=written).id == GUID


def test_blanks_around_a_text_are_nothing() -> None:
    account = read(
        name=" Contoso BV ",
        address__country="nl",
        signed_up_by=" anna@contoso.nl\u200b",
        administrators=["anna@contoso.nl ", "\u00a0ben@contoso.nl"],
        billing_contact__email="ap@contoso.nl\t",
        address__postal_code=1012,
        scopes__0__id=" sub-1 ",
    )
    assert (account.name, account.address.country) == ("Contoso BV", "NL")
    assert (account.signed_up_by, account.address.postal_code) == ("anna@contoso.nl", "1012")
    assert account.administrators == ("anna@contoso.nl", "ben@contoso.nl")
    assert account.billing_contact and account.billing_contact.email == "ap@contoso.nl"
    assert account.scopes[0].id == "sub-1"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"id": "contoso"}, "id", "guid_invalid"),
        ({"id": GUID[:-1]}, "id", "guid_invalid"),
        ({"id": 7}, "id", "guid_invalid"),
        ({"id": GONE}, "id", "missing"),
        ({"name": " "}, "name", "missing"),
        ({"name": "x" * 201}, "name", "string_too_long"),
        ({"name": "Contoso\x07 BV"}, "name", "unprintable"),
        ({"name": "Contoso\u2028BV"}, "name", "unprintable"),
        ({"name": "Contoso \u202eVB"}, "name", "direction_mark"),
        ({"name": "C\u043entoso"}, "name", "look_alike_letter"),
        ({"name": ["Contoso"]}, "name", "string_type"),
        ({"address__country": "XX"}, "address.country", "country_unknown"),
        ({"address__country": "UK"}, "address.country", "country_unknown"),
        ({"address__country": "Netherlands"}, "address.country", "string_pattern_mismatch"),
        ({"address__city": "Amster\ndam"}, "address.city", "unprintable"),
        ({"address__line1": GONE}, "address.line1", "missing"),
        ({"address": "Stationsplein 1"}, "address", "model_type"),
        ({"kind": "company"}, "kind", "enum"),
        ({"customer_since": "2019-13-01"}, "customer_since", "date_from_datetime_parsing"),
        ({"customer_since": "0019-03-01"}, "customer_since", "year_absurd"),
        ({"monthly_spend": {"2026-13": "1.00"}}, "monthly_spend.2026-13", "month_invalid"),
        ({"monthly_spend": {"2026-00": "1.00"}}, "monthly_spend.2026-00", "month_invalid"),
        ({"monthly_spend": {"26-10": "1.00"}}, "monthly_spend.26-10", "month_invalid"),
        ({"monthly_spend": {"October": "1.00"}}, "monthly_spend.October", "month_invalid"),
        ({"monthly_spend": {"2026-10": "-1.00"}}, "monthly_spend.2026-10", "spend_negative"),
        ({"monthly_spend": {"2026-10": "1.200"}}, "monthly_spend.2026-10", "amount_ambiguous"),
        ({"monthly_spend": {"2026-10": "1e5"}}, "monthly_spend.2026-10", "not_an_amount"),
        ({"monthly_spend": {"2026-10": "1_000"}}, "monthly_spend.2026-10", "not_an_amount"),
        ({"monthly_spend": {"2026-10": "１００"}}, "monthly_spend.2026-10", "not_an_amount"),
        ({"monthly_spend": {"2026-10": "9" * 20}}, "monthly_spend.2026-10", "amount_out_of_range"),
        ({"monthly_spend": {"2026-10": "many"}}, "monthly_spend.2026-10", "not_an_amount"),
        ({"monthly_spend": {"2026-10": "NaN"}}, "monthly_spend.2026-10", "not_an_amount"),
        ({"monthly_spend": []}, "monthly_spend", "dict_type"),
        ({"signed_up_by": "anna"}, "signed_up_by", "email_invalid"),
        ({"signed_up_by": "anna@contoso.nl, ben@contoso.nl"}, "signed_up_by", "email_several"),
        ({"administrators": ["a@contoso.nl;b@contoso.nl"]}, "administrators.0", "email_several"),
        ({"administrators": ["Anna <anna@contoso.nl>"]}, "administrators.0", "email_invalid"),
        ({"administrators": []}, "administrators", "too_short"),
        ({"administrators": [7]}, "administrators.0", "string_type"),
        ({"billing_contact__email": "ap@contoso"}, "billing_contact.email", "email_invalid"),
        ({"billing_contact__name": ""}, "billing_contact.name", "missing"),
        ({"billing_contact__phone": "hello"}, "billing_contact.phone", "phone_invalid"),
        ({"billing_contact__department": "sales"}, "billing_contact.department", "enum"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone", "time_zone_unknown"),
        ({"time_zone": "+01:00"}, "time_zone", "time_zone_unknown"),
        ({"colour": "red"}, "colour", "extra_forbidden"),
        ({"scopes__0__id": "sub contoso"}, "scopes.0.id", "string_pattern_mismatch"),
        ({"scopes__0__payment_method": "cash"}, "scopes.0.payment_method", "enum"),
        ({"scopes__0__external_services": [" "]}, "scopes.0.external_services.0", "missing"),
        ({"scopes__0__open_invoice": "a\nb"}, "scopes.0.open_invoice", "unprintable"),
        (
            {"scopes__0__outstanding": {"amount": "-1.00", "currency": "EUR"}},
            "scopes.0.outstanding.amount",
            "amount_negative",
        ),
    ],
)
def test_one_mistake_is_one_problem_at_its_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    assert wrong(an_entry(**changes)) == {field: code}


def test_every_problem_is_reported_at_once_and_in_our_own_words() -> None:
    entry = an_entry(
        id="contoso",
        name="",
        address__country="XX",
        kind="company",
        customer_since="long ago",
        monthly_spend={"2026-13": "1.00"},
        signed_up_by="a@b.nl,c@d.nl",
        time_zone="nowhere",
        scopes__0__kind=None,
    )
    other = an_entry(id=GUID.upper())
    found = normalised({"accounts": [entry, an_entry(), other, 7, {}]})
    assert {each["code"] for each in found.problems} >= {
        "guid_invalid", "missing", "country_unknown", "enum", "email_several", "account_twice",
        "scope_twice", "month_invalid", "time_zone_unknown", "model_type",
    }  # fmt: skip
    said = " ".join(each["problem"] for each in found.problems)
    assert not any(word in said.lower() for word in ("input", "valid dictionary", "value error"))
    assert found.accounts == ()


@pytest.mark.parametrize("content", [None, 7, "accounts", [], {}, {"accounts": None}, {"x": 1}])
def test_what_is_no_list_of_accounts_is_a_problem_and_nothing_worse(content: Any) -> None:
    with pytest.raises(InvalidFile):
        read_accounts(content)


def test_every_problem_names_its_line() -> None:
    text = (
        "accounts:\n"
        f"  - id: {GUID}\n"
        "    name: ''\n"
        "    monthly_spend:\n"
        "      2026-13: 1.00\n"
        "    administrators:\n"
        "      - ben\n"
        "  - id: x\n"
    )
    document = read_document(text, PATH.name)
    reported = document.with_lines(normalised(document.content).problems)
    at = {each["field"]: each["line"] for each in reported}
    assert at["accounts.0.name"] == 3
    assert at["accounts.0.monthly_spend.2026-13"] == 5
    assert at["accounts.0.administrators.0"] == 7
    assert at["accounts.0.address"] == 2
    assert at["accounts.1.name"] == at["accounts.1.id"] == 8
    assert [each["line"] for each in reported] == sorted(each["line"] for each in reported)


def test_the_example_of_a_form_finds_its_account_whatever_the_case_of_its_id() -> None:
    assert read(id=GUID.upper()).id == a_draft()["commerce_account_id"]
