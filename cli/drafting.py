"""The customer's own moves: check, open, edit, submit, recheck, withdraw."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting, Form, Reason, Request
from cli.running import ledger, requests, send, settings
from cli.usage import DraftKept, options

if TYPE_CHECKING:
    from domain.requests.snapshot import Snapshot
    from files.reading import Document


async def check(form: Form, /, *, output: Output = FOR_PEOPLE) -> None:
    """Reads every rule on a form and its account, and changes nothing. Says, too, what its invoices
    will need in the company's country.

    Exits with 0 when the form is complete, whatever the rules say: this is a report.
    """
    from cli.pages.tables import check_page
    from files.reading import read_fields

    document = read_fields(form)
    async with ledger() as client:
        with document.naming_lines():
            findings = await client.check(document.content)
        advice = client.advice_on(document.content)
    data = {
        "findings": [each.model_dump(mode="json") for each in findings],
        "passes": not any(each.failed for each in findings),
        "advice": [each.model_dump(mode="json") for each in advice],
    }
    output.show(data, lambda: check_page(findings, advice))


async def open_request(
    form: Form,
    /,
    *,
    submit: Annotated[bool, FLAG, Parameter(help="Submit it at once.")] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Opens a request as a draft, and says what is still to be put right.

    A draft with mistakes is kept all the same; with --submit it is then not submitted, and the
    exit status is 2.
    """
    from domain.requests.messages import Submit
    from files.reading import read_fields

    document = read_fields(form)
    with options():
        submission = Submit(by=acting.sign_in)
    async with requests() as client:
        with document.naming_lines():
            snapshot = await client.open(document.content, submission.by, acting.key)
        problems = _problems(document)
        if submit and problems:
            raise DraftKept(problems, snapshot.request)
        if submit:
            key = f"{acting.key}/submit" if acting.key else None
            snapshot = await client.send(snapshot.request, submission, key)
        now = await client.now(snapshot.request)
    _show_draft(snapshot, problems, now, output)


async def edit(
    request: Request,
    form: Form,
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Changes the form of a draft, or of a request in which something is to be put right."""
    from domain.requests.messages import EditDraft
    from files.reading import read_fields

    document = read_fields(form)
    with options():
        command = EditDraft(by=acting.sign_in, draft=document.content)
    async with requests() as client:
        with document.naming_lines():
            snapshot = await client.send(request, command, acting.key)
        now = await client.now(request)
    _show_draft(snapshot, _problems(document), now, output)


async def submit(
    request: Request,
    /,
    *,
    credit_application: Annotated[
        Path | None,
        Parameter(metavar="FILE", help="A credit application to enclose, YAML or JSON."),
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Submits the draft. The rules are read at once and the answer has the result."""
    from domain.requests.messages import ReturnCreditApplication, Submit

    with options():
        command = Submit(by=acting.sign_in)
    if credit_application is not None:
        from cli.credit_application import application_in

        application, statements = await application_in(credit_application, request)
        enclosed = ReturnCreditApplication(
            by=command.by, application=application, financial_statements=statements
        )
        command = Submit(by=command.by, enclosed=enclosed)
    await send(request, command, acting, output)


async def recheck(
    request: Request, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Reads the rules again, on the account as it is now."""
    from domain.requests.messages import Recheck

    with options():
        command = Recheck(by=acting.sign_in)
    await send(request, command, acting, output)


async def withdraw(
    request: Request,
    /,
    *,
    reason: Reason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Ends a request because the customer wishes so. They may apply again."""
    from domain.requests.messages import Withdraw

    with options():
        command = Withdraw(by=acting.sign_in, reason=reason)
    await send(request, command, acting, output)


def _problems(document: "Document") -> list[dict[str, Any]]:
    from domain.forms.form import problems_in
    from files.reading import configured_policy

    most = configured_policy(settings()).credit.largest_amount
    found = problems_in(document.content, datetime.now(UTC).date(), most)
    return document.with_lines([each.model_dump() for each in found])


def _show_draft(
    snapshot: "Snapshot", problems: list[dict[str, Any]], now: datetime, output: Output
) -> None:
    from cli.pages.status import draft_page
    from wording.possible import in_words

    snapshot = in_words(snapshot)
    data = {**snapshot.model_dump(mode="json", by_alias=True), "problems": problems}
    output.show(data, lambda: draft_page(snapshot, problems, now))
