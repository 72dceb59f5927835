"""Messages that come in are believed only when they were signed just now."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.webhooks.signing import is_secret, is_signed, secret_of, signed_headers

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECRET, OTHER = secret_of(b"0123456789abcdef0123456789abcdef"), secret_of(b"x" * 24)
RIGHT = dict(signed_headers("msg_1", NOW, b"{}", [SECRET]))


@pytest.mark.parametrize(
    ("headers", "body", "secrets", "right"),
    [
        (RIGHT, b"{}", [SECRET], True),
        (RIGHT, b"{}", [OTHER, SECRET], True),
        (dict(signed_headers("msg_1", NOW, b"{}", [OTHER, SECRET])), b"{}", [SECRET], True),
        (RIGHT, b"{ }", [SECRET], False),
        (RIGHT, b"{}", [OTHER], False),
        (RIGHT, b"{}", [], False),
        ({}, b"{}", [SECRET], False),
        ({**RIGHT, "webhook-id": "msg_2"}, b"{}", [SECRET], False),
        ({**RIGHT, "webhook-timestamp": "soon"}, b"{}", [SECRET], False),
        ({**RIGHT, "webhook-timestamp": "9" * 30}, b"{}", [SECRET], False),
        ({**RIGHT, "webhook-signature": ""}, b"{}", [SECRET], False),
        ({**RIGHT, "webhook-signature": "v2,é v1,é"}, b"{}", [SECRET], False),
    ],
)
def test_a_message_is_signed_with_a_known_secret(
    headers: dict[str, str], body: bytes, secrets: list[str], right: bool
) -> None:
    assert is_signed(headers, body, secrets, NOW) is right


@pytest.mark.parametrize(("minutes", "right"), [(5, True), (-5, True), (6, False), (-6, False)])
def test_it_was_signed_within_five_minutes(minutes: int, right: bool) -> None:
    assert is_signed(RIGHT, b"{}", [SECRET], NOW + timedelta(minutes=minutes)) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (SECRET, True),
        (OTHER, True),
        (secret_of(b"x" * 64), True),
        (secret_of(b"x" * 23), False),
        (secret_of(b"x" * 65), False),
        (SECRET.removeprefix("whsec_"), False),
        ("whsec_not base64", False),
        ("", False),
    ],
)
def test_a_secret_has_its_prefix_and_enough_bytes(text: str, right: bool) -> None:
    assert is_secret(text) is right
