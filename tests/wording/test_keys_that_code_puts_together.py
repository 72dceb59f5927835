"""A key that code puts together of a family and a value has words for every value there is."""

import ast
from collections.abc import Iterable, Iterator, Mapping

import pytest

from console.pages.decisions import DECISIONS
from console.pages.decisions.accounts import EVERY_ACT
from console.pages.profile_form import choices
from domain.bank.entries import Ignored
from domain.bank.proposals import Rule, Seen
from domain.bank.reconciling import RECEIVED_AS, WENT_OUT_AS, Differs
from domain.billing.checked import Outcome
from domain.billing.drift import DriftEnd, DriftKind
from domain.clear_text import Unsealed
from domain.invoices.alarms import AlarmKind
from domain.invoices.facts import SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.parts import AdjustmentKind
from domain.invoices.views.reminders import PauseKind
from domain.limits.states import LimitChangeKind
from domain.notices import Audience
from domain.people.through import Channel
from domain.reports.figures import ReportName
from domain.requests.happenings import Happening
from domain.requests.outcomes import OutcomeKind, SettledWith
from domain.rules.findings import Severity
from domain.turns import Who
from domain.webhooks.states import Trouble
from tests.wording.test_filled_in import ROOT, SAYS
from wording.catalogue import staff_words
from wording.refusals import Face

VALUES: Mapping[str, Iterable[str]] = {
    "adds_up": ("yes", "no", "not_said"),
    "alarm": {*AlarmKind} - {AlarmKind.REMINDER},  # named with its day
    "audience": Audience,
    "account_act": [each.name.replace("-", "_") for each in EVERY_ACT],
    "bank_decimal_mark": ("point", "comma"),
    "bank_date_order": [value for value, _ in choices()["date_order"]],
    "bank_delimiter": [value for value, _ in choices()["delimiter"]],
    "bank_encoding": [value for value, _ in choices()["encoding"]],
    "came_in": Channel,
    "clocks_check": ("all_agrees", "rest_agrees"),
    "decide.review": ("accept", "refuse"),
    "decide.some": {each.item_name for each in DECISIONS} - {""},
    "declare_again": Face,
    "differs": Differs,
    "distance": ("ahead", "ago"),
    "drift_ended": DriftEnd,
    "drifted": DriftKind,
    "ended_with": OutcomeKind,
    "engine_seal": Unsealed,
    "ignored": Ignored,
    "invoice_act.resolve": ("upheld", "rejected"),
    "limit_change": LimitChangeKind,
    "limit_changed": ("proposed", "declined", "other_limit", "frozen", "unfrozen", "no_review"),
    "match": Rule,
    "meaning": Severity,
    "next_by": {*Who} - {Who.NOBODY},
    "next_mistake": (AdjustmentKind.CREDIT_NOTE, AdjustmentKind.WRITE_OFF),
    "next_verdict": ("upheld", "rejected"),
    "paused": PauseKind,
    "provider_check": Outcome,
    "received": RECEIVED_AS,
    "report.title": ReportName,
    "seen": {*Seen} - {Seen.PERSON},  # never said
    "settled": SettledWith,
    "skipped": SkipReason,
    "status": ("check_needed", "no_check_needed"),
    "timeline": ({*EventKind} - {EventKind.OTHER}) | {*Happening},
    "webhook": Trouble,
    "went_out": WENT_OUT_AS,
    "who": Who,
}
SEEN_ELSEWHERE = {
    *("column", "progress"),  # by name, in test_filled_in
    *("demo.chapter", "demo.says", "demo.claim"),  # in test_demo
    *("code", "dispute_settled", "statement"),  # customers' words
    *("entry", "entry_how", "facts", "figure", "known", "short"),  # said only where there are words
    *("credit_fact", "fact", "line.lane"),  # written out where they are handed in
}


def families(source: str) -> Iterator[str]:
    """Of each key that is put together where words are asked for: what stands before the value."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for key in node.args[:2]:
                either = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
                if _says(node.func):
                    yield from (_family(each) for each in either if _family(each))


def _says(called: ast.expr) -> bool:
    inner = called.func if isinstance(called, ast.Call) else called
    return isinstance(inner, ast.Name) and inner.id in {*SAYS, "step"}


def _family(key: ast.expr) -> str:
    if not isinstance(key, ast.JoinedStr) or not isinstance(key.values[0], ast.Constant):
        return ""
    return str(key.values[0].value).rstrip(".")


@pytest.mark.parametrize("family", VALUES)
def test_every_value_has_words(family: str) -> None:
    assert [each for each in VALUES[family] if f"{family}.{each}" not in staff_words()] == []


def test_no_key_is_put_together_of_a_family_whose_values_nobody_knows() -> None:
    found = {
        family
        for part in ("cli", "console", "wording", "adapters/papers")
        for file in (ROOT / part).rglob("*.py")
        for family in families(file.read_text("utf-8"))
    }

    assert {"paused", "next_verdict", "report.title"} <= found
    assert found - SEEN_ELSEWHERE == VALUES.keys()
    assert found >= SEEN_ELSEWHERE


def test_a_key_that_is_put_together_is_found_wherever_words_are_asked_for() -> None:
    source = "staff_words()(f'a.{b}'), sentence(f'c.d.{e}', 'bold'), step(who, f'g.{h}'), said(k)"

    assert [*families(source)] == ["a", "c.d", "g"]
