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
from wording.money import money_with_code

_NONE: Choices = (("", "none"),)


def _approve_fields(case: Case) -> tuple[Field, ...]:
    credit = case.snapshot.credit
    asked = credit.asked
    application = credit.application.id if credit.application else ""
    most = (
        f"In {asked.currency}, at most {money_with_code(asked)}: what was asked." if asked else ""
    )
    return (
        Field("application", "", "hidden", value=application),
        Field(
            "limit", "Credit limit", "amount", hint=most, value=str(asked.amount) if asked else ""
        ),
        Field(
            "security",
            "On condition of security",
            "choice",
            required=False,
            options=_NONE + choices_of(Security),
        ),
        Field(
            "security_amount",
            "What the security must be worth",
            "amount",
            required=False,
            hint="The whole limit when left empty.",
        ),
    )


async def _approve(making: Making) -> Message:
    answers = making.answers
    limit, worth = answers.amount("limit"), answers.optional_amount("security_amount")
    security = answers.optional_choice("security", Security)
    if worth is not None and security is None:
        answers.problems["security"] = "Say what the security is to be."
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
    what = condition.kind.replace("_", " ") if condition else "security"
    return (
        f"The {what} counts as provided. The rules are read again at once, and where nothing else"
        " holds it back the approval stands and the customer is notified."
    )


DECISIONS: tuple[Decision[Case, Message], ...] = (
    Decision(
        "approve",
        Action.APPROVE,
        "Approve a credit limit",
        lambda case: (
            "The rules are read once more. Where nothing holds it back the customer is told at"
            f" once how to switch; the approval stands for {case.period(case.policy.approval.days)}"
            " and then lapses. With security, the customer is asked for that first."
        ),
        _approve,
        _approve_fields,
    ),
    Decision(
        "ask-for-more",
        Action.ASK_FOR_MORE,
        "Ask for more information",
        lambda case: (
            "The customer is mailed your words and must answer; the review's time is stopped."
            " Without an answer the request lapses after"
            f" {case.period(case.policy.credit.more_information.days)}."
        ),
        _ask_for_more,
        lambda case: (reason("What you need to know", "The customer reads this."),),
    ),
    Decision(
        "record-security",
        Action.RECORD_SECURITY,
        "Record the security",
        _security_met,
        _record_security,
        lambda case: (
            Field("reference", "Reference", required=False, hint="Such as the bank's own."),
        ),
    ),
    Decision(
        "decline",
        Action.DECLINE,
        "Decline",
        lambda case: (
            "The request ends as rejected, for good, and the customer is notified at once, in our"
            " standard words for the kind of reason. They may apply again."
        ),
        _decline,
        lambda case: (
            Field(
                "code",
                "Kind of reason",
                "choice",
                options=choices_of(DeclineCode),
            ),
            reason(hint="For your colleagues; the customer does not read it."),
        ),
        irreversible=True,
    ),
)
