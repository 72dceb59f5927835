"""One day of a simulated bank as a file, in each format: what a format has no place for is not in
it, and each cuts texts at its own width."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from tests.bank import camt_files
from tests.bank.camt_files import OURS
from tests.bank.year import Transfer


def cut(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def camt(on: date, entries: Sequence[Transfer], opening: int) -> bytes:
    """Lines of 140 characters, as in SEPA; of 35 and 80 from banks that pass older formats on."""
    return camt_files.statement(
        *(
            camt_files.Booked(
                amount=_decimal(each.minor),
                text="\n".join(cut(each.text, (35, 80, 140)[each.number % 3])),
                payer=each.name,
                payer_account=each.account,
                reference=each.bank_reference,
                structured=each.structured,
                end_to_end=each.end_to_end,
                on=each.on,
                returned="AC04" if each.returns else "",
                charges=_decimal(each.charges) if each.charges else "",
            )
            for each in entries
        ),
        opening=_decimal(opening),
        id=f"S-{on}",
    )


def german(on: date, entries: Sequence[Transfer], opening: int) -> bytes:
    """MT940 with numbered parts of 27 characters."""
    return _mt940(on, entries, opening, _numbered)


def dutch(on: date, entries: Sequence[Transfer], opening: int) -> bytes:
    """MT940 with named parts, in lines of 65 characters."""
    return _mt940(on, entries, opening, _named)


def _mt940(
    on: date,
    entries: Sequence[Transfer],
    opening: int,
    details: Callable[[Transfer], list[str]],
) -> bytes:
    lines = [":20:S1", f":25:{OURS}", ":28C:00000/001", f":60F:{_balance(on, opening)}"]
    for each in entries:
        mark = "C" if each.minor > 0 else "D"
        kind = "NRTI" if each.returns else "NTRF"
        reference = f"//{each.bank_reference}" if each.bank_reference else ""
        amount = _decimal(abs(each.minor)).replace(".", ",")
        lines.append(f":61:{each.on:%y%m%d%m%d}{mark}{amount}{kind}NONREF{reference}")
        first, *rest = details(each)
        lines += [f":86:{first}", *rest]
    closing = opening + sum(each.minor for each in entries)
    return "\n".join([*lines, f":62F:{_balance(on, closing)}", "-", ""]).encode("cp1252", "replace")


def _balance(on: date, minor: int) -> str:
    amount = _decimal(abs(minor)).replace(".", ",")
    return f"{'C' if minor >= 0 else 'D'}{on:%y%m%d}EUR{amount}"


def _numbered(each: Transfer) -> list[str]:
    said = f"EREF+{each.end_to_end}" if each.end_to_end else ""
    said += f"CHGS+EUR{_decimal(each.charges).replace('.', ',')}" if each.charges else ""
    said += f"SVWZ+{each.structured or each.text}"
    parts = ["00RETOURE" if each.returns else "00GUTSCHRIFT"]
    parts += [f"{20 + at}{part}" for at, part in enumerate(cut(said, 27)[:10])]
    parts += [f"31{each.account}"] if each.account else []
    parts += [f"{32 + at}{part}" for at, part in enumerate(cut(each.name, 27)[:2])]
    parts += ["34914"] if each.returns else []
    code = "159" if each.returns else "166"
    return cut(code + "".join(f"?{part}" for part in parts), 65)


def _named(each: Transfer) -> list[str]:
    said = "/TRTP/SEPA OVERBOEKING"
    said += f"/IBAN/{each.account}" if each.account else ""
    said += f"/NAME/{_ascii(each.name)}" if each.name else ""
    said += "/RTRN/AC04" if each.returns else ""
    said += f"/CHGS/EUR{_decimal(each.charges).replace('.', ',')}" if each.charges else ""
    said += f"/REMI/{each.structured or each.text}"
    return cut(said + f"/EREF/{each.end_to_end or 'NOTPROVIDED'}", 65)


def bai2(on: date, entries: Sequence[Transfer], opening: int) -> bytes:
    """No payer, no charges: amount, type, references and a text of 80 characters a line."""
    closing = opening + sum(each.minor for each in entries)
    lines = [f"01,122099999,123456789,{on:%y%m%d},0200,1,,,2/"]
    lines += [f"02,031001234,122099999,1,{on:%y%m%d},2359,EUR,2/"]
    lines += [f"03,{OURS},EUR,010,{opening},,,015,{closing},,/"]
    total = opening + closing
    for each in entries:
        kind = "555" if each.returns else "195" if each.minor > 0 else "455"
        amount = abs(each.minor)
        total += amount
        text = cut(_ascii(each.structured or each.text), 80) or [""]
        head = f"16,{kind},{amount},0,{each.bank_reference},{each.end_to_end}"
        lines += [f"{head},{text[0]}", *(f"88,{more}" for more in text[1:])]
    lines += [f"49,{total},{len(lines)}/", f"98,{total},1,{len(lines)}/", f"99,{total},1,9/"]
    return "\n".join([*lines, ""]).encode()


def coda(on: date, entries: Sequence[Transfer], opening: int) -> bytes:
    """Records of 128 characters: 53, 53 and 43 of them for the text, 35 for the name."""
    day = f"{on:%d%m%y}"
    lines = [
        _record((0, f"00000{day}"), (11, "72505"), (34, "CONTOSO"), (60, "KREDBEBB"), (127, "2")),
        _record(
            (0, "13001"), (5, OURS), (39, "EUR"), (42, _thousandths(opening)), (58, day),
            (125, "001"),
        ),
    ]  # fmt: skip
    for at, each in enumerate(entries, start=1):
        said = f"1100{each.structured}" if each.structured else f"0{_ascii(each.text)}"
        first, second, third = said[:54], said[54:107], said[107:150]
        head = f"{at:04}0000"
        returned = [(112, "1"), (113, "AC04")] if each.returns else []
        lines += [
            _record(
                (0, f"21{head}"), (10, each.bank_reference), (31, _thousandths(each.minor)),
                (47, day), (53, "00150000"), (61, first), (115, f"{each.on:%d%m%y}"),
                (121, "001"), (125, "1"),
            ),
            _record(
                (0, f"22{head}"), (10, second), (63, each.end_to_end), (98, "GEBABEBB"),
                *returned, (125, "1"),
            ),
            _record((0, f"23{head}"), (10, each.account), (47, _ascii(each.name)[:35]),
                    (82, third)),
        ]  # fmt: skip
    closing = opening + sum(each.minor for each in entries)
    debit = sum(-each.minor for each in entries if each.minor < 0)
    credit = sum(each.minor for each in entries if each.minor > 0)
    lines.append(
        _record((0, "8001"), (4, OURS), (38, "EUR"), (41, _thousandths(closing)), (57, day))
    )
    lines.append(
        _record((0, "9"), (16, f"{len(lines) - 1:06}"), (22, f"{debit * 10:015}"),
                (37, f"{credit * 10:015}"))
    )  # fmt: skip
    return "\n".join([*lines, ""]).encode("cp1252")


def _record(*places: tuple[int, str]) -> str:
    line = [" "] * 128
    for at, text in places:
        line[at : at + len(text)] = text
    return "".join(line)


def _thousandths(minor: int) -> str:
    return f"{'1' if minor < 0 else '0'}{abs(minor) * 10:015}"


def _decimal(minor: int) -> str:
    return str(Decimal(minor).scaleb(-2))


def _ascii(text: str) -> str:
    """As banks write it that know no accents."""
    plain = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O")
    return normalize("NFD", plain).encode("ascii", "ignore").decode()


FORMATS: dict[str, Callable[[date, Sequence[Transfer], int], bytes]] = {
    "camt": camt,
    "german": german,
    "dutch": dutch,
    "coda": coda,
    "bai2": bai2,
}

SHOWS_CHARGES = {"camt", "german", "dutch"}
