"""Checks a billing system against the contract of the port, in an account that is for trying."""

from collections.abc import AsyncIterator

from application.billing.trial import Trial, tried
from application.billing.trial_money import money_checks
from application.ports.billing import BillingProvider
from domain.billing.checked import Checked, Outcome
from domain.billing.provider import InvoiceAt, Party


async def checks(
    provider: BillingProvider, party: Party, invoice: InvoiceAt | None = None
) -> AsyncIterator[Checked]:
    """Each rule, and whether it holds. What is switched is switched back.

    Args:
        invoice: An open invoice that may be paid and written off; without one, what is about money
            is left out.
    """
    trial = Trial(provider, party)
    answers = await tried("capabilities", "It says what it can do.", trial.says_what_it_can)
    yield answers
    if answers.outcome is not Outcome.RIGHT:
        why = "It does not answer the first call as it should."
        yield Checked("rest", "Everything else holds.", Outcome.LEFT_OUT, why)
        return
    read = await tried(
        "account", "It reads the account, as it verifies it.", trial.reads_the_account
    )
    yield read
    yield await tried("stranger", "It refuses whom it does not know.", trial.refuses_strangers)
    yield await tried("open", "It says what is open.", trial.says_what_is_open)
    yield await tried("charged", "It says what was charged since.", trial.says_what_was_charged)
    if read.outcome is not Outcome.RIGHT:
        why = "The account cannot be read, so nothing is changed in it."
        yield Checked("switch", "It switches, and back.", Outcome.LEFT_OUT, why)
        return
    for name, what, rule in (
        ("stop", "It stops collecting, and keeps the payment method.", trial.stops_collecting),
        ("stop_again", "A key that comes again changes nothing.", trial.stops_once),
        ("by_invoice", "It collects by invoice.", trial.collects_by_invoice),
        ("old_key", "An old key that comes late changes nothing.", trial.lets_old_keys_do_nothing),
        ("undo", "It collects as before again, once.", trial.undoes_the_switch),
    ):
        yield await tried(name, what, rule)
    async for each in money_checks(trial, invoice):
        yield each
