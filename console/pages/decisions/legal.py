"""What a verifier decides, and the deadlines that people extend."""

from datetime import UTC, datetime, time, timedelta

from console.pages.decisions.kinds import Case, Decision, Making
from console.pages.forms import Field, choices_of, reason
from domain.access import Action
from domain.forms.documents import DocumentKind
from domain.operations.messages import Message
from domain.requests.choices import (
    findings_to_judge,
    kinds_to_ask,
    security_to_provide,
    uploads_to_review,
)
from domain.requests.messages import AskForDocuments, ExtendDeadline, Overrule, ReviewDocument
from wording.catalogue import staff
from wording.dates import written_day

_LONGER = timedelta(days=14)
_VERDICTS = ("accept", "refuse")


def _verdict() -> Field:
    options = tuple((each, staff(f"decide.review.{each}")) for each in _VERDICTS)
    return Field("verdict", staff("decide.review.verdict"), "radio", options=options)


async def _ask(making: Making) -> Message:
    kinds = making.answers.choices("kinds", DocumentKind)
    why = making.answers.text("reason")
    return making.answers.made(lambda: AskForDocuments(by=making.by, kinds=kinds, reason=why))


async def _review(making: Making) -> Message:
    answers = making.answers
    verdict, why = answers.text("verdict"), answers.optional("reason")
    document = answers.text("document")
    if verdict not in _VERDICTS:
        answers.problems["verdict"] = staff("fields.choose_one")
    if verdict == "refuse" and why is None:
        answers.problems["reason"] = staff("decide.review.why")
    return answers.made(
        lambda: ReviewDocument(
            by=making.by, document=document, accept=verdict == "accept", reason=why
        )
    )


def _standing(case: Case) -> datetime:
    return max(case.snapshot.waiting_on.until or case.now, case.now)


async def _extend(making: Making) -> Message:
    day, why = making.answers.day("until"), making.answers.optional("reason")
    end = datetime.combine(day, time(23, 59), UTC)
    return making.answers.made(lambda: ExtendDeadline(by=making.by, until=end, reason=why))


def _extension(case: Case) -> str:
    until = case.snapshot.waiting_on.until
    security = security_to_provide(case.snapshot.credit.conditions)
    return staff(
        "decide.extend.security" if security else "decide.extend.documents",
        until=until and written_day(until),
    )


async def _overrule(making: Making) -> Message:
    rule, why = making.answers.text("rule", 20), making.answers.text("reason")
    return making.answers.made(lambda: Overrule(by=making.by, rule=rule, reason=why))


def _to_review(case: Case) -> tuple[str, ...]:
    now = case.snapshot
    return tuple(each.id for each in uploads_to_review(now.state, now.documents.received))


def _to_judge(case: Case) -> tuple[str, ...]:
    now = case.snapshot
    return tuple(each.code for each in findings_to_judge(now.state, now.findings, now.cleared))


def _to_ask(case: Case) -> tuple[DocumentKind, ...]:
    return kinds_to_ask(case.snapshot.state, case.snapshot.documents.asked_for)


DECISIONS: tuple[Decision[Case, Message], ...] = (
    Decision(
        "review-document",
        Action.REVIEW_DOCUMENT,
        "decide.review",
        lambda case: staff("decide.review.causes"),
        _review,
        lambda case: (
            _verdict(),
            reason(hint=staff("decide.review.reason_hint"), required=False),
        ),
        _to_review,
        "document",
    ),
    Decision(
        "overrule",
        Action.OVERRULE,
        "decide.overrule",
        lambda case: staff("decide.overrule.causes"),
        _overrule,
        lambda case: (reason(hint=staff("decide.overrule.reason_hint")),),
        _to_judge,
        "rule",
    ),
    Decision(
        "ask-for-documents",
        Action.ASK_FOR_DOCUMENTS,
        "decide.ask_for_documents",
        lambda case: staff(
            "decide.ask_for_documents.causes",
            period=case.period(case.policy.documents.deadline.days),
        ),
        _ask,
        lambda case: (
            Field(
                "kinds",
                staff("decide.ask_for_documents.kinds"),
                "checks",
                options=choices_of(_to_ask(case)),
            ),
            reason(hint=staff("fields.customer_reads")),
        ),
    ),
    Decision(
        "extend-deadline",
        Action.EXTEND_DEADLINE,
        "decide.extend",
        _extension,
        _extend,
        lambda case: (
            Field(
                "until",
                staff("decide.extend.until"),
                "day",
                value=f"{_standing(case) + _LONGER:%Y-%m-%d}",
                hint=staff("decide.extend.until_hint"),
            ),
            reason(required=False),
        ),
    ),
)
