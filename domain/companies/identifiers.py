"""Addresses that have rules of their own: e-mails, websites, countries.

Everything here is offline: a format, never whether the thing exists. The libraries
are imported when they are first needed, because workflow code imports this module.
"""

import re
import unicodedata
from functools import lru_cache
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


_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.ASCII | re.I)


def guid_of(text: str) -> str | None:
    """The GUID that this is, in small letters and without braces; None when it is none."""
    found = _GUID.fullmatch(text.strip())
    return found[1].lower() if found else None


def as_meant(address: str) -> str:
    """An e-mail address or website without what copying and other keyboards add to it: blanks at
    its ends, invisible characters, full-width letters."""
    if address.isascii():
        return address.strip()
    text = unicodedata.normalize("NFKC", address)
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


@lru_cache(maxsize=1000)
def email_domain(email: str) -> str | None:
    """The domain of an e-mail address, lower-case and ASCII; None when it is no e-mail address.

    The rules ask for each of a request's few addresses again and again.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(as_meant(email), check_deliverability=False)
    except EmailNotValidError:
        return None
    return found.ascii_domain.lower()


def website_host(website: str) -> str | None:
    """The host of a website written with or without `https://`; None when it is no website."""
    text = as_meant(website)
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, plain = parts.hostname, parts.username is None and parts.port != 0
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not plain:
        return None
    # The dot of the root may stand behind a host. Otherwise its rules are those of the domain of
    # an e-mail address.
    return email_domain(f"web@{host.removesuffix('.')}")
