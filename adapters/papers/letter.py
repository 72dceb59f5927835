"""A letter to a customer on our letter paper, such as a reminder."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from adapters.mail.html_letter import PrintedLetter
from adapters.mail.html_text import Block
from adapters.papers.letterhead import address_lines, breakable, letterhead
from adapters.papers.pdf import set_in_pages
from adapters.papers.transfers import as_svg, epc_code
from adapters.papers.xml import writable
from domain.companies.address import Address
from domain.papers.paper import Party
from wording.catalogue import words_in
from wording.papers import day_on_paper


def letter_pdf(
    letter: PrintedLetter, company: str, address: Address, seller: Party, day: date
) -> bytes:
    """The same bytes each time.

    Args:
        company, address: Whom it is for.
        day: Of the letter.
    """
    return set_in_pages("letter.typ", letter_face(letter, company, address, seller, day))


def letter_face(
    letter: PrintedLetter, company: str, address: Address, seller: Party, day: date
) -> dict[str, Any]:
    """The texts of a letter, as they are printed."""
    words = words_in(letter.language)
    return {
        **letterhead(writable(letter.subject), day, seller, letter.language, address.country),
        "buyer": [
            writable(company),
            *address_lines(address, letter.language, seller.address.country),
        ],
        "facts": [[words("paper.issued_on"), day_on_paper(day, letter.language)]],
        "greeting": writable(letter.greeting),
        "blocks": [_block(each) for each in letter.blocks],
        "rows": _rows(letter.rows),
        "pay_title": letter.pay_title,
        "pay": _rows(letter.pay),
        "pay_notes": list(letter.pay_notes),
        "code": letter.epc and as_svg(epc_code(letter.epc)),
        "scan": letter.scan,
        "code_in_words": letter.scan_in_words,
        "reach": writable(letter.reach),
        "closing": [writable(each) for each in letter.closing],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "lines": [breakable(writable(line)) for line in block.lines],
        "entries": [[_block(each) for each in item] for item in block.items],
    }


def _rows(rows: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[name, breakable(writable(value))] for name, value in rows]
