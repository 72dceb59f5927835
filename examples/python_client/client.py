"""The client: a method for each operation that programs commonly need; `call` for all others."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import quote

import httpx

from .models import (
    Account,
    AccountName,
    Answer,
    Event,
    Invoice,
    InvoiceLine,
    Line,
    Money,
    PutAccount,
    Request,
)
from .sending import Retries, Sender

Of = TypeVar("Of", bound=Answer)
LONGEST_WAIT = 30
"""Seconds that the API holds an empty page of events back for."""


class Operation(NamedTuple):
    method: str
    path: str
    keyed: bool = False
    """It takes an `Idempotency-Key`."""


OPERATIONS = {
    "put_account": Operation("PUT", "/accounts/{account}"),
    "put_accounts": Operation("POST", "/accounts"),
    "show_account": Operation("GET", "/accounts/{account}"),
    "list_accounts": Operation("GET", "/accounts"),
    "delete_account": Operation("DELETE", "/accounts/{account}", keyed=True),
    "open_request": Operation("POST", "/requests", keyed=True),
    "show_request": Operation("GET", "/requests/{scope}"),
    "submit_request": Operation("POST", "/requests/{scope}/submit", keyed=True),
    "withdraw_request": Operation("POST", "/requests/{scope}/withdraw", keyed=True),
    "issue_invoice": Operation("POST", "/invoices", keyed=True),
    "show_invoice": Operation("GET", "/invoices/{number}"),
    "list_invoices": Operation("GET", "/invoices"),
    "pay_invoice": Operation("POST", "/invoices/{number}/payments", keyed=True),
    "list_events": Operation("GET", "/events"),
}
"""The API's own names of them: a test holds this against its description."""


class PayByInvoice:
    """The API of one console.

    Args:
        url: Where the console is, such as `https://pay.example.com`.
        key: An API key.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 60.0,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
            timeout=timeout,
            transport=transport,
        )
        self._sender = Sender(self._http, retries or Retries())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        operation: str | Operation,
        *,
        at: Mapping[str, str] | None = None,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> httpx.Response:
        """An operation by its name, or one that has none here.

        Args:
            at: What its path names, such as `{"number": "INV-1"}`.
            key: Your own id of the action; each attempt has the same, yours or a new one.
        """
        method, path, keyed = OPERATIONS[operation] if isinstance(operation, str) else operation
        named = {name: quote(value, safe="/") for name, value in (at or {}).items()}
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return self._sender.send(
            method,
            path.format(**named),
            json=json,
            params=given,
            headers=headers,
            key=key,
            keyed=keyed,
        )

    def put_account(
        self, account: Mapping[str, Any], *, version: str | None = None, new: bool = False
    ) -> PutAccount:
        """The whole account as it is from now on.

        Args:
            version: Only while it is this one; `Refused` with `version_mismatch` otherwise.
            new: Only where there is no such account yet.
        """
        headers = {"If-Match": f'"{version}"'} if version else {}
        headers |= {"If-None-Match": "*"} if new else {}
        at = {"account": str(account["id"])}
        answer = self.call("put_account", at=at, json=dict(account), headers=headers)
        return PutAccount.model_validate_json(answer.content)

    def put_accounts(self, accounts: Sequence[Mapping[str, Any]]) -> list[Line]:
        """Up to 500 accounts, each answered by itself."""
        body = {"accounts": [dict(each) for each in accounts]}
        answer = self.call("put_accounts", json=body).json()
        return [Line.model_validate(each) for each in answer["accounts"]]

    def account(self, account: str) -> Account:
        return self._one(Account, "show_account", account=account)

    def accounts(self, search: str | None = None) -> Iterator[AccountName]:
        """Every account, or those that match, a page after the other."""
        after = None
        while True:
            params = {"search": search, "after": after}
            page = self.call("list_accounts", params=params).json()
            yield from (AccountName.model_validate(each) for each in page["accounts"])
            if (after := page["next"]) is None:
                return

    def delete_account(self, account: str, *, key: str | None = None) -> None:
        self.call("delete_account", at={"account": account}, key=key)

    def open_request(
        self, form: Mapping[str, Any], *, submit: bool = False, key: str | None = None
    ) -> Request:
        params = {"submit": "true" if submit else None}
        answer = self.call("open_request", json=dict(form), params=params, key=key)
        return Request.model_validate_json(answer.content)

    def request(self, scope: str) -> Request:
        return self._one(Request, "show_request", scope=scope)

    def submit_request(self, scope: str, *, key: str | None = None) -> Request:
        answer = self.call("submit_request", at={"scope": scope}, key=key)
        return Request.model_validate_json(answer.content)

    def withdraw_request(self, scope: str, reason: str, *, key: str | None = None) -> Request:
        at = {"scope": scope}
        answer = self.call("withdraw_request", at=at, json={"reason": reason}, key=key)
        return Request.model_validate_json(answer.content)

    def issue_invoice(
        self, number: str, *, scope: str, issued_on: date, amount: Money, key: str | None = None
    ) -> Invoice:
        body = {
            "number": number,
            "scope": scope,
            "issued_on": issued_on.isoformat(),
            "amount": amount.model_dump(mode="json"),
        }
        self.call("issue_invoice", json=body, key=key)
        return self.invoice(number)

    def invoice(self, number: str) -> Invoice:
        return self._one(Invoice, "show_invoice", number=number)

    def invoices(
        self, *, account: str | None = None, state: str | None = None
    ) -> Iterator[InvoiceLine]:
        """Those due first on top, a page after the other."""
        after = None
        while True:
            params = {"account": account, "state": state, "after": after}
            page = self.call("list_invoices", params=params)
            yield from (InvoiceLine.model_validate(each) for each in page.json())
            if (after := page.headers.get("X-Next")) is None:
                return

    def pay_invoice(
        self, number: str, amount: Money, bank_reference: str, *, key: str | None = None
    ) -> Invoice:
        body = {"amount": amount.model_dump(mode="json"), "bank_reference": bank_reference}
        answer = self.call("pay_invoice", at={"number": number}, json=body, key=key)
        return Invoice.model_validate_json(answer.content)

    def events(
        self,
        after: str | None = None,
        *,
        types: Sequence[str] = (),
        wait: int = LONGEST_WAIT,
        forever: bool = True,
    ) -> Iterator[Event]:
        """What happened, in an order that never changes, as it happens. Keep the id of the last
        event that you have dealt with, and begin there again.

        Args:
            after: That id; from the first event on without it.
            wait: Seconds to wait for at a time, while there is none.
            forever: Go on; otherwise end once there is no more.
        """
        named = ",".join(types) or None
        while True:
            params = {"after": after, "types": named, "wait": wait if forever else None}
            page = self.call("list_events", params=params).json()
            for each in page["events"]:
                event = Event.model_validate(each)
                after = event.id
                yield event
            if not page["events"] and not forever:
                return
            after = page["next"] or after

    def _one(self, model: type[Of], operation: str, **at: str) -> Of:
        return model.model_validate_json(self.call(operation, at=at).content)
