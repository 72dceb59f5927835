"""Webhooks by Standard Webhooks 1.0: whether a delivery is genuine, and what it says."""

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

_TOLERANCE_SECONDS = 5 * 60
_PREFIX = "whsec_"


class NotGenuine(Exception):
    """It was not sent with this secret, or not just now: answer with 400, and do nothing."""


def verified(
    body: bytes, headers: Mapping[str, str], secret: str, *, now: float | None = None
) -> dict[str, Any]:
    """What a delivery says: `type`, `timestamp` and `data`. It may come twice: tell by the header
    `webhook-id` what you know already.

    Args:
        body: As it came, to the byte.
        headers: In any case.
        secret: `whsec_…`, as `hooks add` and `hooks rotate` have shown it.

    Raises:
        NotGenuine: it was not sent with this secret, or not just now.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message, at, signatures = (
            given[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        )
        sent_at = int(at)
    except (KeyError, ValueError):
        raise NotGenuine("The headers of a webhook are missing.") from None
    if abs((time.time() if now is None else now) - sent_at) > _TOLERANCE_SECONDS:
        raise NotGenuine("It was sent too long ago, or ahead of time.")
    key = b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.digest(key, f"{message}.{at}.".encode() + body, sha256)
    wanted = b"v1," + b64encode(signed)
    if not any(hmac.compare_digest(wanted, each.encode()) for each in signatures.split()):
        raise NotGenuine("It was signed with another secret.")
    told: dict[str, Any] = json.loads(body)
    return told
