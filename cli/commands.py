"""Every command: its name, its module and its one-line help.

A module is imported only when its command runs, so that help stays quick.
"""

import difflib
from collections.abc import Sequence
from typing import NamedTuple

from cli.usage import WrongUsage, problem, refuse


class Command(NamedTuple):
    name: str
    """As it is typed; the words before the last are the group that it is in."""
    where: str
    """`module:function`."""
    does: str
    """One line for the overview."""


AREAS: dict[str, tuple[Command, ...]] = {
    "To see it work": (
        Command("demo", "cli.demo.command:demo", "play a request's whole life, weeks in seconds"),
        Command("sample", "cli.sample:sample", "fill this copy with sample data"),
        Command("fast-forward", "cli.rehearsing:fast_forward", "let time pass, in a rehearsal"),
        Command("diagram", "cli.rehearsing:diagram", "draw a state machine, as Mermaid"),
    ),
    "Looking": (
        Command("status", "cli.showing:status", "who must act, on what, until when"),
        Command("timeline", "cli.showing:timeline", "what happened, when, and who did it"),
        Command("list", "cli.showing:list_requests", "requests by state and by who must act"),
        Command("watch", "cli.showing:watch", "follow a request until it ends"),
        Command(
            "mails", "cli.mails:mails", "the notices, their recipients, and whether they were sent"
        ),
        Command("resend", "cli.mails:resend", "send a mail again that did not get through"),
        Command("dismiss", "cli.mails:dismiss", "a mail that did not get through stays unsent"),
        Command("report", "cli.reports:report", "what takes how long, waits, or is overdue"),
    ),
    "The customer": (
        Command("check", "cli.drafting:check", "dry run of every rule; changes nothing"),
        Command("open", "cli.drafting:open_request", "open a request as a draft, or submit it"),
        Command("edit", "cli.drafting:edit", "change the form"),
        Command("submit", "cli.drafting:submit", "submit the draft"),
        Command("recheck", "cli.drafting:recheck", "read the rules again, on the account as it is"),
        Command("withdraw", "cli.drafting:withdraw", "end a request"),
        Command("apply-for-credit", "cli.credit:apply_for_credit", "return the credit application"),
        Command("add-document", "cli.documents:add_document", "send a legal document"),
        Command("switch", "cli.switching:switch", "pay by invoice from now on, for good"),
    ),
    "The credit analyst": (
        Command("decide", "cli.credit:decide", "approve, ask for more information, or decline"),
        Command("security", "cli.credit:security", "record a deposit or letter of credit"),
        Command("account limit", "cli.limits:limit", "show, raise, lower or freeze a credit limit"),
        Command(
            "account confirm-limit",
            "cli.limits:confirm",
            "confirm a limit that a colleague proposed",
        ),
    ),
    "The verifier": (
        Command("ask-documents", "cli.documents:ask_documents", "ask for legal documents"),
        Command("review-document", "cli.documents:review_document", "accept or refuse a document"),
        Command("extend-deadline", "cli.documents:extend_deadline", "give the customer longer"),
        Command("overrule", "cli.documents:overrule", "accept what a rule found, and say why"),
    ),
    "Invoices": (
        Command(
            "invoice issue", "cli.invoices.issuing:issue", "issue one from a file, or thousands"
        ),
        Command(
            "invoice show",
            "cli.invoices.showing:show",
            "what is open, until when, and what happened",
        ),
        Command(
            "invoice why", "cli.invoices.why:why", "why it is open: what was paid, what is left"
        ),
        Command(
            "invoice paper",
            "cli.invoices.papers:paper",
            "the document, as PDF or as an e-invoice",
        ),
        Command(
            "invoice list",
            "cli.invoices.showing:list_invoices",
            "invoices by due date, the earliest first",
        ),
        Command(
            "invoice watch", "cli.invoices.showing:watch", "follow an invoice until it is settled"
        ),
        Command("invoice in-transit", "cli.invoices.money:in_transit", "the money is on its way"),
        Command("invoice dispute", "cli.invoices.disputes:dispute", "say that it is not right"),
    ),
    "Billing operations": (
        Command(
            "account invoice-format",
            "cli.invoice_format:invoice_format",
            "how an account gets its invoices",
        ),
        Command("invoice pay", "cli.invoices.money:pay", "record money that came in"),
        Command("account pay", "cli.invoices.money:pay_account", "the same, oldest invoices first"),
        Command("invoice reverse", "cli.invoices.money:reverse", "the bank took a payment back"),
        Command("invoice correct", "cli.invoices.money:correct", "take back a wrong entry"),
        Command(
            "account reverse", "cli.invoices.account_money:reverse", "the bank took credit back"
        ),
        Command(
            "account correct", "cli.invoices.account_money:correct", "take back credit or a refund"
        ),
        Command(
            "account refund", "cli.invoices.account_money:refund", "unapplied credit was paid back"
        ),
        Command(
            "account apply-credit",
            "cli.invoices.money:apply_credit",
            "settle an invoice from unapplied credit",
        ),
        Command(
            "invoice resolve",
            "cli.invoices.disputes:resolve",
            "end a dispute, one way or the other",
        ),
        Command(
            "invoice credit", "cli.invoices.disputes:credit", "a credit note for a part, or all"
        ),
        Command("invoice write-off", "cli.invoices.disputes:write_off", "give up what is open"),
        Command(
            "account statement",
            "cli.invoices.statements:statement",
            "invoices, payments, and the balance",
        ),
    ),
    "Bank statements": (
        Command(
            "bank import", "cli.bank.statements:import_files", "read statements, book what is sure"
        ),
        Command("bank list", "cli.bank.statements:list_entries", "what came in, the latest first"),
        Command("bank show", "cli.bank.statements:show", "an entry, what it is for, and why"),
        Command("bank accept", "cli.bank.statements:accept", "book an entry as it is proposed"),
        Command("bank assign", "cli.bank.statements:assign", "say which invoices an entry pays"),
        Command("bank ignore", "cli.bank.statements:ignore", "it is no payment of a customer's"),
        Command("bank undo", "cli.bank.statements:undo", "take back what was decided"),
        Command("bank advise", "cli.bank.advice:advise", "keep what a customer's transfer pays"),
        Command("bank advice", "cli.bank.advice:list_advice", "the payment advice that is kept"),
        Command(
            "bank reconcile",
            "cli.bank.reconciling:reconcile",
            "what came in adds up, or what differs",
        ),
        Command("bank profiles", "cli.bank.profiles:profiles", "how tables (CSV) are read"),
        Command("bank refused", "cli.bank.inbox:refused", "files of the inbox that were refused"),
        Command("bank seen", "cli.bank.inbox:seen", "somebody has seen to a refused file"),
    ),
    "Operators": (
        Command("queues show", "cli.queues:show", "what waits for whom, those due first on top"),
        Command("queues rebuild", "cli.queues:rebuild", "list every request anew, from itself"),
        Command("clocks check", "cli.clocks:check", "what should be running, and is not"),
        Command("clocks tasks", "cli.clocks:tasks", "what the last check left to a person"),
        Command("clocks seen", "cli.clocks:seen", "you have seen to what check told of a request"),
        Command("events list", "cli.events:list_events", "what happened, for other programs"),
        Command("events send", "cli.hooks:send", "send an event again"),
        Command("hooks add", "cli.hooks:add", "have events sent to another program"),
        Command("hooks list", "cli.hooks:list_hooks", "where events are sent"),
        Command("hooks deliveries", "cli.hooks:deliveries", "what was sent, and the answers"),
        Command("hooks test", "cli.hooks:test", "send an event that tells nothing"),
        Command("hooks disable", "cli.hooks:disable", "send nothing any more"),
        Command("hooks enable", "cli.hooks:enable", "send again, from where it was"),
        Command("hooks rotate", "cli.hooks:rotate", "give an endpoint another secret"),
        Command(
            "provider drift", "cli.provider.drift:drift", "what your billing system does otherwise"
        ),
        Command("provider seen", "cli.provider.drift:seen", "somebody has seen to a drift"),
        Command(
            "provider refused",
            "cli.provider.hints:refused",
            "what happened there, and is not taken",
        ),
        Command("provider retry", "cli.provider.hints:retry", "take up again what is not taken"),
        Command(
            "provider settled",
            "cli.provider.hints:settled",
            "somebody has seen to what is not taken",
        ),
        Command(
            "provider list", "cli.provider.calls:list_calls", "what your billing system is told"
        ),
        Command("provider again", "cli.provider.calls:again", "tell it again what it refused"),
        Command("provider done", "cli.provider.calls:done", "it was done there by hand"),
        Command(
            "provider check",
            "cli.provider.connection:check",
            "hold your billing system to what is asked",
        ),
        Command("keys show", "cli.keys:show", "the master keys, and how much each wraps"),
        Command("keys rotate-master", "cli.keys:rotate_master", "go over to the next master key"),
        Command("keys renew", "cli.keys:renew", "seal what is new with another key"),
        Command("keys export", "cli.keys:export", "copy the wrapped keys, as a backup of them"),
        Command("keys import", "cli.keys:import_copy", "take keys back from such a copy"),
        Command("engine seal", "cli.sealing:seal", "seal what is in clear from before"),
        Command("release list", "cli.releases:show", "which release of the workers gets the work"),
        Command("release current", "cli.releases:current", "give all work to a release"),
    ),
    "Evidence": (
        Command("evidence take", "cli.evidence:take", "a request or invoice as a signed bundle"),
        Command("evidence verify", "cli.evidence:verify", "whether a bundle is as it was signed"),
        Command("evidence check", "cli.evidence:check", "whether the ledger was changed unseen"),
        Command("evidence key", "cli.evidence:key", "the public key that bundles are signed with"),
    ),
    "Personal data": (
        Command("person export", "cli.persons:export", "hand over all that is kept of somebody"),
        Command("person erase", "cli.persons:erase", "erase what is kept of somebody, for ever"),
        Command("person show", "cli.persons:show", "what erasing an account would come to"),
        Command("person confirm-erase", "cli.persons:confirm_erase", "confirm what another asked"),
        Command(
            "person cancel-erase", "cli.persons:cancel_erase", "take back an erasure that waits"
        ),
        Command("person erasures", "cli.persons:erasures", "which accounts' people were erased"),
        Command("retention list", "cli.retention:list_retention", "what goes when, and what went"),
    ),
    "Accounts": (
        Command("account import", "cli.accounts:import_accounts", "put accounts into the ledger"),
        Command("account show", "cli.accounts:show", "an account with its limit and its scopes"),
        Command("account list", "cli.accounts:list_accounts", "accounts, by id or by name"),
        Command("account delete", "cli.accounts:delete", "take out one that was never used"),
        Command("account settle", "cli.accounts:settle", "record outstanding charges as paid"),
    ),
    "Access to the console": (
        Command("access add", "cli.access.people:add", "let somebody sign in with a password"),
        Command("access list", "cli.access.people:list_people", "who may sign in, and as what"),
        Command("access disable", "cli.access.people:disable", "shut somebody out, at once"),
        Command("access enable", "cli.access.people:enable", "let them sign in again"),
        Command("access password", "cli.access.people:password", "give somebody another password"),
        Command(
            "access reset-second-factor",
            "cli.access.log:reset_second_factor",
            "take a lost second factor away",
        ),
        Command("access log", "cli.access.log:show", "who came in, and who changed what"),
        Command("access key create", "cli.access.keys:create", "make an API key, shown once"),
        Command("access key list", "cli.access.keys:list_keys", "the API keys, and their use"),
        Command("access key revoke", "cli.access.keys:revoke", "take an API key back, at once"),
        Command("access link create", "cli.access.links:create", "make a link for a customer"),
        Command("access link list", "cli.access.links:list_links", "the links, and their use"),
        Command("access link revoke", "cli.access.links:revoke", "take a link back, at once"),
    ),
    "This command line": (
        Command("completion", "cli.completing:completion", "print a completion script for a shell"),
    ),
}

