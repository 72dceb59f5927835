"""What the fake keeps: objects by id, events, and what time it is."""

import copy
import secrets
import time
from collections.abc import Iterator
from typing import Any, get_args

import stripe

from tests.providers.fake_stripe.refusing import missing

Object = dict[str, Any]

_ONLY_WHERE_ASKED_FOR = {
    *("deleted", "payments", "amount_paid_off_stripe", "subscriptions", "tax_ids", "sources"),
    *("cash_balance", "invoice_credit_balance", "currency_options", "tiers", "tax", "reason"),
    "context",
}


def blank(kind: type[Any], **fields: Any) -> Object:
    """An object with every field that Stripe's types have and may be empty, and with these."""
    empty = {
        name: None
        for name, annotation in kind.__annotations__.items()
        if type(None) in get_args(annotation) and name not in _ONLY_WHERE_ASKED_FOR
    }
    mode = {"livemode": False} if "livemode" in kind.__annotations__ else {}
    return {**empty, "object": kind.OBJECT_NAME, **mode, **fields}


def listed(objects: list[Object], url: str, more: bool = False) -> Object:
    return {"object": "list", "data": objects, "has_more": more, "url": url}


class Store:
    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.events: list[Object] = []
        self.unsent: list[Object] = []
        """Events that no webhook was sent for yet."""
        self.numbers = 0

    def now(self, clock: str | None = None) -> int:
        """Where a test clock is given, what it shows."""
        return int(self.objects[clock]["frozen_time"]) if clock else int(time.time())

    def add(self, prefix: str, kind: type[Any], **fields: Any) -> Object:
        made = blank(kind, id=f"{prefix}_{secrets.token_hex(8)}", **fields)
        self.objects[made["id"]] = made
        return made

    def get(self, kind: str, key: str) -> Object:
        found = self.objects.get(key)
        if found is None or found["object"].rpartition(".")[2] != kind:
            raise missing(kind, key)
        return found

    def of(self, kind: str, **fields: Any) -> Iterator[Object]:
        """The newest first, as Stripe lists."""
        for each in reversed(list(self.objects.values())):
            if each["object"] == kind and all(each.get(n) == v for n, v in fields.items()):
                yield each

    def emit(self, kind: str, about: Object, clock: str | None = None) -> None:
        event = blank(
            stripe.Event,
            id=f"evt_{secrets.token_hex(8)}",
            type=kind,
            created=self.now(clock),
            api_version=stripe.api_version,
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
            data={"object": copy.deepcopy(about)},
        )
        self.events.append(event)
        self.unsent.append(event)
