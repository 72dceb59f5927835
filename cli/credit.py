"""The credit check: the customer's application and the analyst's decision."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from cli.invoices.amounts import plain_amount_in
from cli.output import FOR_PEOPLE, Output
from cli.parameters import CHOICE, FLAG, MYSELF, Acting, Request
from cli.running import send
from cli.usage import WrongUsage, options, problem, refuse
from cli.words import DeclineName, SecurityName, as_written
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from domain.operations.messages import Message

Verdict = Literal["approve", "more-info", "decline"]

_TAKES = {
    "approve": {"--limit", "--security", "--security-amount", "--application"},
    "more-info": {"--reason"},
    "decline": {"--code", "--reason"},
}
_NEEDS = {"approve": {"--limit"}, "more-info": {"--reason"}, "decline": {"--code", "--reason"}}


async def apply_for_credit(
    request: Request,
    file: Annotated[Path, Parameter(help="The credit application, YAML or JSON.")],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Returns the credit application, or answers what the analyst asked.

    Financial statements that the file names are uploaded with it.
    """
    from cli.credit_application import application_in
    from domain.requests.messages import ReturnCreditApplication

    application, statements = await application_in(file, request)
    with options():
        command = ReturnCreditApplication(
            by=acting.sign_in, application=application, financial_statements=statements
        )
    await send(request, command, acting, output)


async def decide(
    request: Request,
    verdict: Annotated[Verdict, CHOICE, Parameter(help="What is decided.")],
    /,
    *,
    limit: Annotated[
        str | None,
        Parameter(
            metavar="AMOUNT",
            help="To approve: the credit limit, in the currency that was asked for, at most what"
            " was asked.",
        ),
    ] = None,
    security: Annotated[
        SecurityName | None,
        CHOICE,
        Parameter(help="To approve on condition: what the customer must provide first."),
    ] = None,
    security_amount: Annotated[
        str | None,
        Parameter(metavar="AMOUNT", help="What it must be worth; by default the whole limit."),
    ] = None,
    application: Annotated[
        str | None,
        Parameter(
            metavar="ID",
            help="To approve: the application that was reviewed, such as application-1. Refused"
            " when a newer one has come in.",
        ),
    ] = None,
    code: Annotated[
        DeclineName | None, CHOICE, Parameter(help="To decline: the kind of reason.")
    ] = None,
    reason: Annotated[
        str | None,
        Parameter(
            metavar="TEXT",
            help="For more information: what the customer is asked, as they read it. To decline:"
            " why, for your colleagues; the customer reads the words of the code.",
        ),
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Decides the credit check: approve with --limit, more-info with --reason, or decline with
    --code and --reason.

    A verifier declines in the same way.
    """
    from domain.requests.messages import ApproveCredit, AskForMore, Decline, DeclineCode, Security

    given = {
        "--limit": limit,
        "--security": security,
        "--security-amount": security_amount,
        "--application": application,
        "--code": code,
        "--reason": reason,
    }
    _refuse_mismatch(verdict, given)
    if security_amount is not None and security is None:
        refuse("--security", staff_words()("usage.security"), "missing")
    command: Message
    with options():
        if verdict == "approve":
            command = ApproveCredit(
                by=acting.sign_in,
                limit=plain_amount_in(limit or "", "--limit"),
                security=Security(as_written(security)) if security else None,
                security_amount=plain_amount_in(security_amount, "--security-amount")
                if security_amount is not None
                else None,
                application=application,
            )
        elif verdict == "more-info":
            command = AskForMore(by=acting.sign_in, reason=reason or "")
        else:
            kind = DeclineCode(as_written(code or ""))
            command = Decline(by=acting.sign_in, decline_code=kind, reason=reason or "")
    await send(request, command, acting, output)


async def security(
    request: Request,
    /,
    *,
    provided: Annotated[bool, FLAG, Parameter(help="Say that it has come in.")],
    reference: Annotated[
        str | None, Parameter(metavar="TEXT", help="The bank's reference of it.")
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Records that the deposit or letter of credit has come in, so that the approval is valid."""
    from domain.requests.messages import RecordSecurity

    with options():
        command = RecordSecurity(by=acting.sign_in, reference=reference)
    await send(request, command, acting, output)


def _refuse_mismatch(verdict: Verdict, given: dict[str, Any]) -> None:
    """Every option that this verdict needs and lacks, or that belongs to another one."""
    words = staff_words()
    there = {name for name, value in given.items() if value is not None}
    problems = [
        *(
            problem(name, words("usage.verdict_needs", verdict=verdict), "missing")
            for name in sorted(_NEEDS[verdict] - there)
        ),
        *(
            problem(name, words("usage.verdict_does_not_take", verdict=verdict), "unknown_option")
            for name in sorted(there - _TAKES[verdict])
        ),
    ]
    if problems:
        raise WrongUsage(problems)
