"""Signatures of webhooks, as Standard Webhooks 1.0 has them."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


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


def _signature(content: bytes, secret: str) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, content, "sha256")).decode()
