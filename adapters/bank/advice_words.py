"""What columns and lines of a payment advice are called, in the languages that customers write."""

import re
from enum import StrEnum


class Said(StrEnum):
    INVOICE = "invoice"
    AMOUNT = "amount"
    CURRENCY = "currency"
    REFERENCE = "reference"
    """Of the transfer."""
    TOTAL = "total"
    """Of the transfer."""


_NAMES = {
    Said.INVOICE: (
        "invoice, invoice number, invoice no, invoice nr, invoice reference, document,"
        " document number, factuur, factuurnummer, rechnung, rechnungsnummer, rechnungsnr,"
        " rechnungs nr, beleg, belegnummer, facture, numero de facture, factura,"
        " numero de factura, fattura"
    ),
    Said.AMOUNT: (
        "amount, amount paid, paid, payment, payment amount, net amount, bedrag, betaald,"
        " betaald bedrag, betrag, zahlbetrag, zahlung, montant, montant paye, importe, importo"
    ),
    Said.CURRENCY: "currency, ccy, cur, valuta, munt, wahrung, devise, moneda, divisa",
    Said.REFERENCE: (
        "reference, payment reference, transfer reference, transfer, our reference, bank reference,"
        " end to end, end to end id, kenmerk, betalingskenmerk, betaalkenmerk, referentie,"
        " referenz, zahlungsreferenz, verwendungszweck, reference de paiement, referencia"
    ),
    Said.TOTAL: (
        "total, total amount, total paid, transfer amount, grand total, sum, totaal, totaalbedrag,"
        " summe, gesamt, gesamtbetrag, total general, montant total"
    ),
}
_MEANING = {name.strip(): said for said, names in _NAMES.items() for name in names.split(",")}
_NOT_SAID = re.compile(r"[^a-z]+")
_ACCENTS = str.maketrans("éèêàâäöüóíñ", "eeeaaaouoin")


def meaning_of(label: str) -> Said | None:
    """What a column or line of this name holds; None where it is none of these."""
    plain = _NOT_SAID.sub(" ", label.casefold().translate(_ACCENTS)).strip()
    return _MEANING.get(plain)
