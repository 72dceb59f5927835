"""`trigger` and `note` of a timeline's entry, for programs that read them, which is why these texts
never change. People read `wording`."""

from collections.abc import Callable, Mapping

from domain.requests.happenings import OF_MOVE, Facts, Happening

TRIGGERS: Mapping[Happening, str] = {
    **{happening: trigger.value for trigger, happening in OF_MOVE.items()},
    Happening.OPENED: "open",
    Happening.EDITED: "edit",
    Happening.RECHECKED: "recheck",
    Happening.TO_FIX: "to fix",
    Happening.TO_VERIFY: "to verify",
    Happening.DEADLINE_EXTENDED: "extend deadline",
    Happening.OVERRULED: "overrule {codes}",
    Happening.MORE_DOCUMENTS_ASKED: "ask for more documents",
    Happening.DOCUMENT_ADDED: "add document",
    Happening.DOCUMENT_ACCEPTED: "accepted document",
    Happening.DOCUMENT_REFUSED: "refused document",
    Happening.DOCUMENTS_MISSED: "legal documents not sent in time: escalated",
    Happening.VERIFIER_LATE: "a verifier has not decided yet: told again",
    Happening.APPLICATION_RETURNED: "return credit application",
    Happening.CREDIT_APPROVED: "decide approve",
    Happening.MORE_ASKED: "decide more-info",
    Happening.REVIEW_DUE: "credit review expected by now",
    Happening.REVIEW_OVERDUE: "credit review overdue: escalated",
    Happening.SECURITY_PROVIDED: "security provided",
    Happening.SECURITY_MISSED: "security not provided in time: escalated",
    Happening.HELD_BACK: "approval held back",
    Happening.SWITCH_REFUSED: "switch refused",
    Happening.REMINDED: "remind",
    Happening.REMINDER_SKIPPED: "skipped",
    Happening.LETTER_REFUSED: "letter refused",
    Happening.LETTER_UNCONFIRMED: "letter unconfirmed",
    Happening.LETTER_DISMISSED: "letter dismissed",
    Happening.CLOCK_SET_RIGHT: "clock set right",
    Happening.OTHER: "{codes}",
}


def trigger_of(happening: Happening, facts: Facts) -> str:
    return TRIGGERS[happening].format(codes=_codes(facts) or "")


def note_of(happening: Happening, facts: Facts) -> str | None:
    return _NOTES.get(happening, _nothing)(facts)


def _nothing(facts: Facts) -> str | None:
    return None


def _said(facts: Facts) -> str | None:
    return facts.said


def _codes(facts: Facts) -> str | None:
    return ", ".join(facts.codes) or None


def _spaced(facts: Facts) -> str | None:
    return ", ".join(code.replace("_", " ") for code in facts.codes) or None


def _taken_back(facts: Facts) -> str | None:
    return f"takes back what was settled: {_codes(facts)}" if facts.codes else None


def _added(facts: Facts) -> str | None:
    return ", ".join(filter(None, (facts.about, _spaced(facts)))) or None


def _reviewed(facts: Facts) -> str | None:
    return ": ".join(filter(None, (facts.about, facts.said))) or None


def _rejected(facts: Facts) -> str | None:
    return ": ".join(filter(None, (_codes(facts), facts.said))) or None


def _asked(facts: Facts) -> str | None:
    return str(facts.amount) if facts.amount else None


def _limit(facts: Facts) -> str | None:
    return f"limit {facts.amount}" if facts.amount else None


def _on_condition(facts: Facts) -> str | None:
    of_security = f", on condition of a {_spaced(facts)} of {facts.security}"
    return f"{_limit(facts)}{of_security if facts.security else ''}" if facts.amount else None


def _methods(facts: Facts) -> str | None:
    return " to ".join(facts.codes) or None


def _overtaken(facts: Facts) -> str | None:
    return f"{_codes(facts)}: overtaken by a later one" if facts.codes else None


def _letter(facts: Facts) -> str | None:
    return f"{_codes(facts)}: {facts.about}" if facts.about else None


def _letter_dismissed(facts: Facts) -> str | None:
    return f"{_codes(facts)}: {facts.said} ({facts.about})" if facts.about else None


_NOTES: Mapping[Happening, Callable[[Facts], str | None]] = {
    Happening.EDITED: _taken_back,
    Happening.TO_FIX: _codes,
    Happening.TO_VERIFY: _codes,
    Happening.DEADLINE_EXTENDED: _said,
    Happening.OVERRULED: _said,
    Happening.DOCUMENTS_ASKED: _spaced,
    Happening.MORE_DOCUMENTS_ASKED: _spaced,
    Happening.DOCUMENT_ADDED: _added,
    Happening.DOCUMENT_ACCEPTED: _reviewed,
    Happening.DOCUMENT_REFUSED: _reviewed,
    Happening.CREDIT_CHECK: _asked,
    Happening.APPLICATION_RETURNED: lambda facts: facts.about,
    Happening.CREDIT_APPROVED: _on_condition,
    Happening.MORE_ASKED: _said,
    Happening.SECURITY_PROVIDED: _said,
    Happening.HELD_BACK: _codes,
    Happening.APPROVED: _limit,
    Happening.SWITCH_REFUSED: _codes,
    Happening.SWITCHED: _methods,
    Happening.REJECTED: _rejected,
    Happening.LAPSED: _codes,
    Happening.WITHDRAWN: _said,
    Happening.REMINDED: _spaced,
    Happening.REMINDER_SKIPPED: _overtaken,
    Happening.LETTER_REFUSED: _letter,
    Happening.LETTER_UNCONFIRMED: _letter,
    Happening.LETTER_DISMISSED: _letter_dismissed,
    Happening.OTHER: _said,
}
