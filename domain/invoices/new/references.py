"""The reference on an invoice by which its payment is recognised: ISO 11649, `RF18 5390 0754 7034`.

The library is imported when it is first needed, because workflow code imports this module.
"""

import re
from base64 import b32encode
from hashlib import sha256

_DIGEST_MARK = "X"
"""Begins every reference that is a digest, and none that shows its number."""

_READABLE = re.compile(rf"(?!{_DIGEST_MARK})[A-Z1-9][A-Z0-9]{{0,20}}")
"""Numbers that a reference can show as they are. Not those with a leading zero: the check digits
are blind to it, and 007 would be one slip of the pen from 7."""

_REFERENCE = re.compile(r"RF(?P<check>[0-9]{2})(?P<body>[A-Z0-9]{1,21})")


def creditor_reference(invoice_number: str) -> str:
    """The reference of this invoice and of no other, in its compact form.

    A number of at most 21 capitals and digits stays readable in it. Any other (small letters,
    punctuation, longer) would have to lose something, so 100 bits of its SHA-256 take its place.
    """
    body = invoice_number if _READABLE.fullmatch(invoice_number) else _digest(invoice_number)
    return f"RF{_check_digits(body)}{body}"


def written(reference: str) -> str:
    """The reference in groups of four, as on a letter."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def as_reference(text: str) -> str | None:
    """The reference that a person typed, in its compact form; None when it is not a valid one.

    Spaces, separators and small letters are as good as none. Check digits that no reference is
    given (00, 01, 99) are wrong, though they leave the right remainder.
    """
    from stdnum.iso11649 import compact

    reference: str = compact("".join(text.split()))
    parts = _REFERENCE.fullmatch(reference)
    return reference if parts and _check_digits(parts["body"]) == parts["check"] else None


def _digest(invoice_number: str) -> str:
    return _DIGEST_MARK + b32encode(sha256(invoice_number.encode()).digest()).decode()[:20]


def _check_digits(body: str) -> str:
    from stdnum.iso7064.mod_97_10 import calc_check_digits

    return str(calc_check_digits(f"{body}RF"))
