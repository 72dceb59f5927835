"""Everything that can be wrong besides a command itself: files, folders, variables, services."""

from pathlib import Path

import pytest

from tests.cli.shell import EXAMPLES, FORMS, Shell


def test_without_an_engine_commands_say_so_and_the_ledger_still_answers(lonely: Shell) -> None:
    for words in (
        ("list",),
        ("status", "sub-contoso-1"),
        ("open", FORMS / "contoso.yaml"),
        ("withdraw", "sub-contoso-1", "--reason", "No more."),
    ):
        refused = lonely.asked(*words, status=3)["refused"]
        assert refused["code"] == "service_unreachable"
        assert refused["reason"]
    answer = lonely.run("list")
    assert answer.status == 3
    assert not answer.out
    assert "TEMPORAL_ADDRESS" in answer.err

    lonely.asked("account", "import", EXAMPLES / "accounts.yaml")
    checked = lonely.asked("check", FORMS / "contoso.yaml")
    assert checked["passes"] is True
    assert {"code", "severity", "outcome", "message", "evidence"} <= checked["findings"][0].keys()
    assert checked["advice"] == []
    advised = lonely.asked("check", FORMS / "litware.yaml")["advice"]
    assert [(each["field"], each["code"]) for each in advised] == [
        ("company.electronic_address", "electronic_address_fr")
    ]
    assert "0225 and the SIREN" in " ".join(lonely.run("check", FORMS / "litware.yaml").out.split())
    failing = lonely.asked("check", FORMS / "wideworldimporters.yaml")
    assert failing["passes"] is False
    wrong = lonely.asked("check", FORMS / "contoso-mistakes.yaml", status=2)["invalid"]
    written = (FORMS / "contoso-mistakes.yaml").read_text(encoding="utf-8").splitlines()
    tax_id = next(each for each in wrong if each["field"] == "company.tax_id")
    assert written[tax_id["line"] - 1].lstrip().startswith("tax_id:")
    assert all(each["line"] for each in wrong)
    assert lonely.refused("account", "show", "nobody") == "account_unknown"
    assert lonely.refused("account", "settle", "nothing") == "scope_unknown"
    shown = lonely.asked("account", "show", "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11")
    assert shown.keys() >= {
        "id", "scopes", "credit_limit", "exposure", "unapplied_credit", "on_hold"
    }  # fmt: skip
    assert lonely.asked("mails", "sub-contoso-1") == []
    assert lonely.asked("diagram")["mermaid"].startswith("stateDiagram-v2")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_fields"),
        (b"- a list", "not_fields"),
        (b"a: [", "not_yaml"),
        (b"\xff\xfe\x00", "not_text"),
    ],
)
def test_a_form_that_cannot_be_read_is_reported_by_its_name(
    content: bytes, code: str, lonely: Shell, tmp_path: Path
) -> None:
    form = tmp_path / "form.yaml"
    form.write_bytes(content)
    assert lonely.invalid("check", form) == {"form.yaml": code}


def test_files_that_are_not_there_or_not_files_are_reported(lonely: Shell, tmp_path: Path) -> None:
    assert lonely.invalid("check", tmp_path / "nowhere.yaml") == {"nowhere.yaml": "unreadable"}
    assert lonely.invalid("account", "import", tmp_path).values()
    accounts = tmp_path / "accounts.yaml"
    accounts.write_text("accounts: [{id: a}]")
    problems = lonely.invalid("account", "import", accounts)
    assert {"accounts.0.id", "accounts.0.name", "accounts.0.address"} <= problems.keys()
    accounts.write_text("accounts:\n  - id: a\n    monthly_spend:\n      2026-13: 1.00\n")
    answer = lonely.asked("account", "import", accounts, status=2)["invalid"]
    lines = {each["field"]: each["line"] for each in answer}
    assert (lines["accounts.0.id"], lines["accounts.0.monthly_spend.2026-13"]) == (2, 4)
    assert " 4 " in lonely.run("account", "import", accounts).err
    application = tmp_path / "application.yaml"
    application.write_text("currency: XXX\nemployees: -1\nsurprise: 1\n")
    answer = lonely.asked("apply-for-credit", "a", application, status=2)["invalid"]
    assert {each["field"]: each["line"] for each in answer} == {
        "annual_revenue": 1, "currency": 1, "employees": 2, "bank_reference": 1, "signed_by": 1,
        "surprise": 3,
    }  # fmt: skip


def test_variables_that_make_no_sense_are_reported_by_their_name(
    lonely: Shell, tmp_path: Path
) -> None:
    def problems(*words: object, **environment: str) -> set[str]:
        return set(Shell({**lonely.environment, **environment}).invalid(*words))

    a_file = tmp_path / "file"
    a_file.touch()
    policy = tmp_path / "policy.yaml"
    policy.write_text("{draft: {days: -1}, surprise: 1}")
    contoso = ("check", FORMS / "contoso.yaml")
    assert problems("list", PAYBYINVOICE_LOG_FORMAT="x", PAYBYINVOICE_DOCUMENTS_MAX_BYTES="x") == {
        "PAYBYINVOICE_LOG_FORMAT",
        "PAYBYINVOICE_DOCUMENTS_MAX_BYTES",
    }
    assert problems(*contoso, PAYBYINVOICE_POLICY=str(policy)) == {"draft.days", "surprise"}
    assert problems(*contoso, PAYBYINVOICE_DATABASE_URL="nonsense") == {"PAYBYINVOICE_DATABASE_URL"}
    assert problems("list", TEMPORAL_PROFILE="no-such-profile") == {"TEMPORAL_*"}
    at_home = {name: v for name, v in lonely.environment.items() if name != "TEMPORAL_ADDRESS"}
    homeless = Shell({**at_home, "PAYBYINVOICE_HOME": str(a_file / "home")})
    assert homeless.invalid("list") == {str(a_file / "home/engine.json"): "unusable"}
    nobody = Shell({**lonely.environment, "PAYBYINVOICE_BY": "x" * 201})
    assert nobody.invalid("recheck", "a").keys() == {"--by"}


def test_a_damaged_ledger_is_a_service_that_does_not_answer(lonely: Shell, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is no database" * 500)
    refused = lonely.asked("account", "show", "a", status=3)["refused"]
    assert refused["code"] == "service_unreachable"


def test_ids_that_no_request_can_have_are_refused(shell: Shell) -> None:
    assert shell.refused("status", "sub-nobody") == "request_not_found"
    assert shell.refused("withdraw", "sub-nobody", "--reason", "No.") == "request_not_found"
    assert shell.asked("status", "x" * 2000, status=1)["refused"]["reason"]
    assert shell.refused("fast-forward", "sub-nobody", "1d") == "request_not_found"
    assert shell.asked("mails", "sub-nobody") == []
    storage = Shell({**shell.environment, "PAYBYINVOICE_DOCUMENTS_URL": "ftp://nowhere"})
    certificate = EXAMPLES / "documents/certificate-of-incorporation.pdf"
    sending = ("add-document", "a", certificate, "--kind", "registration-form")
    assert storage.invalid(*sending).keys() == {"PAYBYINVOICE_DOCUMENTS_URL"}
