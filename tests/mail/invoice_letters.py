"""Letters about invoices: which there are, and how tests read them."""

import re

from adapters.mail.letters import write_letter
from domain.notices import Notice
from tests.mail.notices import INVOICE_KINDS

CUSTOMER_KINDS = [kind for kind in INVOICE_KINDS if not kind.startswith("team_")]
TEAM_KINDS = [kind for kind in INVOICE_KINDS if kind.startswith("team_")]
OF_EVERY_KIND = [
    *((kind, language) for kind in CUSTOMER_KINDS for language in ("en", "nl")),
    *((kind, "en") for kind in TEAM_KINDS),
]
TO_CUSTOMERS = [(kind, language) for kind, language in OF_EVERY_KIND if kind in CUSTOMER_KINDS]
AN_ASKING = re.compile(
    r"HOW TO PAY|ZO BETAALT U|\bIBAN\b|NL91|RF18|[Pp]lease pay|\bto be paid\b|pay (now|again|at)"
    r"|\bBetaal\b|te betalen|worden betaald|due as before|vervaldatum gelden|yours|aan u\b"
    r"|see to it|ervoor dat"
)
"""Whatever could be read as: pay."""


def on_one_line(given: Notice) -> str:
    """The letter with its paragraphs unfilled, as one searches it."""
    return " ".join(write_letter(given).body.split())
