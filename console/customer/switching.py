"""The switch, which cannot be undone: what changes, what is checked, and an explicit yes."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.access import Action
from console.customer.acting import (
    Customer,
    account_of,
    customer_may,
    their_request,
    they_send,
)
from console.customer.form_fields import mark_of
from console.customer.problems import Problem, Problems
from console.customer.sent import SentForm
from console.customer.showing import CustomerRoute, led_to, show
from console.services import OurServices, Services
from console.templating import language_of
from domain.accounts.account import Account, Scope
from domain.errors import AccessNotAcceptable, DomainError
from domain.letters.on_file import same_address
from domain.requests.lifecycle import State
from domain.requests.messages import SwitchToInvoice
from domain.requests.snapshot import Snapshot
from domain.rules.findings import Finding, Outcome
from domain.rules.switch_rules import switch_findings, who_may_switch
from files.reading import configured_policy
from wording.catalogue import LOCALES, words_in

router = APIRouter(route_class=CustomerRoute)

_MOST_MAILED = 5

Switcher = Annotated[Customer, customer_may(Action.SWITCH)]


@router.get("/my/requests/{scope}/switch")
async def page(request: Request, scope: str, customer: Switcher, services: OurServices) -> Response:
    snapshot = await their_request(services, customer, Action.SWITCH, scope)
    if snapshot.state is not State.APPROVED:
        return led_to(f"/my/requests/{scope}")
    return await _show(request, services, customer, snapshot)


@router.post("/my/requests/{scope}/switch")
async def switch(
    request: Request, scope: str, customer: Switcher, sent: SentForm, services: OurServices
) -> Response:
    """Makes the switch, for somebody who has said twice that it is for good."""
    snapshot = await their_request(services, customer, Action.SWITCH, scope)
    words = words_in(language_of(request))
    missing = []
    shown = await _shown(services, customer, snapshot)
    as_shown = sent.text("seen") in ("", shown.mark(snapshot))
    if not as_shown and snapshot.state is State.APPROVED:
        missing.append(Problem(words("switch.changed"), "understood"))
    elif sent.text("understood") != "yes":
        missing.append(Problem(words("switch.consent_missing"), "understood"))
    if sent.text("word").casefold() not in _confirming():
        said = words("switch.word_missing", word=words("switch.word"))
        missing.append(Problem(said, "word"))
    if missing:
        return await _show(
            request,
            services,
            customer,
            snapshot,
            shown,
            status=422,
            problems=Problems.of(missing),
            understood=as_shown and sent.text("understood") == "yes",
        )
    command = SwitchToInvoice(by=customer.sign_in, understood_irreversible=True)
    try:
        await they_send(services, customer, scope, command, sent.key)
    except DomainError as refusal:
        if snapshot.state is not State.APPROVED:
            raise
        return await _show(request, services, customer, snapshot, refusal=refusal)
    return led_to(f"/my/requests/{scope}")


@router.post("/my/requests/{scope}/switch/link")
async def mail_link(scope: str, customer: Switcher, services: OurServices) -> Response:
    """Mails the link that makes the switch: to the person who asks, if they may make it, and
    otherwise to those who may. Nobody here sees it."""
    snapshot = await their_request(services, customer, Action.SWITCH, scope)
    account = await account_of(services, customer)
    found = account.scope(snapshot.scope)
    allowed = who_may_switch(account, found) if found is not None else ()
    themselves = [each for each in allowed if same_address(each) == same_address(customer.sign_in)]
    page = f"/my/requests/{scope}/switch"
    for sign_in in (themselves or allowed)[:_MOST_MAILED]:
        with suppress(AccessNotAcceptable):  # a sign-in that is no address
            await services.access.mail_link(account.id, sign_in, page)
    return led_to(f"/my/requests/{scope}", "link_mailed")


def _confirming() -> frozenset[str]:
    """The word to type, in either language: the page may have been loaded in the other one."""
    return frozenset(words_in(language)("switch.word").casefold() for language in LOCALES)


def check_of(finding: Finding) -> str:
    """The key of the text about one precondition. Where the policy allows something with a
    consequence, the text says which."""
    if finding.evidence.get("staff_could_read"):
        return "S3_not_theirs_alone"
    if finding.evidence.get("charged"):
        return "S6_charged"
    if finding.outcome is not Outcome.PASS:
        return f"{finding.code}_{finding.outcome.value}"
    for changed in ("billed_separately", "moved"):
        if changed in finding.evidence:
            return f"{finding.code}_{changed}"
    return f"{finding.code}_pass"


@dataclass(frozen=True)
class _Shown:
    """What the page says of the switch."""

    account: Account
    scope: Scope | None
    days: int
    findings: tuple[Finding, ...]

    @property
    def checks(self) -> list[tuple[Finding, str]]:
        return [(finding, check_of(finding)) for finding in self.findings]

    def mark(self, snapshot: Snapshot) -> str:
        """A mark that differs for different states: a confirmation is valid for what was read. What
        is known to be in order by now, and was not, is no other state."""
        return mark_of(
            {
                "method": self.scope.payment_method if self.scope else None,
                "days": self.days,
                "limit": str(snapshot.credit.limit),
                "checks": [
                    f"{each.code}_pass" if each.outcome is Outcome.UNKNOWN else check
                    for each, check in self.checks
                ],
            }
        )


async def _shown(services: Services, customer: Customer, snapshot: Snapshot) -> _Shown:
    account = await account_of(services, customer)
    policy = configured_policy(services.settings)
    findings = switch_findings(
        account,
        snapshot.scope,
        customer.sign_in,
        policy.eligibility,
        customer.actor.through,
    )
    findings += await services.ledger.limit_frozen(account.id)
    scope = account.scope(snapshot.scope)
    if snapshot.state is State.APPROVED:
        findings = await services.provider.before_switch(
            findings, account, snapshot.scope, policy.eligibility.open_invoice
        )
    return _Shown(account, scope, policy.payment_terms_days, findings)


async def _show(
    request: Request,
    services: Services,
    customer: Customer,
    snapshot: Snapshot,
    shown: _Shown | None = None,
    *,
    problems: Problems | None = None,
    understood: bool = False,
    **context: Any,
) -> Response:
    shown = shown or await _shown(services, customer, snapshot)
    return show(
        request,
        "switch",
        zone=shown.account.time_zone,
        snapshot=snapshot,
        scope=shown.scope,
        days=shown.days,
        seen=shown.mark(snapshot),
        understood=understood,
        checks=shown.checks,
        not_theirs_to_make=any(each.code == "S3" and each.failed for each in shown.findings),
        blocked=any(finding.failed for finding in shown.findings),
        problems=problems or Problems(),
        **context,
    )
