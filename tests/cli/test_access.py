"""`access …`: who may sign in to the console. It needs no engine."""

from typing import Any

import pytest

from tests.cli.shell import EXAMPLES, Done, Shell

ACCOUNT = "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"
PASSWORD = "correct horse battery"


@pytest.fixture
def ledger(lonely: Shell) -> Shell:
    """Commands on a ledger with the example accounts."""
    lonely.asked("account", "import", EXAMPLES / "accounts.yaml")
    return lonely


def _typed(shell: Shell, password: str, *words: object) -> Done:
    done = shell.run(*words, "--password-stdin", typed=f"{password}\n")
    assert password not in done.out + done.err
    return done


def _person(shell: Shell, name: str) -> Any:
    (found,) = [each for each in shell.asked("access", "list")["people"] if each["sign_in"] == name]
    return found


def test_people_come_and_go(ledger: Shell) -> None:
    by = ("--by", "root")
    role = ("--role", "credit", "--role", "legal")
    added = _typed(ledger, PASSWORD, "access", "add", "Carol", *role, *by, "--json")
    assert added.status == 0
    assert added.json["sign_in"] == "carol"
    carol = _person(ledger, "carol")
    assert carol["roles"] == ["credit", "legal"]
    assert carol["created_by"] == "root"
    assert not any("password" in name for name in carol)
    customer = ("--role", "customer", "--account", ACCOUNT)
    assert _typed(ledger, PASSWORD, "access", "add", "anna", *customer).status == 0
    assert _person(ledger, "anna")["account"] == ACCOUNT
    assert _typed(ledger, "four hills and a river", "access", "password", "carol").status == 0
    assert ledger.asked("access", "disable", "carol")["disabled_at"] is not None
    assert "disabled" in ledger.run("access", "list").out
    assert ledger.asked("access", "enable", "carol")["disabled_at"] is None


def test_a_password_is_never_an_argument_and_never_awaited_in_vain(lonely: Shell) -> None:
    add = ("access", "add", "carol", "--role", "credit")
    assert lonely.invalid(*add) == {"--password-stdin": "missing"}
    assert lonely.run(*add, "--password", "x").status == 2
    assert _typed(lonely, "short", *add).status == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("access", "disable", "nobody"), "access_unknown"),
        (("access", "key", "revoke", "nothing"), "access_unknown"),
        (("access", "link", "revoke", "nothing"), "access_unknown"),
        (("access", "link", "create", "nowhere", "--for", "a@b.nl"), "account_unknown"),
        (("access", "key", "create", "x", "--role", "customer"), "access_not_acceptable"),
    ],
)
def test_what_there_is_not_is_refused(words: tuple[str, ...], code: str, lonely: Shell) -> None:
    assert lonely.refused(*words) == code


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("access", "key", "create", "x"), "--role"),
        (("access", "key", "create", "x", "--role", "king"), "--role"),
        (("access", "key", "create", "x", "--role", "billing", "--days", "0"), "--days"),
        (("access", "key", "create", "x", "--role", "billing", "--days", "1e9"), "--days"),
        (("access", "key", "create", "x", "--role", "billing", "--days", "nan"), "--days"),
        (("access", "link", "create", ACCOUNT), "--for"),
        (("access", "key", "nope"), "command"),
        (("access", "key"), "command"),
        (("access",), "command"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    words: tuple[str, ...], field: str, lonely: Shell
) -> None:
    assert list(lonely.invalid(*words)) == [field]


def test_a_key_is_shown_once(lonely: Shell) -> None:
    made = lonely.asked("access", "key", "create", "ERP import", "--role", "billing", "--days", "9")
    assert made["key"].startswith(f"pbi_{made['id']}_")
    shown = lonely.run("access", "key", "create", "other", "--role", "billing").out
    assert shown.startswith("pbi_")
    till = ("access", "key", "create", "till", "--role", "billing", "--action")
    assert lonely.asked(*till, "record-payment", "--action", "view_invoice")["actions"] == [
        "record_payment",
        "view_invoice",
    ]
    assert lonely.refused(*till, "approve") == "access_not_acceptable"
    lonely.asked("access", "key", "revoke", lonely.asked("access", "key", "list")["keys"][0]["id"])
    listed = lonely.asked("access", "key", "list")["keys"][1:]
    assert [each["name"] for each in listed] == ["other", "ERP import"]
    assert made["key"] not in str(listed)
    assert lonely.asked("access", "key", "revoke", made["id"])["revoked"] is True
    assert "revoked" in lonely.run("access", "key", "list").out
    assert lonely.refused("access", "key", "revoke", made["id"]) == "access_unknown"


def test_a_link_is_shown_once_with_the_address_that_people_reach(ledger: Shell) -> None:
    words = ("access", "link", "create", ACCOUNT, "--for", "Anna@contoso.nl")
    shown = ledger.run(*words, "--days", "2", PAYBYINVOICE_PUBLIC_URL="https://pay.example/")
    assert shown.out.startswith("https://pay.example/c/")
    made = ledger.asked(*words)
    assert made["url"].startswith("http://127.0.0.1:8080/c/")
    links = ledger.asked("access", "link", "list", ACCOUNT)["links"]
    assert {each["sign_in"] for each in links} == {"anna@contoso.nl"}
    assert made["url"] not in str(links)
    assert ledger.asked("access", "link", "list", "another")["links"] == []
    assert ledger.asked("access", "link", "revoke", made["id"])["revoked_at"] is not None
    assert "revoked" in ledger.run("access", "link", "list").out


def test_an_address_that_makes_no_sense_is_named(lonely: Shell) -> None:
    for url in ("pay.example", "https://pay.example/path", "ftp://pay.example"):
        done = lonely.run("access", "list", "--json", PAYBYINVOICE_PUBLIC_URL=url)
        assert done.status == 2
        assert done.json["invalid"][0]["field"] == "PAYBYINVOICE_PUBLIC_URL"
