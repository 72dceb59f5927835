"""Signatures of webhooks, as Standard Webhooks 1.0 has them."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)
"""How far the time of a message that comes in may be from ours."""


def secret_of(key: bytes) -> str:
    """A secret as it is shown, from 24 to 64 random bytes."""
    return PREFIX + b64encode(key).decode()


def is_secret(text: str) -> bool:
    """Whether it is one, as this shows them: the prefix, and 24 to 64 bytes in base64."""
    try:
        key = b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(PREFIX) and 24 <= len(key) <= 64


def signed_headers(
    message: str, sent_at: datetime, body: bytes, secrets: Iterable[str]
) -> Mapping[str, str]:
    """The headers of one attempt.

    Args:
        message: The message's id, the same at every attempt.
        secrets: One signature for each.
    """
    timestamp = str(int(sent_at.timestamp()))
    content = f"{message}.{timestamp}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(content, each) for each in secrets),
    }


def is_signed(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime
) -> bool:
    """Whether a message that came in was signed with one of these secrets, just now.

    Args:
        headers: By their names in small letters.
    """
    sent_at = headers.get("webhook-timestamp", "")
    if not (sent_at.isascii() and sent_at.isdecimal() and len(sent_at) <= 12):
        return False
    if abs(now.timestamp() - int(sent_at)) > TOLERANCE.total_seconds():
        return False
    content = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    right = [_signature(content, each).encode() for each in secrets]
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(one, other) for one in given for other in right)


def _signature(content: bytes, secret: str) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, content, "sha256")).decode()
