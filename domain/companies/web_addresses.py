"""Web addresses in names, which mail programs turn into links: refused, so that no form can make a
letter of ours advertise a page.

A company may be named after its own: "Booking.com B.V.", whose website is booking.com.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from domain.companies.legal_forms import is_form

_DOTS = re.compile(r"[\u3002\uff0e\uff61]|\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*", re.IGNORECASE)
_SCHEME = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}:\s?//|hxxps?:|mailto:|www\d{0,3}\.)|(?:^|\s)//\w", re.IGNORECASE
)
_HOST = re.compile(r"(?<![\w.-])(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}(?![\w-])")
_SHORT = 2


def holds_web_address(text: str, own_host: str | None = None) -> bool:
    """Whether a mail program would make a link of something in this name.

    Args:
        own_host: The host of the company's website, by which it may be called.
    """
    written = _DOTS.sub(".", unicodedata.normalize("NFKC", text))
    if _SCHEME.search(written):
        return True
    return any(_leads_somewhere(found, written, own_host) for found in _HOST.finditer(written))


def _leads_somewhere(found: re.Match[str], text: str, own_host: str | None) -> bool:
    labels = found[0].lower().split(".")
    domain = _registrable(found[0])
    if domain is None:
        return False
    before, after = text[: found.start()], text[found.end() :]
    if before.endswith("@") or re.match(r"[/:?#]\S", after):
        return True
    if all(len(label) == 1 or is_form(label) for label in labels):
        return False  # "Co.Ltd", "S.A"
    initials = all(len(label) == 1 for label in labels[:-1]) and len(labels[-1]) == _SHORT
    if initials and re.match(r"\s+\w", after):
        return False  # "M.de Vries"
    return own_host is None or domain != _registrable(own_host)


def _registrable(host: str) -> str | None:
    """The part that somebody could have registered; None where no such ending exists."""
    try:
        found: str | None = _public_suffixes().privatesuffix(host.lower())
    except UnicodeError:
        return None
    return found


@cache
def _public_suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)
