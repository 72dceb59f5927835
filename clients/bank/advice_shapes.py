"""Payment advice in the shapes of `--json` and of the API."""

from typing import Any

from application.bank.advise import Advised
from clients.bank.amounts import money_document
from domain.bank.advice import KeptAdvice


def advised_document(advised: Advised) -> dict[str, Any]:
    """What an advice came to."""
    return {
        "advice": [advice_document(each) for each in advised.kept],
        "already": advised.already,
        "booked": advised.booked,
        "suggested": advised.suggested,
        "unmatched": advised.unmatched,
        "problems": advised.problems,
    }


def advice_document(advice: KeptAdvice) -> dict[str, Any]:
    return {
        "advice": advice.id,
        "account": advice.account,
        "reference": advice.reference or None,
        "amount": money_document(advice.minor, advice.currency),
        "invoices": [
            {"invoice": each.invoice, "amount": money_document(each.minor, advice.currency)}
            for each in advice.shares
        ],
        "name": advice.name,
        "kept_at": advice.model_dump(mode="json", include={"kept_at"})["kept_at"],
        "kept_by": advice.kept_by,
        "entry": advice.entry,
    }
