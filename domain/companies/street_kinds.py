"""How streets are abbreviated, language by language (E7): the short word, then what it stands for.

Long words are shortened rather than the other way round: `St` may be a street or a saint, and both
come to the same either way. Court is not Street, and Road is not Street.
"""

from functools import cache

from domain.companies.folding import fold

_SHORT = {
    "en": """
        st: street saint str | rd: road | av: avenue ave | bd: boulevard blvd bvd boul |
        dr: drive doctor drv | ln: lane | sq: square | pl: place | ct: court crt |
        ter: terrace terr tce | cres: crescent crs | cl: close | gdns: gardens gdn |
        gr: grove grv | hwy: highway | pkwy: parkway pky | cir: circle | trl: trail |
        aly: alley | plz: plaza | pk: park | mt: mount | tpke: turnpike | expy: expressway |
        fwy: freeway | hts: heights | ctr: center centre | ind: industrial | est: estate |
        jn: junction | rte: route | pt: point | wy: way | 1st: first | 2nd: second |
        3rd: third | 4th: fourth | 5th: fifth | 6th: sixth | 7th: seventh | 8th: eighth |
        9th: ninth | 10th: tenth""",
    "nl": """
        str: straat | ln: laan | pl: plein | gr: gracht | kd: kade | sgl: singel | st: sint |
        burg: burgemeester | prof: professor | dr: doctor | mr: meester | gen: generaal |
        kon: koningin | bd: boulevard | 1e: eerste | 2e: tweede | 3e: derde""",
    "de": """
        str: strasse | pl: platz | g: gasse | st: sankt | dr: doktor | prof: professor |
        bgm: buergermeister burgermeister""",
    "fr": """
        r: rue | av: avenue ave | bd: boulevard bld boul blvd | pl: place | all: allee |
        ch: chemin che chem | imp: impasse | rte: route | sq: square | crs: cours |
        fg: faubourg fbg | pas: passage pass | st: saint | ste: sainte | gal: general gen |
        dr: docteur | mal: marechal | res: residence | zi: zoneindustrielle""",
    "it": """
        v: via | vle: viale | pza: piazza pzza | cso: corso | lgo: largo | vlo: vicolo vic |
        ple: piazzale | bgo: borgo | loc: localita | str: strada | s: san santo santa""",
    "es": """
        av: avenida avda avd ave | pl: plaza pza plz | pso: paseo po | ctra: carretera crta |
        cno: camino cmno | cra: carrera kra cr | trav: travesia | rda: ronda |
        urb: urbanizacion | pol: poligono pgno | blvd: bulevar boulevard | gral: general |
        dr: doctor | col: colonia | c: calle cl""",
    "pt": """
        r: rua | av: avenida | pca: praca | lgo: largo lg | tv: travessa trav | al: alameda |
        estr: estrada est | rod: rodovia | dr: doutor | prof: professor""",
    "pl": """
        ul: ulica | al: aleja aleje aleji | pl: plac | os: osiedle | gen: generala |
        sw: swietego""",
    "cs": "ul: ulice ulica | nam: namesti namestie | tr: trida | nabr: nabrezi nabrezie",
    "hu": "u: utca | krt: korut | ter: tere",
    "ro": """
        str: strada | bd: bulevardul bulevard bdul bld | cal: calea | sos: soseaua |
        pta: piata | al: aleea""",
    "hr": "ul: ulica | bul: bulevar | cesta: c",
    "ru": """
        ул: улица вулиця вул | пр: проспект просп прт пркт | пер: переулок провулок пров |
        пл: площадь площа площад | наб: набережная | ш: шоссе | бул: бульвар булевард бр |
        прд: проезд""",
    "el": "οδ: οδος | λ: λεωφορος λεωφ | πλ: πλατεια",
    "sv": "g: gatan gata | v: vagen | st: sankt | pl: plan",
    "da": "v: vej | gd: gade | al: alle | pl: plads | gt: gate",
    "fi": "k: katu | t: tie",
    "tr": "cd: caddesi cad | sk: sokak sokagi sok | blv: bulvari bul | mh: mahallesi mah",
    "ms": "jl: jalan jln | lrg: lorong",
    "vi": "d: duong | p: phuong | q: quan",
}  # fmt: skip

