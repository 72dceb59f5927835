"""Towns and regions under their several names (E7)."""

import re

from domain.companies.folding import fold, in_a_word

_SAME_TOWN = """
den haag, the hague, 's-gravenhage, la haye | den bosch, 's-hertogenbosch | amsterdam, a'dam
rotterdam, r'dam | antwerpen, anvers, antwerp | bruxelles, brussel, brussels, brüssel
gent, gand, ghent | liège, luik, lüttich | brugge, bruges | leuven, louvain | mechelen, malines
kortrijk, courtrai | mons, bergen | namur, namen | tournai, doornik | ieper, ypres
köln, cologne, keulen | münchen, munich, monaco di baviera | nürnberg, nuremberg
hannover, hanover | aachen, aix-la-chapelle, aken | braunschweig, brunswick | wien, vienna, vienne
genève, geneva, genf, ginevra | zürich, zurigo | basel, bâle, basle | bern, berne
luzern, lucerne | lausanne | strasbourg, straßburg | lille, rijsel | dunkerque, dunkirk
milano, milan, mailand | roma, rome, rom | torino, turin | firenze, florence, florenz
venezia, venice, venedig | napoli, naples, neapel | genova, genoa, genua | padova, padua
bolzano, bozen | livorno, leghorn | lisboa, lisbon | porto, oporto | sevilla, seville
zaragoza, saragossa | donostia, san sebastián | bilbao, bilbo | a coruña, la coruña
praha, prague, prag | brno, brünn | warszawa, warsaw, warschau | kraków, cracow, krakau
wrocław, breslau | gdańsk, danzig | budapest | bucurești, bucharest | beograd, belgrade, београд
sofia, софия | zagreb | ljubljana | athina, athens, αθήνα | thessaloniki, saloniki, θεσσαλονίκη
københavn, copenhagen, kopenhagen | göteborg, gothenburg | malmö | helsinki, helsingfors
turku, åbo | tampere, tammerfors | vilnius, wilna | rīga, riga | tallinn, reval
moskva, moscow, москва | sankt-peterburg, saint petersburg, st petersburg, санкт-петербург
kyiv, kiev, київ, киев | odesa, odessa, одеса | kharkiv, kharkov, харків | lviv, lvov, львів
istanbul | izmir | ciudad de méxico, mexico city, cdmx, méxico df | new york, new york city, nyc
gurugram, gurgaon | thiruvananthapuram, trivandrum | kochi, cochin | pune, poona
vadodara, baroda | mysuru, mysore | mangaluru, mangalore | prayagraj, allahabad
puducherry, pondicherry | kozhikode, calicut | varanasi, benares | visakhapatnam, vizag
ho chi minh city, thành phố hồ chí minh, tp hồ chí minh, tphcm, hcmc, saigon, sài gòn
hà nội, hanoi | yangon, rangoon | astana, nur-sultan, астана | almaty, алматы
makkah, mecca | jeddah, jiddah | dnipro, dnipropetrovsk, дніпро | tbilisi, თბილისი
mumbai, bombay | kolkata, calcutta | chennai, madras | bengaluru, bangalore | beijing, peking, 北京
shanghai, 上海 | guangzhou, canton, 广州 | tokyo, tōkyō, 東京 | seoul, 서울 | al-qahirah, cairo
dublin, baile átha cliath | cardiff, caerdydd | québec, quebec city, ville de québec
luxembourg, luxemburg, lëtzebuerg | bangkok, krung thep, กรุงเทพมหานคร
"""

