"""Every variable is checked before anything starts, all problems at once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme

from files.environment import Misconfigured, checked_settings
from settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PAYBYINVOICE_", "TEMPORAL_")):
            monkeypatch.delenv(name)


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as wrong:
        checked_settings()
    found: list[dict[str, Any]] = wrong.value.details["problems"]
    return {each["field"]: each["problem"] for each in found}


def test_stripe_needs_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(problems(monkeypatch, PAYBYINVOICE_PROVIDER="stripe")) == [
        "PAYBYINVOICE_STRIPE_API_KEY"
    ]


def test_an_environment_that_says_nothing_is_fine() -> None:
    assert checked_settings().task_queue == "pay-by-invoice"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://mail.example:none"),
        ("SMTP_URL", "smtp://mail.example:99999"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtps://mail.example?starttls=required"),
        ("SMTP_URL", "smtp://mail.example?ca=/no/such/file"),
        ("SMTP_URL", "smtp://mail.example?tls=yes"),
        ("POLICY", "/no/such/policy.yaml"),
        ("DOCUMENTS_URL", "/var/documents"),
        ("DOCUMENTS_URL", "s3://"),
        ("DOCUMENTS_URL", "gs://bucket"),
        ("DOCUMENTS_MAX_BYTES", "ten"),
        ("DOCUMENTS_MAX_BYTES", "0"),
        ("DATABASE_URL", "mysql://localhost/ledger"),
        ("DATABASE_URL", "ledger.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://localhost:port/ledger"),
        ("HEALTH_ADDRESS", "8000"),
        ("METRICS_ADDRESS", "localhost:99999"),
        ("CONSOLE_ADDRESS", "http://localhost:8080"),
        ("MAIL_FROM", "Billing"),
        ("BILLING_TEAM", "billing at provider.example"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, proxy.example"),
        ("CONSOLE_HOSTS", "https://billing.provider.example"),
        ("PUBLIC_URL", "billing.provider.example"),
        ("PROVIDER_URL", "billing.internal"),
        ("PROVIDER_URL", "http://[::1"),
        ("PROVIDER_URL", "https://billing.internal:99999/v1"),
        ("PROVIDER_URL", "https://xn--zz/v1"),
        ("STRIPE_API_BASE", "http://localhost:none"),
        ("PROVIDER_URL", "https://billing.internal/v1?account=1"),
        ("PROVIDER_SECRET", "secret"),
        ("PROVIDER_SECRET", "whsec_dG9vc2hvcnQ="),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("PROVIDER", "paypal"),
        ("LOCAL_SIGN_IN", "perhaps"),
        ("OIDC_ROLES", "{not json"),
        ("OIDC_ISSUER", "provider.example"),
        ("STRIPE_API_BASE", "api.stripe.com"),
        ("STRIPE_CALLS_PER_SECOND", "0"),
        ("SESSION_HOURS", "-1"),
        ("SHUTDOWN_GRACE_SECONDS", "soon"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = problems(monkeypatch, **{f"PAYBYINVOICE_{name}": value})
    assert list(found) == [f"PAYBYINVOICE_{name}"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PAYBYINVOICE_SMTP_ULR", "PAYBYINVOICE_SMTP_URL"),
        ("PAYBYINVOICE_DATABASEURL", "PAYBYINVOICE_DATABASE_URL"),
        ("PAY_BY_INVOICE_POLICY", "PAYBYINVOICE_POLICY"),
        ("PAYBYINVOCE_POLICY", "PAYBYINVOICE_POLICY"),
        ("TEMPORAL_ADRESS", "TEMPORAL_ADDRESS"),
        ("TEMPORAL_NAME_SPACE", "TEMPORAL_NAMESPACE"),
    ],
)
def test_a_misspelt_name_is_asked_about(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = problems(monkeypatch, **{written: "localhost:7233"})
    assert found[written] == f"There is no variable of this name. Did you mean {meant}?"


def test_a_name_of_ours_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, PAYBYINVOICE_COLOUR="blue")
    assert found == {"PAYBYINVOICE_COLOUR": "There is no variable of this name."}


@pytest.mark.parametrize("name", ["PAYBYINVOICE_POLICY", "TEMPORAL_ADDRESS", "PAYBYINVOICE_HOME"])
def test_an_empty_value_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "empty" in problems(monkeypatch, **{name: " "})[name]


@pytest.mark.parametrize("name", ["TEMPORAL_CLI_ADDRESS", "PAYROLL_URL", "PAYBYINVOICE_BY"])
def test_what_is_others_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    checked_settings()


def test_a_setting_with_a_pattern_describes_its_format(monkeypatch: pytest.MonkeyPatch) -> None:
    patterned = {
        name
        for name, field in Settings.model_fields.items()
        if any(getattr(each, "pattern", None) for each in field.metadata)
    }
    names = [f"PAYBYINVOICE_{name.upper()}" for name in patterned]
    found = problems(monkeypatch, **dict.fromkeys(names, "ftp://x/ Y"))
    assert set(found) == set(names)
    assert all(said.startswith(("This is not ", "Choose ", "These are")) for said in found.values())


def test_everything_is_said_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("payment_terms_days: soon\ncolour: blue\n")
    found = problems(
        monkeypatch,
        PAYBYINVOICE_SMTP_URL="nowhere",
        PAYBYINVOICE_POLICY=str(policy),
        PAYBYINVOICE_COLOUR="blue",
        PAYBYINVOICE_OIDC_ROLES="{bad",
        PAYBYINVOICE_SESSION_HOURS="long",
        PAYBYINVOICE_DATABASE_PASSWORD_FILE="/no/such/secret",
        PAYBYINVOICE_OIDC_CLIENT_SECRET_FILE="/no/such/secret",
        PAYBYINVOICE_TRUSTED_PROXIES="the proxy",
        TEMPORAL_ADDRESS="here",
        TEMPORAL_TLS_CLIENT_CERT_PATH="/no/such/file",
    )
    assert set(found) == {
        "PAYBYINVOICE_OIDC_ROLES",
        "PAYBYINVOICE_SESSION_HOURS",
        "PAYBYINVOICE_DATABASE_PASSWORD_FILE",
        "PAYBYINVOICE_OIDC_CLIENT_SECRET_FILE",
        "PAYBYINVOICE_TRUSTED_PROXIES",
        "PAYBYINVOICE_SMTP_URL",
        "payment_terms_days",
        "colour",
        "PAYBYINVOICE_COLOUR",
        "TEMPORAL_ADDRESS",
        "TEMPORAL_TLS_CLIENT_CERT_PATH",
        "TEMPORAL_TLS_CLIENT_KEY_PATH",
    }


def test_certificates_and_keys_are_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one, other = trustme.CA().issue_cert("a.example"), trustme.CA().issue_cert("b.example")
    certificate, key, rubbish = (tmp_path / name for name in ("cert.pem", "key.pem", "ca.pem"))
    one.cert_chain_pems[0].write_to_path(str(certificate))
    other.private_key_pem.write_to_path(str(key))
    rubbish.write_text("not a certificate")
    found = problems(
        monkeypatch,
        TEMPORAL_TLS_CLIENT_CERT_PATH=str(certificate),
        TEMPORAL_TLS_CLIENT_KEY_PATH=str(key),
        TEMPORAL_TLS_SERVER_CA_CERT_PATH=str(rubbish),
    )
    assert set(found) == {"TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_SERVER_CA_CERT_PATH"}


@pytest.mark.parametrize(
    "program", [["worker.py"], ["-m", "console"], ["starter.py", "list"]], ids=lambda each: each[-1]
)
def test_every_program_says_so_with_status_2_and_no_secret(
    program: list[str], tmp_path: Path
) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PAYBY")},
        "PAYBYINVOICE_HOME": str(tmp_path),
        "PAYBYINVOICE_SMTP_URL": "smtp://user:s3cret@mail.example:none",
        "PAYBYINVOICE_POLICI": "x",
    }
    done = subprocess.run(
        [sys.executable, *program],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "PAYBYINVOICE_SMTP_URL" in done.stderr
    assert "PAYBYINVOICE_POLICI" in done.stderr
    assert "s3cret" not in done.stderr
    assert "Traceback" not in done.stderr
