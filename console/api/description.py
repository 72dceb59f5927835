"""The API's own description: OpenAPI for programs, a page for people."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from console.access import Actor, signed_in
from console.api import (
    access,
    account_records,
    accounts,
    bank,
    bank_advice,
    billing_system,
    documents,
    erasures,
    events,
    evidence,
    feed,
    hooks,
    invoice_format,
    invoices,
    issuing,
    limits,
    mails,
    operating,
    payments,
    provider,
    queues,
    reconciling,
    reports,
    requests,
    retention,
    reviewing,
)
from console.api.conditional import IF_NONE_MATCH, UNCHANGED
from console.api.documented_refusals import PROBLEM_DETAILS
from console.api.parameters import KEY_HEADER
from console.door.problems import PROBLEM
from console.templating import render

TITLE, VERSION = "Pay by invoice", "1"

_TAGS = {
    "requests": "Asking to pay by invoice: the draft, what becomes of it, and the switch.",
    "documents": "Files and the credit application, as the customer sends them.",
    "decisions": "What credit analysts and verifiers decide.",
    "invoices": "An invoice's thirty days.",
    "payments": "Money that came in, and money that went back.",
    "accounts": "Accounts in the ledger.",
    "events": "What happened, in an order that never changes, for other programs.",
    "provider": "The system that bills the customers: what it was told, and what it refused.",
    "personal data": "What is kept of people, and for how long.",
    "bank": "Bank statements: what came in, and what it is for.",
    "mails": "Letters, and what did not get through.",
    "reports": "What takes how long, waits, was decided or is overdue.",
    "access": "People, API keys and customers' links; who came in, and who changed what.",
    "evidence": "What is on record, signed, for whoever has to believe it.",
    "operating": "Ledger, engine and workers.",
}
_ABOUT = """
Everything that the command line does, in the same shapes. Money is
`{"amount": "12.34", "currency": "EUR"}`; moments are in UTC; an invoice's due date is a date in the
payer's time zone.

Programs show an API key: `Authorization: Bearer …`. What it may do follows from its roles; a
customer's key reaches its own account, and is not shown what is ours alone.

An action that carries an `Idempotency-Key` acts once, however often it is sent, and is answered
alike. Send the same question under the same key again whenever an answer was lost, or was 429 or
503; a new question needs a new key.

Lists go on where `next`, `X-Next` and `Link` say: ask again with it as `after`. Every answer of
JSON to a question has an `ETag`: with it in `If-None-Match` the answer is 304 while nothing has
changed.

Errors are `{"refused": {"code", "reason", "details"}}` or `{"invalid": [{"field", "problem"}]}`.
Who accepts `application/problem+json` gets problem details (RFC 9457) with `type`, `title`,
`status`, `detail` and `code`, and these members beside them.

Every answer has an `X-Request-Id`: the one that you sent, of 8 to 64 letters, digits, dots, dashes
and underscores, or one that was made. Mention it when you ask about an answer.
"""
_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "Of somebody who signed in to the console.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "Proves, beside a session, that a change comes from a page of ours.",
    },
}

ROUTERS = (
    queues.router,
    evidence.reading,
    retention.reading,
    erasures.reading,
    erasures.router,
    requests.reading,
    requests.router,
    events.router,
    feed.reading,
    hooks.reading,
    hooks.router,
    provider.reading,
    provider.router,
    documents.router,
    reviewing.router,
    # What is done with an invoice, before what would take all of it for a number.
    payments.router,
    issuing.router,
    mails.router,
    mails.reading,
    invoices.router,
    invoices.reading,
    accounts.router,
    accounts.reading,
    invoice_format.router,
    invoice_format.reading,
    limits.router,
    limits.reading,
    account_records.router,
    account_records.reading,
    bank.reading,
    bank.router,
    bank_advice.router,
    bank_advice.reading,
    reconciling.reading,
    reports.reading,
    billing_system.router,
    billing_system.reading,
    operating.router,
    operating.reading,
    access.router,
    access.reading,
)

router = APIRouter()


class Taken(NamedTuple):
    """Something that an operation takes."""

    name: str
    where: str
    """`path`, `query`, `header` or `body`."""
    required: bool
    about: str


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    """Below `/api/v1`."""
    summary: str
    about: str
    takes: tuple[Taken, ...]


@router.get("/api/openapi.json")
async def openapi(actor: Annotated[Actor, Depends(signed_in)]) -> Response:
    return JSONResponse(described())


@router.get("/api/docs", response_class=HTMLResponse)
async def docs(request: Request, actor: Annotated[Actor, Depends(signed_in)]) -> Response:
    by_tag = [(tag, about, list(_operations(tag))) for tag, about in _TAGS.items()]
    return render(request, "api/docs.html", parts=by_tag, actor=actor)


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document, of the API alone."""
    alone = FastAPI(
        title=TITLE,
        version=VERSION,
        description=_ABOUT,
        openapi_tags=[{"name": name, "description": about} for name, about in _TAGS.items()],
    )
    for each in ROUTERS:
        alone.include_router(each)
    alone.webhooks.include_router(hooks.told)
    document = alone.openapi()
    document["components"]["securitySchemes"] = _SCHEMES
    _say_once(document)
    for path in document["paths"].values():
        for method, operation in path.items():
            names = ["session"] if method == "get" else ["session", "csrf"]
            operation["security"] = [{"key": []}, {name: [] for name in names}]
    return document


