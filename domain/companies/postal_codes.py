"""What a postal code says of a place (E7), and when it says nothing."""

import re
import unicodedata

from domain.companies.address import Address

_WITHOUT_CODES = frozenset({
    "AE", "AG", "AO", "AW", "BF", "BI", "BJ", "BO", "BS", "BW", "BZ", "CD", "CF", "CG", "CI",
    "CK", "CM", "CW", "DJ", "DM", "ER", "FJ", "GD", "GM", "GQ", "GY", "HK", "KI", "KM", "KN",
    "KP", "ML", "MO", "MR", "MW", "NR", "NU", "QA", "RW", "SB", "SC", "SL", "SR", "ST", "SX",
    "SY", "TD", "TF", "TG", "TK", "TL", "TO", "TV", "UG", "VU", "YE", "ZW",
})  # fmt: skip
NOTHING = frozenset(
    {"", "x", "na", "none", "nil", "null", "unknown", "notapplicable", "nvt", "tbd", "nd"}
)
"""What people write where they have nothing to say, in small letters."""
_IN_A_ROW = frozenset({"123", "1234", "12345", "123456", "1234567"})
_REAL_IN_A_ROW = {("US", "12345"), ("CH", "1234")}
"""Schenectady and Vessy."""
_FINE = {"NL": 6, "GB": 5, "IE": 7, "CA": 6, "JP": 7, "PT": 7, "SG": 6, "BR": 8, "IR": 10, "KR": 5}
"""Where a code of so many characters and more stands for a street, or a part of one."""


def code_of(address: Address) -> str:
    """The code without blanks and country; "" when it is a filler and says nothing."""
    country = address.country
    code = unicodedata.normalize("NFKC", address.postal_code or "").upper()
    code = re.sub(r"^[A-Z]{1,3}[- ]+(?=[0-9])", "", code.strip())
    code = "".join(char for char in code if char.isalnum())
    code = re.sub(f"^{country}(?=[0-9])", "", code)
    if country == "US":
        code = code[:5]
    return "" if country in _WITHOUT_CODES or _is_filler(country, code) else code


def region_in(address: Address) -> str:
    """The region that is written before the code: `IL 62701`."""
    found = re.match(r"\s*([A-Za-z]{2,3})[ -]+[0-9]", address.postal_code or "")
    return found[1] if found else ""


def differ(one: str, other: str) -> bool:
    """Whether two codes, both saying something, contradict each other; a part of one does not."""
    shorter, longer = sorted((one, other), key=len)
    return not longer.startswith(shorter)


def is_fine(country: str, code: str) -> bool:
    """Whether this code leaves no doubt about the town, whatever it is called."""
    return len(code) >= _FINE.get(country, 99)


def _is_filler(country: str, code: str) -> bool:
    if len(code) < 3 or code.lower() in NOTHING or not any(char.isdigit() for char in code):
        return True
    if code in _IN_A_ROW:
        return (country, code) not in _REAL_IN_A_ROW
    return set(code) in ({"0"}, {"9"}) or set(code) == {"X"}
