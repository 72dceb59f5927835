"""Bank statements in the shapes of `--json` and of the API."""

from typing import Any

from application.bank.import_statements import Imported
from application.bank.read import StatementRead
from application.ports.bank import ListedEntry
from application.ports.bank_files import RefusedFile
from clients.bank.amounts import money_document
from clients.bank.client import Whole
from clients.bank.profiles import NamedProfile
from domain.bank.entries import BankEntry, Decided
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Evidence, Proposal


def imported_document(imported: Imported) -> dict[str, Any]:
    return {
        "statements": [_statement(each) for each in imported.statements],
        "entries": imported.entries,
        "booked": imported.booked,
        "suggested": imported.suggested,
        "unmatched": imported.unmatched,
        "already": imported.already,
        "ignored": imported.ignored,
        "problems": imported.problems,
    }


def refused_file_document(refused: RefusedFile) -> dict[str, Any]:
    return {
        "file": refused.id,
        "name": refused.name,
        "refused_at": refused.at.isoformat(),
        "problems": list(refused.problems),
    }


def profile_document(named: NamedProfile) -> dict[str, Any]:
    """A profile of tables, as the policy file would say it, without what is so by default."""
    return {
        "name": named.name,
        "in_policy": named.in_policy,
        "profile": named.profile.model_dump(mode="json", exclude_defaults=True),
    }


def entry_document(listed: ListedEntry) -> dict[str, Any]:
    """An entry as `bank list` and `bank show` say it."""
    entry = listed.entry
    transaction, booking = entry.transaction, entry.transaction.booking
    return {
        "entry": transaction.id,
        "amount": money_document(transaction.minor, booking.currency),
        "currency": booking.currency,
        "booked_on": _text(booking.booked_on),
        "value_date": _text(booking.value_date),
        "account": booking.account,
        "payer": transaction.party.name or None,
        "payer_account": transaction.party.account or None,
        "text": transaction.text,
        "references": [
            {"kind": each.kind.value, "reference": each.text} for each in transaction.references
        ],
        "state": entry.state.value,
        "customer": listed.customer,
        "matches": _matches(entry),
        "bank_reference": transaction.bank_reference,
    }


def whole_document(whole: Whole) -> dict[str, Any]:
    """An entry with its proposals one by one, and all that became of it."""
    entry = whole.listed.entry
    currency = entry.transaction.booking.currency
    rate, instructed = entry.transaction.rate, entry.transaction.instructed
    return {
        **entry_document(whole.listed),
        "charges": [
            money_document(each.minor, each.currency) for each in entry.transaction.charges
        ],
        "instructed": money_document(instructed.minor, instructed.currency) if instructed else None,
        "rate": None if rate is None else str(rate),
        "proposals": [_proposal(each, currency) for each in entry.proposals],
        "decisions": [_decision(state, each) for state, each in whole.decisions],
        "possible": {
            name: each and each.model_dump(mode="json") for name, each in whole.possible.items()
        },
    }


def _statement(read: StatementRead) -> dict[str, Any]:
    return {
        "id": read.id,
        "account": read.account,
        "currency": read.currency,
        "from": _text(read.since),
        "to": _text(read.until),
        "opening": read.opening.model_dump(mode="json") if read.opening else None,
        "closing": read.closing.model_dump(mode="json") if read.closing else None,
        "adds_up": read.adds_up,
    }


def _matches(entry: BankEntry) -> list[dict[str, Any]]:
    """What it was booked for; else what the best proposal says."""
    proposal = entry.booked or (entry.proposals[0] if entry.proposals else None)
    if proposal is None or entry.state is EntryState.UNMATCHED:
        return []
    currency = entry.transaction.booking.currency
    return [
        {
            "invoice": share.invoice,
            "amount": money_document(share.minor, currency),
            "rule": proposal.rule.value,
            "evidence": [_evidence(each) for each in proposal.evidence],
        }
        for share in proposal.shares
    ]


def _proposal(proposal: Proposal, currency: str) -> dict[str, Any]:
    return {
        "rule": proposal.rule.value,
        "account": proposal.account,
        "invoices": [
            {
                "invoice": share.invoice,
                "amount": money_document(share.minor, currency),
                "charges": money_document(share.charges, currency),
            }
            for share in proposal.shares
        ],
        "left": money_document(proposal.left, currency),
        "evidence": [_evidence(each) for each in proposal.evidence],
    }


def _decision(state: EntryState, decided: Decided) -> dict[str, Any]:
    return {
        "at": decided.at.isoformat(),
        "by": decided.by,
        "state": state.value,
        "rule": decided.proposal.rule.value if decided.proposal else decided.ignored,
        "reason": decided.reason or None,
        "returns": decided.returns or None,
        "returned_by": decided.returned_by or None,
        "refund": decided.refund.entry if decided.refund else None,
    }


def _evidence(evidence: Evidence) -> dict[str, str]:
    return {"seen": evidence.seen.value, "text": evidence.text}


def _text(day: object) -> str | None:
    return None if day is None else str(day)
