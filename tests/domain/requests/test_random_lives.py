"""Random lives of a request, step by step against a small model of what may ever be true."""

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.errors import DomainError
from domain.forms.documents import DocumentKind
from domain.policy_file import read_policy
from domain.requests.deadlines import Alarm
from domain.requests.lifecycle import FINAL, State, Trigger
from domain.requests.listing import Listing, Place
from domain.requests.messages import Security
from domain.requests.snapshot import Snapshot
from domain.requests.view import details_of, listing_mark, listing_of
from domain.rules.findings import Finding
from domain.turns import Who
from tests.domain.requests.lives import Life, assert_goes_on_the_same, fails, passes, unknown
from tests.domain.requests.test_lifecycle import NEXT

CREDIT_ALARMS = {
    Alarm.APPLICATION_REMINDER,
    Alarm.APPLICATION_DEADLINE,
    Alarm.REVIEW_EXPECTED,
    Alarm.REVIEW_OVERDUE,
    Alarm.MORE_INFORMATION_REMINDER,
    Alarm.MORE_INFORMATION_DEADLINE,
    Alarm.SECURITY_REMINDER,
    Alarm.SECURITY_DEADLINE,
}
FIXING = {Alarm.FIX_REMINDER, Alarm.FIX_DEADLINE, Alarm.DAILY_RECHECK}
BELONGS: dict[State, set[Alarm]] = {
    State.DRAFT: {Alarm.DRAFT_REMINDER, Alarm.DRAFT_ABANDONED},
    State.SUBMITTED: FIXING | {Alarm.VERIFIER_LATE},
    State.CREDIT_CHECK: CREDIT_ALARMS | FIXING,
    State.LEGAL_DOCUMENTS: {
        Alarm.DOCUMENTS_REMINDER,
        Alarm.DOCUMENTS_DEADLINE,
        Alarm.DOCUMENTS_REVIEW_LATE,
    },
    State.APPROVED: {Alarm.APPROVAL_REMINDER, Alarm.APPROVAL_LAPSES, Alarm.DAILY_RECHECK},
    **{state: set() for state in FINAL},
}
"""The deadlines that may run in each state."""

ENDS_THE_WAIT = {
    Alarm.DRAFT_ABANDONED,
    Alarm.FIX_DEADLINE,
    Alarm.APPLICATION_DEADLINE,
    Alarm.MORE_INFORMATION_DEADLINE,
    Alarm.SECURITY_DEADLINE,
    Alarm.DOCUMENTS_DEADLINE,
    Alarm.APPROVAL_LAPSES,
}
"""One of these runs whenever the customer must act."""

one_finding = st.sampled_from(
    [
        fails("E4"),
        fails("E5"),
        fails("E5"),
        fails("E6", "ask"),
        fails("E6", "mismatch"),
        fails("E7", "ask"),
        fails("E9", "ask"),
        fails("E9", "mismatch"),
        fails("S1"),
        fails("S3"),
        passes("E4"),
        passes("E6"),
        unknown("E8"),
    ]
)
some_findings = st.lists(one_finding, max_size=3, unique_by=lambda found: found.code).map(tuple)
KINDS = (
    DocumentKind.CERTIFICATE_OF_INCORPORATION,
    DocumentKind.GOVERNMENT_DOCUMENT,
    DocumentKind.NAME_CHANGE_DEED,
)


MESSAGES: list[Callable[[Life], Any]] = [
    Life.submit,
    Life.edit,
    Life.recheck,
    Life.apply_for_credit,
    Life.approve,
    Life.ask_for_more,
    Life.record_security,
    Life.ask_for_documents,
    Life.send,
    Life.accept,
    Life.refuse,
    lambda life: life.extend(life.now + timedelta(days=40)),
    lambda life: life.overrule("E6"),
    Life.claim_switch,
]


def is_in(*states: State) -> Callable[[Any], bool]:
    return lambda machine: machine.life.request.state in states


