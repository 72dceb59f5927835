"""Secrets may be in files, so that they are in no process's environment."""

from pathlib import Path

import pytest

from settings import SECRETS, SecretUnreadable, Settings

LEDGER = "postgresql+psycopg://ledger@postgres:5432/ledger"


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_be_in_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text("smtp://told-by-a-file\n")
    monkeypatch.setenv(f"PAYBYINVOICE_{name.upper()}_FILE", str(file))

    assert getattr(Settings(), name).get_secret_value() == "smtp://told-by-a-file"


def test_an_empty_file_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.touch()
    monkeypatch.setenv("PAYBYINVOICE_OIDC_CLIENT_SECRET_FILE", str(file))

    assert Settings().oidc_client_secret is None


def test_a_file_that_is_not_there_is_named_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYBYINVOICE_SMTP_URL_FILE", str(tmp_path / "nothing"))

    with pytest.raises(SecretUnreadable, match="PAYBYINVOICE_SMTP_URL_FILE"):
        Settings()


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        (LEDGER, "postgresql+psycopg://ledger:p%40ss%2Fw%3Ard@postgres:5432/ledger"),
        ("postgresql://l:own@db/ledger", "postgresql://l:own@db/ledger"),
        ("postgresql://db/ledger", "postgresql://db/ledger"),
    ],
)
def test_the_ledgers_password_goes_where_its_url_has_a_user_and_none(url: str, whole: str) -> None:
    settings = Settings.model_validate({"database_url": url, "database_password": "p@ss/w:rd"})

    assert settings.ledger_url == whole
