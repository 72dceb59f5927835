"""Numbers and addresses that have rules of their own: tax ids, phones, e-mails, websites.

Everything here is offline: a format and a checksum, never whether the thing exists. The libraries
are imported when they are first needed, because workflow code imports this module.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

_COUNTRY_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
ISO_COUNTRIES = frozenset(_COUNTRY_CODES.split())
"""ISO 3166-1 alpha-2."""


LONGEST_TAX_ID = 50
"""Characters, as written."""


class TaxIdCheck(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIED = "unverified"
    """Nothing is known about this country's numbers, so nothing can be wrong with this one."""


_ALSO = {
    "BR": ("cpf",), "CH": ("uid",), "DE": ("stnr", "idnr"), "EE": ("registrikood",),
    "FI": ("ytunnus",), "FR": ("siren", "siret"), "GB": ("utr",),
    "IN": ("pan",), "IS": ("kennitala",), "IT": ("codicefiscale",),
    "LI": ("peid",), "MD": ("idno",), "NL": ("bsn",), "NO": ("orgnr",), "PL": ("regon",),
    "RU": ("ogrn",), "SE": ("orgnr",), "SI": ("maticna",), "TR": ("tckimlik",),
    "UA": ("edrpou", "rntrc"), "US": ("ein",), "AU": ("acn",),
}  # fmt: skip
"""Tax and register numbers that a company without a VAT number writes here: a Dutch foundation's
RSIN (which has the form of a BSN), a German Steuernummer, a Swiss UID without its suffix."""

_VAT_PREFIX = {"GR": "EL", "GB": "(?:GB|XI)", "MC": "FR", "JP": "T", "CH": "(?!)"}
"""Where the prefix of a VAT number is not the country's ISO code; the Swiss have none (CHE is
a part of the number)."""

_LABEL = re.compile(
    r"^(?:VAT|BTW|TVA|IVA|MWST|UST|MOMS|GST|ABN|EIN|TIN|UID|CVR|ORG|NIP|NIF|CIF|P\.? ?IVA)"
    r"(?=[^A-Z0-9])[-. ]*(?:ID|REG)?[-. ]*(?:NUMMER|NUMBER|NR|NO)?[-.: ]+"
)


def check_tax_id(country: str, number: str) -> TaxIdCheck:
    """Whether a tax id, written as people write it, has the form and checksum of its country."""
    if len(number) > LONGEST_TAX_ID:
        return TaxIdCheck.INVALID
    if not _tax_id_modules(country):
        return TaxIdCheck.UNVERIFIED
    return TaxIdCheck.INVALID if _recognised(country, number) is None else TaxIdCheck.VALID


def compact_tax_id(country: str, number: str) -> str:
    """The number as a register wants it: no spaces or dots, no country prefix."""
    known = _recognised(country, number)
    return known if known is not None else _spellings(country, number)[-1]


def _recognised(country: str, number: str) -> str | None:
    from stdnum.exceptions import ValidationError

    for spelling in _spellings(country, number):
        if not (spelling.isascii() and spelling.isalnum()) or not spelling.strip("0"):
            continue
        for module in _tax_id_modules(country):
            try:
                return str(module.validate(spelling))
            except ValidationError:
                continue
    return None


def _spellings(country: str, number: str) -> tuple[str, ...]:
    """The number without label and separators, as it stands and without its country prefix."""
    text = unicodedata.normalize("NFKC", number).upper().strip()
    bare = re.sub(r"[\s./\-–]", "", _LABEL.sub("", text))
    without = re.sub(f"^{_VAT_PREFIX.get(country, re.escape(country))}", "", bare)
    return (bare,) if without == bare else (bare, without)


@cache
def _tax_id_modules(country: str) -> tuple[Any, ...]:
    from stdnum import get_cc_module

    if country not in ISO_COUNTRIES:
        return ()
    names = ("vat", "tin", *_ALSO.get(country, ()))
    found = (get_cc_module(country, name) for name in names)
    return tuple(module for module in found if module is not None)


def is_phone_of(country: str, phone: str) -> bool:
    """Whether this is a number of the country, or of one that shares its calling code (+1).

    A country without telephones of its own takes any valid number written with its `+`.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return False
    calling_code = phonenumbers.country_code_for_region(country)
    return phonenumbers.is_valid_number(number) and calling_code in (0, number.country_code)


@lru_cache(maxsize=1000)
def email_domain(email: str) -> str | None:
    """The domain of an e-mail address, lower-case and ASCII; None when it is no e-mail address.

    The rules ask for each of a request's few addresses again and again.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email, check_deliverability=False).ascii_domain.lower()
    except EmailNotValidError:
        return None


def website_host(website: str) -> str | None:
    """The host of a website written with or without `https://`; None when it is no website."""
    text = website.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, plain = parts.hostname, parts.username is None and parts.port != 0
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not plain:
        return None
    # A website's host obeys the same rules as the domain of an e-mail address.
    return email_domain(f"web@{host}")
