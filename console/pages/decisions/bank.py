"""What billing operations decide on an entry of a bank statement."""

from pydantic_core import PydanticCustomError

from clients.bank.client import Whole
from console.pages.decisions.kinds import Decision, Making, Offer, offers_of
from console.pages.forms import Answers, Field, reason
from domain.access import Actor
from domain.bank.messages import (
    AcceptProposal,
    AssignEntry,
    EntryMessage,
    IgnoreEntry,
    InvoicePart,
    UndoDecision,
    part_in,
)
from domain.bank.operations import ACCEPT, ASSIGN, IGNORE, UNDO
from domain.bank.proposals import Proposal
from domain.errors import NothingProposed
from wording.catalogue import staff


def mark(proposal: Proposal) -> str:
    """Tells a proposal from another one in its place."""
    parts = (f"{each.invoice}={each.minor}+{each.charges}" for each in proposal.shares)
    return f"{proposal.account}: {' '.join(parts)} {proposal.left}"


async def _accept(making: Making) -> EntryMessage:
    answers = making.answers
    place = answers.whole("proposal")
    proposals = (await making.services.bank.one(making.name)).listed.entry.proposals
    read = answers.optional("seen")
    if not 0 < place <= len(proposals) or read != mark(proposals[place - 1]):
        raise NothingProposed(staff("bank_entry.proposals_changed"), entry=making.name)
    return answers.made(lambda: AcceptProposal(by=making.by, proposal=place))


async def _assign(making: Making) -> EntryMessage:
    answers = making.answers
    parts = _parts(answers, making.currency)
    account, apart = answers.optional("account", 100), answers.optional("apart") is not None
    return answers.made(
        lambda: AssignEntry(by=making.by, account=account, invoices=parts, apart=apart)
    )


def _parts(answers: Answers, currency: str) -> tuple[InvoicePart, ...]:
    written = (answers.optional("invoices") or "").splitlines()
    try:
        return tuple(part_in(each, currency) for each in written if each.strip())
    except PydanticCustomError as problem:
        answers.problems["invoices"] = problem.message()
        return ()


async def _ignore(making: Making) -> EntryMessage:
    why = making.answers.text("reason")
    return making.answers.made(lambda: IgnoreEntry(by=making.by, reason=why))


async def _undo(making: Making) -> EntryMessage:
    why = making.answers.text("reason")
    return making.answers.made(lambda: UndoDecision(by=making.by, reason=why))


def _assigned_to(whole: Whole) -> tuple[Field, ...]:
    example = staff("bank_entry.invoices_hint", equals="=", example="INV-17=120.50")
    apart = (("yes", staff("bank_entry.apart")),)
    return (
        Field("invoices", staff("bank_entry.invoices"), "area", required=False, hint=example),
        Field("account", staff("bank_entry.account"), required=False),
        Field("apart", staff("fields.bank_reference"), "checks", required=False, options=apart),
    )


DECISIONS: tuple[Decision[Whole, EntryMessage], ...] = (
    Decision(
        ACCEPT.name,
        ACCEPT.action,
        "bank_entry.accept_one",
        lambda whole: "",
        _accept,
        items=lambda whole: (),  # each proposal has a button of its own
        item_name="proposal",
    ),
    Decision(
        ASSIGN.name,
        ASSIGN.action,
        "bank_entry.assign",
        lambda whole: staff("bank_entry.assign_causes"),
        _assign,
        _assigned_to,
    ),
    Decision(
        IGNORE.name,
        IGNORE.action,
        "bank_entry.ignore",
        lambda whole: staff("bank_entry.ignore_causes"),
        _ignore,
        lambda whole: (reason(),),
    ),
    Decision(
        UNDO.name,
        UNDO.action,
        "bank_entry.undo",
        lambda whole: staff("bank_entry.undo_causes"),
        _undo,
        lambda whole: (reason(),),
        irreversible=True,
    ),
)


def offers(whole: Whole, actor: Actor) -> tuple[Offer, ...]:
    """What the actor may decide on it, what is possible now first."""
    return offers_of(DECISIONS, whole, actor, lambda each: whole.possible[each.name])
