"""The currencies that the provider bills in, and how people write them."""

from collections.abc import Mapping

MINOR_DIGITS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0,
    "XPF": 0,
}  # fmt: skip
"""ISO 4217 minor units where they are not two."""

CURRENCIES = {
    "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "IQD", "ISK", "JOD", "JPY", "KES",
    "KRW", "KWD", "LYD", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR",
    "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SEK", "SGD", "THB", "TND", "TRY",
    "TWD", "UAH", "UGX", "USD", "UYU", "VND", "VUV", "XAF", "XOF", "XPF", "ZAR",
}  # fmt: skip
"""ISO 4217 codes that the provider bills in."""

SIGNS: Mapping[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "€": "EUR", "£": "GBP EGP", "¥": "JPY CNY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB",
        "₴": "UAH", "₫": "VND", "₱": "PHP", "₪": "ILS", "₦": "NGN", "฿": "THB",
        "$": "USD ARS AUD CAD CLP COP HKD MXN NZD SGD TWD UYU", "US$": "USD", "A$": "AUD",
        "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "NT$": "TWD",
        "R$": "BRL", "kr": "DKK NOK SEK ISK", "kr.": "DKK NOK SEK ISK", "Kč": "CZK", "zł": "PLN",
        "Ft": "HUF", "Fr.": "CHF", "SFr.": "CHF", "CHF": "CHF", "lei": "RON", "R": "ZAR",
        "RM": "MYR", "Rp": "IDR", "Rs": "INR PKR", "Rs.": "INR PKR", "лв": "BGN", "лв.": "BGN",
        "din.": "RSD", "₲": "PYG", "S/": "PEN",
    }.items()
}  # fmt: skip
"""What people write for a currency, and which ones it may stand for."""

LAKHS = frozenset({"INR", "PKR"})
"""Where people write 12,34,567.00: the last three digits, and then always two."""

SMALL_UNITS = {
    "ARS": 1000, "CLP": 1000, "COP": 1000, "HUF": 100, "IDR": 10000, "IQD": 1000, "ISK": 100,
    "JPY": 100, "KES": 100, "KRW": 1000, "NGN": 1000, "PKR": 100, "PYG": 10000, "RSD": 100,
    "RWF": 1000, "UGX": 1000, "VND": 10000, "VUV": 100, "XAF": 1000, "XOF": 1000, "XPF": 100,
}  # fmt: skip
"""Where the main unit is worth so little that sums are so many times as large as elsewhere."""


def minor_digits(currency: str) -> int:
    """How many decimals an amount in this currency has."""
    return MINOR_DIGITS.get(currency, 2)
