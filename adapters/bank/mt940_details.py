"""What field 86 of MT940 says of an entry, in the dialects of the banks.

German banks number its parts (`166?00GUTSCHRIFT?20SVWZ+…`), Dutch ones name them
(`/EREF/…/REMI/…`), and others write plain text. The lines are joined before they are looked at: a
blank at the end of one belongs to the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.bank.amounts import exchange_rate, minor_units
from domain.bank.statements import (
    Amount,
    Charge,
    Detail,
    Party,
    Reference,
    ReferenceKind,
    Returned,
)

_NUMBERED = re.compile(r"(?P<code>[0-9]{3})(?P<mark>[^0-9A-Za-z\s])(?=[0-9]{2})")
_KEYWORD = re.compile(
    r"(?P<name>EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|RREF|PURP|OCMT|CHGS)\+"
)
"""Within the numbered text, in SEPA's German form."""
_NAMED = re.compile(
    r"/(?P<name>TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|MREF|CSID|CNTP|ORDP|BENM|ADDR|ISDT|PREF|TRCD|PURP|"
    r"RTRN|ULTD|ULTB|ULTC|KREF|SVCL|CREF|ID|OCMT|EXCH|CHGS|INST|RREF|TRN)/"
)
_STRUCTURED = re.compile(r"STRD/(?:[A-Z]*/)?(?P<reference>[0-9A-Za-z ]+)/?")
_TEXT_PARTS = (*range(20, 30), *range(60, 64))
_SAYS_NOTHING = {"NOTPROVIDED", "NONREF", ""}
_AMOUNT = re.compile(r"(?P<currency>[A-Z]{3})(?P<amount>[0-9]+(?:[.,][0-9]*)?)")
_RETURN_REASON = re.compile(r"\b(?:AC|AG|AM|BE|CNOR|DNOR|FF|MD|MS|RC|RR|SL)[0-9]{2}\b")


@dataclass(slots=True)
class Details86:
    """One transaction, and the German code of its kind."""

    detail: Detail
    code: str = ""


def details_in(lines: list[str]) -> Details86:
    """What the lines of field 86 say."""
    joined = "".join(lines)
    numbered = _NUMBERED.match(joined)
    if numbered is not None:
        return _numbered(joined[numbered.end("code") :], numbered["mark"], numbered["code"])
    if _NAMED.search(joined):
        return Details86(_named(joined))
    text = "\n".join(line for line in lines if line.strip())
    return Details86(Detail(text=text))


def _numbered(text: str, mark: str, code: str) -> Details86:
    parts: dict[int, str] = {}
    for each in re.split(rf"{re.escape(mark)}(?=[0-9]{{2}})", text)[1:]:
        number = int(each[:2])
        parts[number] = parts.get(number, "") + each[2:]
    lines = [parts[number] for number in _TEXT_PARTS if number in parts]
    name = "".join(parts.get(number, "") for number in (32, 33)).strip()
    party = Party(name, _account(parts.get(31, "")), parts.get(30, "").strip())
    detail = _with_keywords(Detail(party=party), lines)
    posting = parts.get(0, "").strip()
    if code in ("108", "109", "158", "159") or "RTRN" in parts.get(34, ""):
        reason = _RETURN_REASON.search(detail.text + " " + posting)
        returned = Returned(reason[0] if reason else parts.get(34, "").strip(), posting)
        detail = replace(detail, returned=returned)
    return Details86(detail, code)


def _with_keywords(detail: Detail, lines: list[str]) -> Detail:
    """SEPA's keywords, which may stand anywhere in the joined text; plain lines without one."""
    joined = "".join(lines)
    found = list(_KEYWORD.finditer(joined))
    if not found:
        return replace(detail, text="\n".join(lines))
    ends = [each.start() for each in found[1:]] + [len(joined)]
    said = {each["name"]: joined[each.end() : end] for each, end in zip(found, ends, strict=True)}
    before = joined[: found[0].start()]
    party = detail.party
    account = _account(said["IBAN"]) if "IBAN" in said else party.account
    return replace(
        detail,
        party=Party(party.name or said.get("ABWA", "").strip(), account, party.bank),
        references=tuple(_references(said)),
        text="\n".join(each for each in (before, said.get("SVWZ", "")) if each.strip()),
        charges=_charges(said.get("CHGS") or said.get("COAM") or ""),
        instructed=_amount(said.get("OCMT") or said.get("OAMT") or ""),
    )


