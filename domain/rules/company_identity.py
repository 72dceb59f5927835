"""Whether the company is who it says it is: E6 to E9. Where it is not clear, documents are asked
for."""

from typing import Any

from domain.companies import addresses, names
from domain.companies.bands import Band
from domain.companies.tax_ids import TaxIdCheck, check_tax_id
from domain.forms.form import Company
from domain.rules.facts import Facts, RegisterStatus
from domain.rules.findings import Finding, Severity
from domain.rules.rule import Rule

_E6 = Rule("E6", Severity.VERIFY)
_E7 = Rule("E7", Severity.VERIFY)
_E8 = Rule("E8", Severity.VERIFY)
_E9 = Rule("E9", Severity.VERIFY)


def same_name(facts: Facts) -> Finding:
    """E6 (P20): the company's name equals the account's, a legal form's spelling or absence,
    punctuation, spacing and case aside."""
    if facts.account is None:
        return _E6.needs_account()
    form, account = facts.form.company.name, facts.account.name
    compared = names.compare(form, account, ask_at=facts.policy.name_ask_at)
    evidence = {"form": form, "account": account, **_said(compared)}
    if compared.band is None:
        message = "Of one of the names nothing is left to compare: neither a letter nor a digit."
        return _E6.unknown(message, **evidence)
    if compared.band is Band.MATCH:
        message = "The company's name is the account's."
        return _E6.passes(message, band=compared.band, **evidence)
    message = (
        "The company's name is not the one on the account: correct whichever is wrong, or show a"
        " document that explains the difference."
    )
    return _E6.fails(message, band=compared.band, **evidence)


def same_address(facts: Facts) -> Finding:
    """E7 (P20): the company's address is the account's: number, street, flat, town and region."""
    if facts.account is None:
        return _E7.needs_account()
    compared = addresses.compare(facts.form.company.address, facts.account.address)
    evidence: dict[str, Any] = {"differs": [part.value for part in compared.differs]}
    if compared.band is None:
        message = "The addresses name no street or box that could be compared."
        return _E7.unknown(message, **evidence)
    if compared.band is Band.MATCH:
        message = "The company's address is the account's."
        return _E7.passes(message, band=compared.band, **evidence)
    message = (
        "The company's address is not the one on the account: correct whichever is wrong, or show"
        " a document with the name and address."
    )
    return _E7.fails(message, band=compared.band, **evidence)


def tax_id_registered(facts: Facts) -> Finding:
    """E8 (P20, P24): the register has the tax id, and under this company's name if it names one.

    A register that cannot be reached, or is not configured, means unverified, never invalid. A
    number that is none of its country's kinds is the customer's to confirm and to show.
    """
    answer, company = facts.register, facts.form.company
    looked_up = answer is not None and answer.status is not RegisterStatus.UNREACHABLE
    if not looked_up and (doubt := _doubtful(company)) is not None:
        return doubt
    if answer is None:
        message = "The tax id has the right form; it was not looked up in a register."
        if check_tax_id(company.address.country, company.tax_id) is TaxIdCheck.UNVERIFIED:
            message = "The tax id was not looked up in a register, and has no form that we know."
        return _E8.unknown(message, register=None)
    evidence: dict[str, Any] = {"register": answer.model_dump(mode="json")}
    if answer.status is RegisterStatus.UNREACHABLE:
        message = "The tax id could not be verified: the register cannot be reached at present."
        return _E8.unknown(message, **evidence)
    if answer.status is RegisterStatus.INVALID:
        message = (
            "The register does not know this tax id: correct it, or show a document with the"
            " tax id."
        )
        return _E8.fails(message, band=Band.ASK, **evidence)
    if answer.name is not None:
        compared = names.compare(company.name, answer.name, ask_at=facts.policy.name_ask_at)
        evidence |= _said(compared)
        if compared.band is None:
            message = "The register knows this tax id, under a name that cannot be compared."
            return _E8.unknown(message, **evidence)
        if compared.band is not Band.MATCH:
            message = (
                "The register has this tax id under another name: correct whichever is wrong, or"
                " show a document with the name and the tax id."
            )
            return _E8.fails(message, band=compared.band, **evidence)
    return _E8.passes("The register knows this tax id.", **evidence)


def _doubtful(company: Company) -> Finding | None:
    """What there is to say of a number that does not check out; None where it does."""
    check = check_tax_id(company.address.country, company.tax_id)
    if check not in (TaxIdCheck.INVALID, TaxIdCheck.IMPOSSIBLE):
        return None
    message = (
        "The tax id is none of the kinds that we know of the company's country: correct it, or show"
        " a document with the tax id."
    )
    return _E8.fails(
        message,
        band=Band.ASK,
        register=None,
        checks_out=False,
        confirmed_by_customer=company.tax_id_confirmed,
    )


def name_unchanged(facts: Facts) -> Finding:
    """E9 (P20): a company that changed its name shows by a document that it did."""
    former = facts.form.company.former_name
    if former is None:
        return _E9.passes("The company did not change its name.")
    message = "The company changed its name: show a document of the change."
    return _E9.fails(message, band=Band.ASK, former_name=former)


def _said(compared: names.NameComparison) -> dict[str, Any]:
    differs = [each.value for each in compared.differs]
    return {"likeness": compared.likeness, "differs": differs, **compared.evidence}