def _say_once(document: dict[str, Any]) -> None:
    """What many operations have in common stands among the components: the key, the tag of an
    answer that is known, and the other shape of errors."""
    components = document["components"]
    components["schemas"]["ProblemDetails"] = PROBLEM_DETAILS
    components.setdefault("parameters", {})["IfNoneMatch"] = IF_NONE_MATCH
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    for path in document["paths"].values():
        for method, operation in path.items():
            if method == "get" and "application/json" in operation["responses"]["200"]["content"]:
                known = {"$ref": "#/components/parameters/IfNoneMatch"}
                operation.setdefault("parameters", []).append(known)
                operation["responses"]["304"] = UNCHANGED
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {**answer.get("content", {}), **problem}
            parameters = operation.get("parameters", [])
            for place, each in enumerate(parameters):
                if each.get("name") == KEY_HEADER:
                    components["parameters"]["IdempotencyKey"] = each
                    parameters[place] = {"$ref": "#/components/parameters/IdempotencyKey"}


def parameters_of(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an operation takes beside its body, each in full."""
    for each in operation.get("parameters", ()):
        if "$ref" in each:
            yield described()["components"]["parameters"][each["$ref"].rpartition("/")[2]]
        else:
            yield each


def _operations(tag: str) -> Iterator[Operation]:
    for path, operations in described()["paths"].items():
        for method, operation in operations.items():
            if tag in operation["tags"]:
                yield Operation(
                    operation["operationId"],
                    method.upper(),
                    path.removeprefix("/api/v1"),
                    operation["summary"],
                    operation.get("description", ""),
                    (*_parameters(operation), *_fields(operation)),
                )


def _parameters(operation: dict[str, Any]) -> Iterator[Taken]:
    for each in parameters_of(operation):
        about = _said(each.get("description"), each["schema"])
        yield Taken(each["name"], each["in"], each.get("required", False), about)


def _fields(operation: dict[str, Any]) -> Iterator[Taken]:
    body = operation.get("requestBody", {"content": {}})
    content = body["content"]
    given = content.get("application/json") or content.get("multipart/form-data")
    if given is None:
        if content:
            yield Taken("the file", "body", True, "A PDF, PNG, JPEG or TIFF.")
        return
    schema = _resolved(given["schema"])
    if "properties" not in schema:
        yield Taken("a block of fields", "body", True, schema.get("description", ""))
    for name, field in schema.get("properties", {}).items():
        about = _said(field.get("description"), field)
        yield Taken(name, "body", name in schema.get("required", ()), about)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, where it is named, or is one that may be left out."""
    for each in schema.get("anyOf", ()):
        if "$ref" in each:
            schema = each
    if "$ref" in schema:
        found: dict[str, Any] = described()["components"]["schemas"][
            schema["$ref"].rpartition("/")[2]
        ]
        return found
    return schema


def _said(about: str | None, schema: dict[str, Any]) -> str:
    """What it is, and what one may choose from, or an example."""
    schema = _resolved(schema)
    said = [about] if about else []
    if choices := schema.get("enum"):
        said.append(f"One of {', '.join(choices)}.")
    elif examples := schema.get("examples"):
        said.append(f"Such as `{json.dumps(examples[0])}`.")
    return " ".join(said)