_REGIONS = {
    "US": """
        AL alabama, AK alaska, AZ arizona, AR arkansas, CA california, CO colorado, CT connecticut,
        DE delaware, DC district of columbia, FL florida, GA georgia, HI hawaii, ID idaho,
        IL illinois, IN indiana, IA iowa, KS kansas, KY kentucky, LA louisiana, ME maine,
        MD maryland, MA massachusetts, MI michigan, MN minnesota, MS mississippi, MO missouri,
        MT montana, NE nebraska, NV nevada, NH new hampshire, NJ new jersey, NM new mexico,
        NY new york, NC north carolina, ND north dakota, OH ohio, OK oklahoma, OR oregon,
        PA pennsylvania, RI rhode island, SC south carolina, SD south dakota, TN tennessee,
        TX texas, UT utah, VT vermont, VA virginia, WA washington, WV west virginia, WI wisconsin,
        WY wyoming, PR puerto rico, GU guam""",
    "CA": """
        AB alberta, BC british columbia, MB manitoba, NB new brunswick,
        NL newfoundland and labrador, NS nova scotia, NT northwest territories, NU nunavut,
        ON ontario, PE prince edward island,
        QC quebec, SK saskatchewan, YT yukon""",
    "AU": """
        ACT australian capital territory, NSW new south wales, NT northern territory,
        QLD queensland, SA south australia, TAS tasmania, VIC victoria, WA western australia""",
    "BR": """
        AC acre, AL alagoas, AP amapá, AM amazonas, BA bahia, CE ceará, DF distrito federal,
        ES espírito santo, GO goiás, MA maranhão, MT mato grosso, MS mato grosso do sul,
        MG minas gerais, PA pará, PB paraíba, PR paraná, PE pernambuco, PI piauí,
        RJ rio de janeiro, RN rio grande do norte, RS rio grande do sul, RO rondônia, RR roraima,
        SC santa catarina, SP são paulo, SE sergipe, TO tocantins""",
    "MX": """
        AGS aguascalientes, BC baja california, BCS baja california sur, CAMP campeche,
        COAH coahuila, COL colima, CHIS chiapas, CHIH chihuahua, CDMX ciudad de méxico, DGO durango,
        GTO guanajuato, GRO guerrero, HGO hidalgo, JAL jalisco, MEX estado de méxico,
        MICH michoacán, MOR morelos, NAY nayarit, NL nuevo león, OAX oaxaca, PUE puebla,
        QRO querétaro, QROO quintana roo, SLP san luis potosí, SIN sinaloa, SON sonora, TAB tabasco,
        TAMPS tamaulipas, TLAX tlaxcala, VER veracruz, YUC yucatán, ZAC zacatecas""",
}
COUNTED = frozenset({*_REGIONS, "AR", "CN", "ID", "IN", "IT", "JP", "MY", "NG", "PH", "TH", "VE"})
"""Countries in which an address has a region."""


def squeezed(text: str, *, digraphs: bool = False) -> str:
    """The letters and digits alone, folded."""
    return "".join(char for char in fold(text, digraphs=digraphs) if in_a_word(char))


def region_code(country: str, written: str) -> str:
    """A region's code, or its letters where the country's codes are not known here."""
    letters = squeezed(written)
    return _CODES.get(country, {}).get(letters, letters)


def is_region(country: str, written: str) -> bool:
    return squeezed(written) in _CODES.get(country, {})


def same_region(country: str, one: str, other: str) -> bool:
    """Codes and names of one region; where they are not listed, a code begins like its name."""
    first, second = region_code(country, one), region_code(country, other)
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    listed = country in _CODES
    return not listed and len(shorter) <= 3 and _abbreviates(shorter, longer)


def same_town(one: str, other: str, *, within: bool) -> bool:
    """Whether two names are of one town.

    Args:
        within: "Frankfurt" is "Frankfurt am Main", and "Paris" is "Paris 2": true where a postal
            code already says which one is meant.
    """
    first, second = _town(one), _town(other)
    if first & second:
        return True
    return within and any(
        set(a) <= set(b) or set(b) <= set(a) or _by_initials(a, b) or _by_initials(b, a)
        for a in first
        for b in second
    )


def _town(name: str) -> set[tuple[str, ...]]:
    found = set()
    for digraphs in (True, False):
        text = re.sub(r"\bcedex\b.*|['’]", "", fold(name, digraphs=digraphs))
        text = re.sub(r"(?<=[\u4e00-\u9fff]{2})[市都]$|(?:특별시|광역시)$", "", text.strip())
        words = "".join(char if in_a_word(char) else " " for char in text).split()
        short = tuple("st" if word in ("saint", "sint", "sankt") else word for word in words)
        found.add(_TOWNS.get("".join(short), short))
    return found


def _by_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """`Frankfurt a.M.` is Frankfurt am Main."""
    pairs = list(zip(short, long, strict=False))
    alike = all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in pairs[1:])
    return len(short) == len(long) and bool(pairs) and short[0] == long[0] and alike


def _abbreviates(short: str, long: str) -> bool:
    rest = iter(long)
    return short[:1] == long[:1] and all(letter in rest for letter in short)


def _towns() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in re.split(r"[|\n]", _SAME_TOWN.strip()):
        names = [squeezed(name) for name in group.split(",")]
        for name in group.split(","):
            for digraphs in (True, False):
                found[squeezed(name, digraphs=digraphs)] = (names[0],)
    return found


def _codes(table: str) -> dict[str, str]:
    found = {}
    for entry in table.split(","):
        code, _, name = entry.strip().partition(" ")
        found[code.lower()] = found[squeezed(name)] = code
    return found


_TOWNS = _towns()
_CODES = {country: _codes(table) for country, table in _REGIONS.items()}
