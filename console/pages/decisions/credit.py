"""What a credit analyst decides."""

from console.pages.decisions.kinds import Case, Decision, Making
from console.pages.forms import Choices, Field, choices_of, reason
from domain.access import Action
from domain.operations.messages import Message
from domain.requests.choices import security_to_provide
from domain.requests.messages import (
    ApproveCredit,
    AskForMore,
    Decline,
    DeclineCode,
    RecordSecurity,
    Security,
)
from wording.catalogue import staff_words
from wording.money import money_with_code
from wording.terms import term

words = staff_words()

_NONE: Choices = (("", words("decide.approve.no_security")),)


def _approve_fields(case: Case) -> tuple[Field, ...]:
    credit = case.snapshot.credit
    asked = credit.asked
    application = credit.application.id if credit.application else ""
    most = (
        words("decide.approve.most", currency=asked.currency, amount=money_with_code(asked))
        if asked
        else ""
    )
    return (
        Field("application", "", "hidden", value=application),
        Field(
            "limit",
            words("decide.approve.limit"),
            "amount",
            hint=most,
            value=str(asked.amount) if asked else "",
        ),
        Field(
            "security",
            words("decide.approve.security"),
            "choice",
            required=False,
            options=_NONE + choices_of(Security),
        ),
        Field(
            "security_amount",
            words("decide.approve.worth"),
            "amount",
            required=False,
            hint=words("decide.approve.worth_hint"),
        ),
    )


async def _approve(making: Making) -> Message:
    answers = making.answers
    limit, worth = answers.amount("limit"), answers.optional_amount("security_amount")
    security = answers.optional_choice("security", Security)
    if worth is not None and security is None:
        answers.problems["security"] = words("decide.approve.which_security")
    return answers.made(
        lambda: ApproveCredit(
            by=making.by,
            limit=limit,
            security=security,
            security_amount=worth,
            application=answers.optional("application"),
        )
    )


async def _ask_for_more(making: Making) -> Message:
    why = making.answers.text("reason")
    return making.answers.made(lambda: AskForMore(by=making.by, reason=why))


async def _decline(making: Making) -> Message:
    code, why = making.answers.choice("code", DeclineCode), making.answers.text("reason")
    return making.answers.made(lambda: Decline(by=making.by, decline_code=code, reason=why))


async def _record_security(making: Making) -> Message:
    reference = making.answers.optional("reference", 200)
    return making.answers.made(lambda: RecordSecurity(by=making.by, reference=reference))


def _security_met(case: Case) -> str:
    condition = security_to_provide(case.snapshot.credit.conditions)
    what = condition and term(condition.kind)
    return words("decide.record_security.causes", what=what)


DECISIONS: tuple[Decision[Case, Message], ...] = (
    Decision(
        "approve",
        Action.APPROVE,
        words("decide.approve"),
        lambda case: words("decide.approve.causes", period=case.period(case.policy.approval.days)),
        _approve,
        _approve_fields,
    ),
    Decision(
        "ask-for-more",
        Action.ASK_FOR_MORE,
        words("decide.ask_for_more"),
        lambda case: words(
            "decide.ask_for_more.causes",
            period=case.period(case.policy.credit.more_information.days),
        ),
        _ask_for_more,
        lambda case: (reason(words("decide.ask_for_more.what"), words("fields.customer_reads")),),
    ),
    Decision(
        "record-security",
        Action.RECORD_SECURITY,
        words("decide.record_security"),
        _security_met,
        _record_security,
        lambda case: (
            Field(
                "reference",
                words("decide.record_security.reference"),
                required=False,
                hint=words("decide.record_security.reference_hint"),
            ),
        ),
    ),
    Decision(
        "decline",
        Action.DECLINE,
        words("decide.decline"),
        lambda case: words("decide.decline.causes"),
        _decline,
        lambda case: (
            Field(
                "code",
                words("decide.decline.kind"),
                "choice",
                options=choices_of(DeclineCode),
            ),
            reason(hint=words("fields.for_colleagues")),
        ),
        irreversible=True,
    ),
)