COMMANDS: tuple[Command, ...] = tuple(
    command for commands in AREAS.values() for command in commands
)


def within(group: str) -> tuple[Command, ...]:
    """The commands of a group such as `account`; none when there is no such group."""
    return tuple(command for command in COMMANDS if command.name.startswith(f"{group} "))


def named(words: Sequence[str]) -> Command:
    """The command that a command line begins with.

    Raises:
        WrongUsage: there is none of this name; the likeliest one is named.
    """
    for command in COMMANDS:
        if command.name.split() == list(words[: len(command.name.split())]):
            return command
    from wording.catalogue import staff_words

    group = _longest_group(words)
    choices = [command.name for command in within(" ".join(group))]
    given = " ".join(words[: len(group) + 1])
    if given.startswith("-"):
        refuse("command", staff_words()("usage.command_first"), "missing")
    if choices and len(words) == len(group):
        listed = ", ".join(choices)
        said = staff_words()("usage.one_of_its_commands", given=given, commands=listed)
        refuse("command", said, "missing")
    close = difflib.get_close_matches(given, [command.name for command in COMMANDS], 1)
    meant = close[0] if close else None
    said = staff_words()("usage.unknown_command", given=given, meant=meant)
    raise WrongUsage([problem("command", said, "unknown_command")])


def _longest_group(words: Sequence[str]) -> Sequence[str]:
    """The words at the beginning that are a group of commands; none where the first is no group."""
    length = 0
    while length < len(words) and within(" ".join(words[: length + 1])):
        length += 1
    return words[:length]