_SPOKEN = {
    "nl": "NL SR CW AW", "nl fr de": "BE", "de": "DE AT LI", "de fr it": "CH", "fr de": "LU",
    "fr": "FR MC GP MQ RE GF SN CI MA TN DZ", "it": "IT SM VA", "pt": "PT BR AO MZ",
    "es": "ES MX AR CL CO PE UY EC BO PY VE CR PA GT SV HN NI DO CU AD", "pl": "PL", "cs": "CZ SK",
    "hu": "HU", "ro": "RO MD", "hr": "HR SI RS BA ME MK", "ru": "RU UA BY KZ BG KG", "el": "GR CY",
    "sv": "SE", "fi sv": "FI", "da": "DK NO", "tr": "TR", "ms en": "MY SG ID BN", "vi": "VN",
    "en fr": "CA",
}  # fmt: skip

NUMBER_FIRST = frozenset({
    "US", "GB", "IE", "CA", "AU", "NZ", "FR", "MC", "LU", "ZA", "IN", "SG", "HK", "PH", "VN",
    "KE", "NG", "GH", "MT", "IL", "TH",
})  # fmt: skip
"""Where the house number comes before the street."""

_LEFT_OUT = frozenset({"ul", "ул", "οδ", "c"})
"""Kinds that are no more than "street" and that their languages leave out: ul. Długa is Długa."""

SUFFIXES = (
    ("strasse", "str"), ("straat", "str"), ("platz", "pl"), ("plein", "pl"), ("laan", "ln"),
    ("gasse", "g"), ("gatan", "g"), ("vagen", "v"), ("vaegen", "v"),
)  # fmt: skip
"""Kinds that are written in one word with the name."""

_DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw",
}  # fmt: skip

_FRENCH_DIRECTIONS = {"nord": "n", "sud": "s", "est": "e", "ouest": "w", "o": "w"}


@cache
def is_english(country: str) -> bool:
    return "en" in _languages(country)


@cache
def short_words(country: str) -> dict[str, str]:
    """Every word that this country shortens, with its short form."""
    found: dict[str, str] = {}
    for language in _languages(country):
        for entry in _SHORT[language].split("|"):
            short, _, longs = entry.strip().partition(":")
            for word in (short, *longs.split()):
                found.setdefault(fold(word, digraphs=False), short)
    return found


@cache
def kinds(country: str) -> frozenset[str]:
    """The short forms, but for numbers: "5th" is a street's name."""
    return frozenset(short for short in short_words(country).values() if short[0].isalpha())


def shortened(words: list[str], country: str) -> list[str]:
    """The words of a street's name, each in its short form."""
    short = short_words(country)
    found = [short.get(word, _by_suffix(word)) for word in words]
    if is_english(country):
        found = _with_directions(found, country)
    if country == "CA":
        found = [_FRENCH_DIRECTIONS.get(word, word) for word in found]
    return [word for word in found if word not in _LEFT_OUT] or found


def _with_directions(words: list[str], country: str) -> list[str]:
    """`N` is North next to a name: "N Main St"; in "N Street" it is the name."""
    directions = {*_DIRECTIONS, *_DIRECTIONS.values()}
    if not any(word not in directions and word not in kinds(country) for word in words):
        return words
    return [_DIRECTIONS.get(word, word) for word in words]


def _by_suffix(word: str) -> str:
    for long, short in SUFFIXES:
        if word.endswith(long):
            return word.removesuffix(long) + short
    return word


@cache
def _languages(country: str) -> tuple[str, ...]:
    for languages, countries in _SPOKEN.items():
        if country in countries.split():
            return tuple(languages.split())
    return ("en",)
