"""What a credit analyst decides."""

from console.pages.decisions.kinds import Case, Decision, Making
from console.pages.forms import Field, choices_of, reason
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
from wording.catalogue import staff
from wording.money import money_with_code
from wording.terms import term


def _approve_fields(case: Case) -> tuple[Field, ...]:
    credit = case.snapshot.credit
    asked = credit.asked
    application = credit.application.id if credit.application else ""
    most = (
        staff("decide.approve.most", currency=asked.currency, amount=money_with_code(asked))
        if asked
        else ""
    )
    return (
        Field("application", "", "hidden", value=application),
        Field(
            "limit",
            staff("decide.approve.limit"),
            "amount",
            hint=most,
            value=str(asked.amount) if asked else "",
        ),
        Field(
            "security",
            staff("decide.approve.security"),
            "choice",
            required=False,
            options=(("", staff("decide.approve.no_security")), *choices_of(Security)),
        ),
        Field(
            "security_amount",
            staff("decide.approve.worth"),
            "amount",
            required=False,
            hint=staff("decide.approve.worth_hint"),
        ),
    )


async def _approve(making: Making) -> Message:
    answers = making.answers
    limit, worth = answers.amount("limit"), answers.optional_amount("security_amount")
    security = answers.optional_choice("security", Security)
    if worth is not None and security is None:
        answers.problems["security"] = staff("decide.approve.which_security")
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
    return staff("decide.record_security.causes", what=what)


DECISIONS: tuple[Decision[Case, Message], ...] = (
    Decision(
        "approve",
        Action.APPROVE,
        "decide.approve",
        lambda case: staff("decide.approve.causes", period=case.period(case.policy.approval.days)),
        _approve,
        _approve_fields,
    ),
    Decision(
        "ask-for-more",
        Action.ASK_FOR_MORE,
        "decide.ask_for_more",
        lambda case: staff(
            "decide.ask_for_more.causes",
            period=case.period(case.policy.credit.more_information.days),
        ),
        _ask_for_more,
        lambda case: (reason(staff("decide.ask_for_more.what"), staff("fields.customer_reads")),),
    ),
    Decision(
        "record-security",
        Action.RECORD_SECURITY,
        "decide.record_security",
        _security_met,
        _record_security,
        lambda case: (
            Field(
                "reference",
                staff("decide.record_security.reference"),
                required=False,
                hint=staff("decide.record_security.reference_hint"),
            ),
        ),
    ),
    Decision(
        "decline",
        Action.DECLINE,
        "decide.decline",
        lambda case: staff("decide.decline.causes"),
        _decline,
        lambda case: (
            Field(
                "code",
                staff("decide.decline.kind"),
                "choice",
                options=choices_of(DeclineCode),
            ),
            reason(hint=staff("fields.for_colleagues")),
        ),
        irreversible=True,
    ),
)
