"""The kinds of tax and register numbers of each country.

Most have a module of python-stdnum, with their check digits. Those that it lacks are here by their
shape; a shape that names a kind has the check digits of that one in its first group."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from domain.companies.identifiers import ISO_COUNTRIES

Kind = Callable[[str], str | None]
"""From a number without separators to the number as a register wants it, or None."""

_ALSO = {
    "AD": ("nrt",), "AL": ("nipt",), "AR": ("cuit",), "AT": ("uid", "tin"),
    "AU": ("abn", "acn", "tfn"),
    "BG": ("vat", "egn", "pnf"), "BR": ("cnpj", "cpf"), "CA": ("bn", "sin"), "CH": ("vat", "uid"),
    "CN": ("uscc",), "CR": ("cpj", "cpf", "cr"), "CZ": ("dic", "rc"), "DE": ("vat", "stnr", "idnr"),
    "DO": ("rnc", "cedula"), "EC": ("ruc", "ci"), "EE": ("kmkr", "registrikood", "ik"),
    "EG": ("tn",), "ES": ("nif",), "FI": ("alv", "ytunnus"), "FR": ("tva", "siren", "siret", "nif"),
    "GB": ("vat", "utr"), "HU": ("anum",), "ID": ("npwp", "nik"), "IE": ("vat", "pps"),
    "IL": ("hp", "idnr"), "IN": ("gstin", "pan"), "IS": ("vsk", "kennitala"),
    "IT": ("iva", "codicefiscale"), "JP": ("cn",), "KR": ("brn",), "LI": ("peid",),
    "LT": ("pvm", "asmens"), "LV": ("pvn",), "MA": ("ice",), "MD": ("idno",), "NL": ("btw",),
    "NO": ("mva", "orgnr"), "NZ": ("ird",), "PL": ("nip", "regon", "pesel"), "RO": ("cf",),
    "RS": ("pib",), "RU": ("inn", "ogrn"), "SE": ("vat", "orgnr", "personnummer"),
    "SI": ("ddv", "maticna"), "SK": ("dph", "rc"), "SM": ("coe",), "SN": ("ninea",),
    "TH": ("tin", "moa", "pin"), "TN": ("mf",), "TR": ("vkn", "tckimlik"), "TW": ("ubn",),
    "UA": ("edrpou", "rntrc"), "US": ("ein", "tin"), "ZA": ("tin", "idnr"),
}  # fmt: skip
"""What a company, a sole trader or a foundation without a VAT number writes: a Dutch RSIN (which
has the form of a BSN), a German Steuernummer, a Swiss UID without its suffix."""

_SHAPES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "AT": ((r"FN\d{1,6}[A-Z]", None),),
    "CA": ((r"\d{10}TQ\d{4}", None),),
    "CH": ((r"(CHE\d{9})(?:HR|RC|MWST|TVA|IVA|VAT|UST)*", "uid"),),
    "CN": ((r"\d{15}", None), (r"\d{6}[A-Z0-9]{9}", None)),
    # The economic identification number, with the suffix of the activity.
    "DE": ((r"(?:DE)?(\d{9})\d{5}", "vat"), (r"HR[AB]\d{1,6}[A-Z]{0,3}", None)),
    "FR": ((r"W\d{9}", None),),
    "GB": ((r"\d{8}", None), (r"(?:SC|NI|OC|SO|NC|FC|IP|RC|LP|SL|CE|CS)\d{6}", None)),
    # The tax number: the eight digits, a code for how VAT is owed, and the county.
    "HU": ((r"(?:HU)?(\d{8})[1-5]\d{2}", "anum"), (r"(?:HU)?8[1-9]\d{8}", None)),
    "ID": ((r"\d{16}", None), (r"\d{22}", None)),
    "IN": ((r"[A-Z]{4}\d{5}[A-Z]", None), (r"[LUF]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6}", None)),
    "JP": ((r"\d{12}", None),),
    "KR": ((r"\d{13}", None),),
    "LI": ((r"\d{5}", None), (r"CHE\d{9}(?:HR|MWST|TVA|IVA)*", None)),
    "LU": ((r"[A-N]\d{1,7}", None),),
    "MD": ((r"\d{7}", None),),
    # The library would fill a shorter RSIN up with zeros.
    "NL": ((r"(\d{9})", "bsn"), (r"\d{8}", None)),
    "NZ": ((r"94\d{11}", None),),
    "PL": ((r"000[01]\d{6}", None),),
    "RO": ((r"[JFC]\d{1,2}\d{1,6}(?:19|20)\d{2}", None), (r"[JFC]\d{13}", None)),
    "RS": ((r"\d{8}", None),),
    "SG": ((r"M[A-Z0-9]\d{7}[A-Z0-9]", None),),
    "SK": ((r"\d{8}", None),),
    "UA": ((r"\d{12}", None),),
    # VAT, and a company's registration.
    "ZA": ((r"4\d{9}", None), (r"(?:19|20)\d{8}(?:0[6-8]|1\d|2\d|30)", None)),
}


@cache
def kinds_of(country: str) -> tuple[Kind, ...]:
    """Every kind of the country; none where nothing is known of its numbers."""
    if country not in ISO_COUNTRIES:
        return ()
    shapes = (_shape(country, *each) for each in _SHAPES.get(country, ()))
    return (*(_checked(module) for module in _modules(country)), *shapes)


def _modules(country: str) -> tuple[Any, ...]:
    from stdnum import get_cc_module

    names = dict.fromkeys(("vat", "tin", *_ALSO.get(country, ())))
    found = (get_cc_module(country, name) for name in names)
    return tuple(dict.fromkeys(module for module in found if module is not None))


def _checked(module: Any) -> Kind:
    def read(number: str) -> str | None:
        from stdnum.exceptions import ValidationError

        try:
            return str(module.validate(number))
        except ValidationError:
            return None

    return read


def _shape(country: str, pattern: str, checked_as: str | None) -> Kind:
    shape = re.compile(pattern)

    def read(number: str) -> str | None:
        found = shape.fullmatch(number)
        if found is None:
            return None
        if checked_as is not None:
            from stdnum import get_cc_module

            module = get_cc_module(country, checked_as)
            if module is None or not module.is_valid(found[1]):
                return None
        return number

    return read
