"""The QR code that a banking app reads a payment from, as an image in a letter."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

import segno

_PIXELS = 4
"""The side of one module."""
_QUIET_ZONE = 4
"""Modules around the code that stay white, as ISO/IEC 18004 asks for."""
_MASK = 3
"""Any may be used, and the code says which. To find the one that looks best takes four times as
long as all the rest."""


class PaymentCode(NamedTuple):
    png: bytes
    side: int
    """In pixels."""


@lru_cache(64)
def payment_code(text: str) -> PaymentCode:
    """The code with this text."""
    code = segno.make_qr(text, error="m", boost_error=False, mask=_MASK, encoding="utf-8")
    image = BytesIO()
    code.save(image, kind="png", scale=_PIXELS, border=_QUIET_ZONE)
    side, _ = code.symbol_size(scale=_PIXELS, border=_QUIET_ZONE)
    return PaymentCode(image.getvalue(), int(side))
