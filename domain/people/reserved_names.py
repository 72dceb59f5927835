"""Reserved names: those that timelines and letters give to the program and to our teams."""

import re
import unicodedata

_RESERVED = frozenset(
    {
        "worker",
        "system",
        "nobody",
        "anonymous",
        "customer",
        "provider",
        "identityprovider",
        "commandline",
        "creditteam",
        "legalteam",
        "billingteam",
        "billingoperations",
    }
)

_LOOKS_LIKE = str.maketrans(
    "авгеікмнорстухѕјԁɡһԝ" + "αβεικνορτυχω" + "0135",
    "abreikmhopctyxsjdghw" + "abeikvoptuxw" + "oles",
)
"""Letters of other alphabets, and digits, that are read as a Latin letter."""

_APART = re.compile(r"[\W_]+")


def is_reserved(name: str) -> bool:
    """Whether a name is, or reads like, one of the program or a team of ours, whatever its case,
    spacing or accents."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LOOKS_LIKE)
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return _APART.sub("", letters) in _RESERVED
