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
from wording.catalogue import staff

_LONGEST_FORM = 40_000


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
        raise NotValid({"form": staff("decide.edit.no_block")})
    return making.answers.made(lambda: EditDraft(by=making.by, draft=draft))


def _first_of(invalid: InvalidFile) -> str:
    first = invalid.details["problems"][0]
    if first["code"] == "twice":
        return staff("decide.edit.twice", line=first["line"], field=first["field"])
    return str(first["problem"])


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
        Field("annual_revenue", staff("decide.return_application.revenue"), "amount"),
        Field(
            "currency",
            staff("decide.return_application.currency"),
            "choice",
            options=currencies,
            value=asked.currency if asked else "",
        ),
        Field(
            "employees",
            staff("decide.return_application.employees"),
            hint=staff("decide.return_application.employees_hint"),
        ),
        Field("bank_reference", staff("decide.return_application.bank_reference"), "area"),
        Field("signed_by", staff("decide.return_application.signed_by")),
        Field(
            "statements",
            staff("decide.return_application.statements"),
            "file",
            required=False,
            hint=staff("decide.file_hint"),
        ),
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
        "decide.recheck",
        lambda case: staff("decide.recheck.causes"),
        _recheck,
    ),
    Decision(
        "submit",
        Action.SUBMIT,
        "decide.submit",
        lambda case: staff("decide.submit.causes"),
        _submit,
    ),
    Decision(
        "edit",
        Action.EDIT_DRAFT,
        "decide.edit",
        lambda case: staff("decide.edit.causes"),
        _edit,
        lambda case: (
            Field(
                "form",
                staff("decide.edit.form"),
                "area",
                value=_form_as_text(case),
                hint=staff("decide.edit.form_hint"),
            ),
        ),
    ),
    Decision(
        "return-application",
        Action.RETURN_APPLICATION,
        "decide.return_application",
        lambda case: staff("decide.return_application.causes"),
        _return_application,
        _application_fields,
    ),
    Decision(
        "add-document",
        Action.ADD_DOCUMENT,
        "decide.add_document",
        lambda case: staff("decide.add_document.causes"),
        _add_document,
        lambda case: (
            Field(
                "kind",
                staff("decide.add_document.kind"),
                "choice",
                options=choices_of(kinds_to_add(case.snapshot.documents.asked_for)),
            ),
            Field(
                "file", staff("decide.add_document.file"), "file", hint=staff("decide.file_hint")
            ),
        ),
    ),
    Decision(
        "withdraw",
        Action.WITHDRAW,
        "decide.withdraw",
        lambda case: staff("decide.withdraw.causes"),
        _withdraw,
        lambda case: (reason(),),
        irreversible=True,
    ),
)
