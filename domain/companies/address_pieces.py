"""Takes the lines of an address to pieces: its flat, floor, building and box, and the rest (E7)."""

import re
from collections.abc import Iterator

from domain.companies.address import Address
from domain.companies.folding import fold
from domain.companies.postal_codes import NOTHING
from domain.companies.towns import squeezed

_UNIT = re.compile(
    r"(?:\b(?:suite|ste|unit|apt|apartment|appt|appartement|app|flat|room|rm|office|ofc|oficina|"
    r"shop|kv|кв|квартира|оф|офис|wohnung|whg|top|tur|porta|pta|puerta|dpto|depto|"
    r"departamento|interno|int|sala|kamer|bus|bte|boite|local|lok|lokal|daire|lot|m(?=\.))"
    r"(?![^\W\d_])[. ]*(?:no|nr|number)?[. #]*|#\s*)(?P<value>[a-z]?\d+(?:[-/]\d+)?[a-z]?\b)"
    r"|\b(?:suite|unit|apt|apartment|flat|room|shop|office)[. ]+(?P<letter>[a-z])\b"
)
_FLOOR = re.compile(
    r"\b(?P<before>\d+)(?:st|nd|rd|th|er|eme|e|o|a)?[. ]*(?:floor|flr|fl|level|etage|og|stock|"
    r"obergeschoss|verdieping|verd|piso|planta|andar|piano|kat|kerros|этаж|эт|階|楼|층)(?![^\W\d_])"
    r"|\b(?:floor|flr|fl|level|lvl|piso|planta|andar|etage|etaj|verdieping|этаж|эт)[. ]+"
    r"(?P<after>\d+)\b"
)
_ENTRANCE = re.compile(
    r"(?:^|(?<=\d )|(?<=\d\. ))(?:entrance|ingang|eingang|aufgang|stiege|opgang|oppgang|uppgang|"
    r"scala|escalera|escada|esc|scara|sc|klatka|kl|vchod|lepcsohaz|lph|подъезд|вход|вх|giris)"
    r"[. ]+(?P<value>[a-z]?\d+[a-z]?|[a-z])\b"
)
"""A staircase of the house: at the beginning of a piece or behind a number, because "Via della
Scala 5" is a street."""
_BUILDING = re.compile(
    r"\b(?:building|bldg|block|blk|tower|wing|gebouw|gebaude|gebaeude|bat|batiment|edificio|edif|"
    r"bloc|корпус|корп|к(?=\.)|строение|стр(?=\. ?\d)|hala|blok)[. ]+"
    r"(?P<value>[a-z]?\d+[a-z]?|[a-z])\b"
)
_BOX = re.compile(
    r"\b(?:p\.? ?o\.? ?box|post office box|gpo box|postbus|postfach|boite postale|bp|b\.p\.|"
    r"apartado(?: postal| de correos)?|casella postale|caixa postal|postboks|box|а/я|"
    r"locked bag|private bag|skrytka pocztowa)[. #]*(?:no[. ]+)?(?P<value>\d+(?: \d+)*)\b"
)
_DOOR = re.compile(r"(?<=\d) (?P<value>\d+[oa]\.? ?[a-z]{0,4})$")
"""`2º B` behind a house number."""
_PARTS = (
    ("box", _BOX), ("floor", _FLOOR), ("entrance", _ENTRANCE), ("building", _BUILDING),
    ("unit", _UNIT), ("unit", _DOOR),
)  # fmt: skip
_FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_FRACTION = re.compile(r"(?<=\d) (1/2|1/4|3/4)\b")
_FRACTION_LETTERS = {"1/2": "h", "1/4": "q", "3/4": "z"}
"""A fraction of a house number, as a letter behind it."""
_CARE_OF = re.compile(r"^(?:c/o|c\.o\.|t\.?a\.?v\.?|attn?\b|attention|z\. ?h|zhd\b|ter attentie)")
_NUMBER_WORD = re.compile(
    r"(?<!\S)(?:(?:no|nr|num|numero|nummer|number|д|дом|буд|c\.? ?p)\b[.:]?|n°)\s*(?=\d)"
)
_NO_NUMBER = re.compile(r"\bs\s?/\s?n\b|\bs\.n\.")
_TWO_NUMBERS = re.compile(r"(?<=\d)( \d+[a-z]?) (\d+)$")
"""`Cra 7 12 34` is number 12-34 in street 7."""
_ORDINAL = re.compile(r"(?<=\d)(?:o$|[oa](?=[a-z]))")
_KANJI = {char: str(index + 1) for index, char in enumerate("一二三四五六七八九")}


def pieces(address: Address, *, digraphs: bool) -> Iterator[str]:
    """The parts between commas, folded; without words such as `No.` before a number."""
    for line in filter(None, (address.line1, address.line2)):
        text = fold(line.translate(_FRACTIONS), digraphs=digraphs).replace("'", "")
        text = _FRACTION.sub(lambda found: _FRACTION_LETTERS[found[1]], _unspaced_counters(text))
        text = re.sub(r"[‐‑‒–—−]", "-", text)
        if address.country in ("CO", "MX", "VE"):
            text = _TWO_NUMBERS.sub(r"\1-\2", text.replace("#", " "))
        for piece in re.split(r"[,;|\n،、]|(?<!\d) - | - (?!\d)", text):
            piece = _NUMBER_WORD.sub("", _NO_NUMBER.sub("", piece)).strip(" .")
            if squeezed(piece) not in NOTHING and not _CARE_OF.match(piece):
                yield piece


def _unspaced_counters(text: str) -> str:
    """`2丁目11番3号` is 2-11-3, and the letters of China and Japan end where a number begins."""
    if text.isascii():
        return text
    text = re.sub(r"([一二三四五六七八九])(?=丁目|番)", lambda found: _KANJI[found[1]], text)
    text = re.sub(r"(?<=\d)\s*(?:丁目|番地の?|番|号|號|の|ー)\s*(?=\d)", "-", text)
    text = re.sub(r"(?<=\d)\s*(?:丁目|番地|番|号|號)", " ", text)
    text = re.sub(r"(?<=[\u3040-\u9fff\uac00-\ud7af])(?=\d)", " ", text)
    return re.sub(r"(?<=\d)(?=[\u3040-\u9fff\uac00-\ud7af])(?![階楼층])", " ", text)


def without_units(piece: str, units: dict[str, set[str]]) -> str:
    """The rest of a piece; what is taken out of it is added to `units`, by its kind."""
    for part, pattern in _PARTS:
        for found in pattern.finditer(piece):
            value = next(filter(None, found.groups()))
            units.setdefault(part, set()).add(door(value))
        piece = pattern.sub(" ", piece)
    return " ".join(piece.split()).strip(" .-/")


def door(written: str) -> str:
    """A flat, floor or entrance in one spelling: `2º B` is `2 B`, and `07` is `7`."""
    return _ORDINAL.sub("", squeezed(written)).lstrip("0")