def _named(joined: str) -> Detail:
    """`/NAME/value/NAME/value`. A value may itself have slashes: only known names end it."""
    found = list(_NAMED.finditer(joined))
    ends = [each.start() for each in found[1:]] + [len(joined)]
    said: dict[str, str] = {}
    for each, end in zip(found, ends, strict=True):
        said.setdefault(each["name"], joined[each.end() : end].strip("/"))
    before = joined[: found[0].start()].strip()
    remittance, structured = _remittance(said.get("REMI", ""))
    references = [*_references(said)]
    if structured:
        references.append(Reference(ReferenceKind.STRUCTURED, structured))
    returned = Returned(said["RTRN"].strip()) if "RTRN" in said else None
    return Detail(
        party=_party(said),
        references=tuple(references),
        text="\n".join(each for each in (before, remittance, *_beside_names(said)) if each),
        charges=_charges(said.get("CHGS", "")),
        instructed=_amount(said.get("OCMT", "")),
        rate=exchange_rate(said.get("EXCH", "")),
        returned=returned,
    )


def _remittance(said: str) -> tuple[str, str]:
    """Text and creditor's reference of USTD//text, STRD/CUR/reference, or plain text."""
    if (structured := _STRUCTURED.match(said)) is not None:
        return "", structured["reference"].strip()
    return said.removeprefix("USTD").lstrip("/"), ""


def _name_in(said: dict[str, str]) -> str:
    """The other side's name: in a part of its own, or as all of who ordered it."""
    name = said.get("NAME") or said.get("ORDP", "").removeprefix("NAME/").partition("/")[0]
    return name.strip()


def _beside_names(said: dict[str, str]) -> Iterator[str]:
    """What stands behind the name of who ordered it or is paid, in parts of no known name: banks
    have their own for the payer's number and for references."""
    for part in ("ORDP", "BENM"):
        yield said.get(part, "").removeprefix("NAME/").partition("/")[2].strip("/ ")


def _party(said: dict[str, str]) -> Party:
    """ING names the other side in one part, account/bank/name/place; others in three."""
    account, _, rest = said.get("CNTP", "").partition("/")
    bank, _, name = rest.partition("/")
    return Party(
        name=_name_in(said) or name.partition("/")[0].strip(),
        account=_account(said.get("IBAN") or account),
        bank=(said.get("BIC") or bank).strip(),
    )


def _references(said: dict[str, str]) -> Iterator[Reference]:
    kinds = {
        "EREF": ReferenceKind.END_TO_END,
        "KREF": ReferenceKind.CUSTOMER,
        "PREF": ReferenceKind.MESSAGE,
        "MREF": ReferenceKind.MANDATE,
        "MARF": ReferenceKind.MANDATE,
        "RREF": ReferenceKind.ORIGINAL,
    }
    for name, kind in kinds.items():
        text = said.get(name, "").strip()
        if text.upper() not in _SAYS_NOTHING:
            yield Reference(kind, text)


def _account(written: str) -> str:
    return "".join(written.split())


def _amount(written: str) -> Amount | None:
    read = _AMOUNT.match(written.strip().lstrip("/"))
    if read is None:
        return None
    try:
        return Amount(minor_units(read["amount"], read["currency"]), read["currency"])
    except ValueError:
        return None


def _charges(written: str) -> tuple[Charge, ...]:
    amount = _amount(written)
    return (Charge(amount.minor, amount.currency, included=True),) if amount else ()
