"""What is the customer's to do, and may be done for them."""

import yaml

from console.pages.decisions.kinds import Case, Decision, Making
from console.pages.forms import Field, NotValid, choices_of, reason
from console.pages.uploads import stored
from domain.access import Action
from domain.errors import InvalidFile
from domain.forms.documents import DocumentKind
from domain.operations.messages import Message
from domain.requests.choices import kinds_to_add
from domain.requests.credit_application import CreditApplication
from domain.requests.messages import (
    AddDocument,
    EditDraft,
    Recheck,
    ReturnCreditApplication,
    Submit,
    Withdraw,
)
from domain.values.money import CURRENCIES
from files.reading import read_document

_LONGEST_FORM = 40_000
_FILE_HINT = "A PDF, PNG, JPEG or TIFF."


async def _recheck(making: Making) -> Message:
    return making.answers.made(lambda: Recheck(by=making.by))


async def _submit(making: Making) -> Message:
    return making.answers.made(lambda: Submit(by=making.by))


async def _withdraw(making: Making) -> Message:
    why = making.answers.text("reason")
    return making.answers.made(lambda: Withdraw(by=making.by, reason=why))


async def _edit(making: Making) -> Message:
    written = making.answers.text("form", _LONGEST_FORM)
    try:
        draft = read_document(written, "form").content
    except InvalidFile as invalid:
        raise NotValid({"form": _first_of(invalid)}) from invalid
    if not isinstance(draft, dict):
        raise NotValid({"form": "This must be a block of named fields."})
    return making.answers.made(lambda: EditDraft(by=making.by, draft=draft))


def _first_of(invalid: InvalidFile) -> str:
    first = invalid.details["problems"][0]
    twice = first["code"] == "twice"
    return (
        f"Line {first['line']}: '{first['field']}' is given twice." if twice else first["problem"]
    )


def _form_as_text(case: Case) -> str:
    return yaml.safe_dump(case.snapshot.draft, allow_unicode=True, sort_keys=False)


async def _return_application(making: Making) -> Message:
    answers = making.answers
    revenue, employees = answers.amount("annual_revenue"), answers.whole("employees")
    currency, bank = answers.text("currency", 3), answers.text("bank_reference", 500)
    signed = answers.text("signed_by", 200)
    application = answers.made(
        lambda: CreditApplication(
            annual_revenue=revenue,
            currency=currency.upper(),
            employees=employees,
            bank_reference=bank,
            signed_by=signed,
        )
    )
    chosen = answers.optional_file("statements")
    statements = (
        await stored(making.services, making.by, making.name, chosen, "statements")
        if chosen
        else None
    )
    return ReturnCreditApplication(
        by=making.by, application=application, financial_statements=statements
    )


def _application_fields(case: Case) -> tuple[Field, ...]:
    asked = case.snapshot.credit.asked
    currencies = tuple((code, code) for code in sorted(CURRENCIES))
    return (
        Field("annual_revenue", "Annual revenue", "amount"),
        Field(
            "currency",
            "Currency",
            "choice",
            options=currencies,
            value=asked.currency if asked else "",
        ),
        Field("employees", "Employees", hint="A whole number."),
        Field("bank_reference", "Bank reference", "area"),
        Field("signed_by", "Signed by"),
        Field("statements", "Financial statements", "file", required=False, hint=_FILE_HINT),
    )


async def _add_document(making: Making) -> Message:
    answers = making.answers
    kind, chosen = answers.choice("kind", DocumentKind), answers.file("file")
    if answers.problems or chosen is None:
        raise NotValid(answers.problems)
    upload = await stored(making.services, making.by, making.name, chosen, "file")
    return AddDocument(by=making.by, kind=kind, stored=upload)


DECISIONS: tuple[Decision[Case, Message], ...] = (
    Decision(
        "recheck",
        Action.RECHECK,
        "Check again now",
        lambda case: (
            "The rules are read on the account as it is now, and the request goes on by what they"
            " find. Nobody is mailed unless that changes something."
        ),
        _recheck,
    ),
    Decision(
        "submit",
        Action.SUBMIT,
        "Submit for the customer",
        lambda case: (
            "The rules are read at once. From then on the form changes only where something is to"
            " be put right."
        ),
        _submit,
    ),
    Decision(
        "edit",
        Action.EDIT_DRAFT,
        "Change the form for the customer",
        lambda case: (
            "The form is replaced by this one; after submission the rules are read on it at once."
        ),
        _edit,
        lambda case: (
            Field(
                "form", "The form", "area", value=_form_as_text(case), hint="YAML, as in a file."
            ),
        ),
    ),
    Decision(
        "return-application",
        Action.RETURN_APPLICATION,
        "Return the credit application for the customer",
        lambda case: (
            "It counts as returned by the customer: where a credit check waits for it, the review"
            " begins and the analyst must act."
        ),
        _return_application,
        _application_fields,
    ),
    Decision(
        "add-document",
        Action.ADD_DOCUMENT,
        "Add a document for the customer",
        lambda case: (
            "It is kept for good. Once everything asked for is there the verifier must act."
        ),
        _add_document,
        lambda case: (
            Field(
                "kind",
                "What it is",
                "choice",
                options=choices_of(kinds_to_add(case.snapshot.documents.asked_for)),
            ),
            Field("file", "File", "file", hint=_FILE_HINT),
        ),
    ),
    Decision(
        "withdraw",
        Action.WITHDRAW,
        "Withdraw for the customer",
        lambda case: (
            "The request ends as withdrawn, for good, and the customer is notified. They may apply"
            " again."
        ),
        _withdraw,
        lambda case: (reason(),),
        irreversible=True,
    ),
)