class RandomLives(RuleBasedStateMachine):
    life: Life
    listed: tuple[Any, Listing] | None = None

    @initialize(
        amount=st.sampled_from(["8000.00", "20000.00"]),
        days=st.sampled_from(["calendar", "business"]),
        legal_form=st.sampled_from(["company", "public_body"]),
        rules=some_findings,
        begin=st.sampled_from(["draft", "submitted", "applied"]),
    )
    def open(
        self, amount: str, days: str, legal_form: str, rules: tuple[Finding, ...], begin: str
    ) -> None:
        self.life = Life(
            read_policy({"credit": {"review_days_are": days}}),
            credit__amount=amount,
            company__legal_form=legal_form,
        )
        self.life.rules = rules
        self.state = State.DRAFT
        self.asked_in: State | None = None
        self.seen = 1
        if begin == "applied":
            self.life.apply_for_credit()
        if begin != "draft":
            self.life.submit()

    def attempt(self, act: Callable[..., Any], *args: Any, **terms: Any) -> bool:
        """Whether the message was taken. A refused one must have changed nothing."""
        before = deepcopy(self.life.request)
        try:
            act(*args, **terms)
        except DomainError as refusal:
            assert self.life.request == before
            assert refusal.reason
            json.dumps(refusal.as_json())
            return False
        self.life.pass_time()
        return True

    @rule(message=st.sampled_from(MESSAGES))
    def somebody_tries(self, message: Callable[[Life], Any]) -> None:
        self.attempt(message, self.life)

    @rule(rules=some_findings)
    def the_account_changes(self, rules: tuple[Finding, ...]) -> None:
        self.life.rules = rules

    @precondition(is_in(State.DRAFT, State.SUBMITTED))
    @rule(really=st.integers(0, 3))
    def the_account_turns_out_to_be_a_private_one(self, really: int) -> None:
        if really == 0:
            self.life.rules = (fails("E1"),)

    @rule(away=st.booleans())
    def the_ledger_comes_and_goes(self, away: bool) -> None:
        self.life.ledger_away = away
        self.life.settle()
        self.life.pass_time()

    @rule(hours=st.sampled_from([1, 1, 24, 24, 24 * 6, 24 * 31]))
    def time_goes_by(self, hours: int) -> None:
        self.life.pass_time(hours=hours)

    @precondition(lambda self: not self.life.busy)
    @rule(days=st.sampled_from([2, 8, 29, 100]))
    def nobody_works(self, days: int) -> None:
        self.life.outage(days=days)

    @precondition(is_in(State.DRAFT))
    @rule()
    def submit(self) -> None:
        assert self.attempt(self.life.submit)

    @precondition(is_in(State.DRAFT, State.SUBMITTED))
    @rule(company=st.sampled_from(["Contoso B.V.", "Contoso Holding B.V."]))
    def edit(self, company: str) -> None:
        draft = self.life.request.draft
        kept = {"credit": draft["credit"], "company__legal_form": draft["company"]["legal_form"]}
        self.attempt(self.life.edit, company__name=company, **kept)

    @precondition(is_in(State.SUBMITTED, State.CREDIT_CHECK, State.APPROVED))
    @rule()
    def recheck(self) -> None:
        self.attempt(self.life.recheck)

    @rule(really=st.integers(0, 3))
    def withdraw(self, really: int) -> None:
        if really == 0:
            free = self.life.request.state not in FINAL and not self.life.request.switching_by
            assert self.attempt(self.life.withdraw) is free

    @precondition(is_in(State.DRAFT, State.CREDIT_CHECK, State.LEGAL_DOCUMENTS))
    @rule()
    def apply_for_credit(self) -> None:
        self.attempt(self.life.apply_for_credit)

    @precondition(is_in(State.CREDIT_CHECK))
    @rule(
        limit=st.sampled_from([5000, 20_000, 30_000]),
        security=st.sampled_from([None, Security.DEPOSIT]),
    )
    def approve(self, limit: int, security: Security | None) -> None:
        self.attempt(self.life.approve, limit, security=security)

    @precondition(is_in(State.CREDIT_CHECK))
    @rule()
    def ask_for_more(self) -> None:
        self.attempt(self.life.ask_for_more)

    @rule(really=st.integers(0, 3))
    def decline(self, really: int) -> None:
        if really == 0:
            self.attempt(self.life.decline)

    @precondition(is_in(State.CREDIT_CHECK))
    @rule()
    def record_security(self) -> None:
        self.attempt(self.life.record_security)

    @precondition(is_in(State.SUBMITTED, State.CREDIT_CHECK, State.LEGAL_DOCUMENTS))
    @rule(kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=2))
    def ask_for_documents(self, kinds: list[DocumentKind]) -> None:
        self.attempt(self.life.ask_for_documents, *kinds)

    @precondition(is_in(State.LEGAL_DOCUMENTS))
    @rule(kind=st.sampled_from(KINDS), content=st.sampled_from("abcdef"))
    def send(self, kind: DocumentKind, content: str) -> None:
        self.attempt(self.life.send, kind, content)

    @precondition(
        lambda self: (
            self.life.request.documents and self.life.request.state is State.LEGAL_DOCUMENTS
        )
    )
    @rule(data=st.data(), accepted=st.booleans())
    def review(self, data: st.DataObject, accepted: bool) -> None:
        document = data.draw(st.sampled_from([each.id for each in self.life.request.documents]))
        self.attempt(self.life.accept if accepted else self.life.refuse, document)

    @precondition(is_in(State.LEGAL_DOCUMENTS, State.CREDIT_CHECK))
    @rule(days=st.sampled_from([1, 40]))
    def extend(self, days: int) -> None:
        self.attempt(self.life.extend, self.life.now + timedelta(days=days))

    @precondition(is_in(State.SUBMITTED))
    @rule(code=st.sampled_from(["E6", "E7", "E9"]))
    def overrule(self, code: str) -> None:
        self.attempt(self.life.overrule, code)

    @precondition(is_in(State.APPROVED))
    @rule(understood=st.booleans())
    def claim_switch(self, understood: bool) -> None:
        request = self.life.request
        free = request.state is State.APPROVED and request.switching_by is None
        assert self.attempt(self.life.claim_switch, understood) is (free and understood)

    @precondition(lambda self: self.life.request.switching_by)
    @rule(blocked=st.booleans())
    def finish_switch(self, blocked: bool) -> None:
        if blocked:
            self.life.block_switch(fails("S1"), fails("S3"))
        else:
            self.life.complete_switch()
        self.life.pass_time()

    @invariant()
    def the_state_moves_along_the_table_only(self) -> None:
        for entry in self.life.request.timeline[self.seen :]:
            assert entry.from_ is self.state
            if entry.trigger == Trigger.ACCEPT_DOCUMENTS:
                expected = self.asked_in
            elif entry.trigger in set(Trigger):
                expected = NEXT[self.state, Trigger(entry.trigger)]
            else:
                expected = self.state
            if entry.trigger == Trigger.REQUEST_DOCUMENTS:
                self.asked_in = self.state
            assert entry.to is expected
            assert entry.from_ not in FINAL
            self.state = entry.to
        self.seen = len(self.life.request.timeline)
        assert self.life.request.state is self.state

    @invariant()
    def at_most_one_decision_is_made(self) -> None:
        counted = Counter(entry.trigger for entry in self.life.request.timeline)
        assert counted["decide approve"] <= 1
        assert counted[Trigger.APPROVE] + counted[Trigger.REJECT] <= 1
        assert counted[Trigger.SWITCH] <= 1
        assert sum(counted[each] for each in (Trigger.SWITCH, Trigger.LAPSE, Trigger.WITHDRAW)) <= 1

    @invariant()
    def a_snapshot_can_be_sent_and_read_back(self) -> None:
        snapshot = self.life.snapshot
        assert Snapshot.model_validate_json(snapshot.model_dump_json()) == snapshot
        assert "@" not in details_of(self.life.request)

    @invariant()
    def nobody_must_act_only_when_ended_or_while_the_rules_are_read(self) -> None:
        request = self.life.request
        if request.waiting_on.who is Who.NOBODY:
            assert request.ended or request.to_assess
        if request.ended:
            assert request.waiting_on.who is Who.NOBODY
            assert not request.to_assess

    @invariant()
    def no_wait_for_a_customer_is_without_an_end(self) -> None:
        request = self.life.request
        if request.waiting_on.who is Who.CUSTOMER and not request.to_assess:
            ends = {due.at for due in request.deadlines.running if due.alarm in ENDS_THE_WAIT}
            assert request.waiting_on.until in ends

    @invariant()
    def a_customer_asked_for_documents_has_something_to_send(self) -> None:
        life = self.life
        if life.assigned == (Who.CUSTOMER, "send the legal documents"):
            assert life.snapshot.documents.still_to_send

    @invariant()
    def the_deadlines_belong_to_the_state(self) -> None:
        request = self.life.request
        assert {due.alarm for due in request.deadlines.running} <= BELONGS[request.state]
        stopped = {alarm for alarm, _ in request.deadlines.stopped}
        if request.state is not State.LEGAL_DOCUMENTS:
            assert not stopped or request.credit.waits_for_more
        assert stopped <= CREDIT_ALARMS | BELONGS[request.state]

    @invariant()
    def nothing_that_is_due_is_left_lying(self) -> None:
        due = self.life.request.deadlines.next
        assert due is None or due.at > self.life.now or self.life.busy

    @invariant()
    def the_timeline_is_in_order(self) -> None:
        moments = [entry.at for entry in self.life.request.timeline]
        assert moments == sorted(moments)

    @invariant()
    def it_is_listed_in_its_present_state(self) -> None:
        request = self.life.request
        listing = listing_of(request, 1, Place(events=1, at=request.opened_at))
        assert Listing.model_validate_json(listing.model_dump_json()) == listing
        assert listing.stays[-1].state is listing.line.state is request.state
        assert (listing.line.ended_at is not None) is request.ended
        if self.listed is not None and self.listed[1] != listing:
            assert self.listed[0] != listing_mark(request)
        self.listed = listing_mark(request), listing

    @invariant()
    def it_goes_on_the_same_from_what_is_kept_of_it(self) -> None:
        assert_goes_on_the_same(self.life.request)

    @invariant()
    def every_notice_has_a_key_of_its_own(self) -> None:
        keys = [notice.key for notice in self.life.notices]
        assert len(keys) == len(set(keys))


RandomLives.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestRandomLives = RandomLives.TestCase
