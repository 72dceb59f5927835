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

_LONGER = timedelta(days=14)
_VERDICTS = (("accept", "accept it"), ("refuse", "refuse it"))


async def _ask(making: Making) -> Message:
    kinds = making.answers.choices("kinds", DocumentKind)
    why = making.answers.text("reason")
    return making.answers.made(lambda: AskForDocuments(by=making.by, kinds=kinds, reason=why))


async def _review(making: Making) -> Message:
    answers = making.answers
    verdict, why = answers.text("verdict"), answers.optional("reason")
    document = answers.text("document")
    if verdict not in dict(_VERDICTS):
        answers.problems["verdict"] = "Choose one of these."
    if verdict == "refuse" and why is None:
        answers.problems["reason"] = "A refusal needs a reason that the customer can act on."
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
    instead = f" instead of {until:%d %b %Y}" if until else ""
    security = security_to_provide(case.snapshot.credit.conditions)
    what = "the security" if security else "the legal documents"
    return f"The customer has until the end of that day{instead} to send {what}, and is notified."


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
        "Review {item}",
        lambda case: (
            "Accepted: once everything asked for is accepted the request goes on by itself."
            " Refused: the customer reads your reason and can send another; this one is kept."
        ),
        _review,
        lambda case: (
            Field("verdict", "Verdict", "radio", options=_VERDICTS),
            reason(hint="Required to refuse it; the customer reads this.", required=False),
        ),
        _to_review,
        "document",
    ),
    Decision(
        "overrule",
        Action.OVERRULE,
        "Accept what {item} found",
        lambda case: (
            "The finding does not hold the request up any more: the rules are read again and it"
            " goes on by itself. Your reason stands in the timeline."
        ),
        _overrule,
        lambda case: (reason(hint="Why it is all right. The customer does not read this."),),
        _to_judge,
        "rule",
    ),
    Decision(
        "ask-for-documents",
        Action.ASK_FOR_DOCUMENTS,
        "Ask for legal documents",
        lambda case: (
            "The customer is asked at once, learns what will do instead, and has"
            f" {case.period(case.policy.documents.deadline.days)}. A credit review's clock stands"
            " still meanwhile."
        ),
        _ask,
        lambda case: (
            Field("kinds", "Documents", "checks", options=choices_of(_to_ask(case))),
            reason(hint="The customer reads this."),
        ),
    ),
    Decision(
        "extend-deadline",
        Action.EXTEND_DEADLINE,
        "Give the customer longer",
        _extension,
        _extend,
        lambda case: (
            Field(
                "until",
                "Until the end of",
                "day",
                value=f"{_standing(case) + _LONGER:%Y-%m-%d}",
                hint="A day, in UTC.",
            ),
            reason(required=False),
        ),
    ),
)
