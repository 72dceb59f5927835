"""The key of an upload in the storage: by its scope and its content."""

import re
from hashlib import sha256

from domain.errors import ScopeUnknown

_SCOPE_ID = re.compile(r"[A-Za-z0-9._:-]+")
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
}
_LOCATION = re.compile(r"(?!\.)[A-Za-z0-9._:=-]+/[0-9a-f]{64}\.(pdf|png|jpg|tif)")

MARKS = "erased-accounts"
"""The folder of the marks of those who were erased. No upload is called as a mark is, whatever its
scope's id."""


def mark_of(owner: str) -> str:
    """Where it is marked that this owner of keys was erased."""
    return f"{MARKS}/{sha256(owner.encode()).hexdigest()}"


def location_of(scope_id: str, sha256: str, media_type: str) -> str:
    """The key `<scope id>/<SHA-256>.<extension>`.

    A scope id that starts with a dot (`..`) or has a colon gets them written as `=2E` and `=3A`:
    no folder is left, hidden or unusual on any system, and different ids stay different, because
    an id has no equals sign of its own.
    """
    if not _SCOPE_ID.fullmatch(scope_id):
        raise ScopeUnknown(f"There is no subscription or billing profile '{scope_id}'.")
    folder = re.sub(r"\A\.", "=2E", scope_id).replace(":", "=3A")
    return f"{folder}/{sha256}{_EXTENSIONS[media_type]}"


def scope_of(location: str) -> str:
    """The scope id of a location of ours."""
    return location.partition("/")[0].replace("=2E", ".", 1).replace("=3A", ":")


def stored_as(scope_id: str, name: str) -> tuple[str, str] | None:
    """The key and the media type of what was stored for a scope under `<SHA-256>.<extension>`; None
    if that is not a name of ours."""
    sha256, dot, extension = name.partition(".")
    types = {ending: media_type for media_type, ending in _EXTENSIONS.items()}
    media_type = types.get(dot + extension)
    if media_type is None:
        return None
    location = location_of(scope_id, sha256, media_type)
    return (location, media_type) if is_possible(location) else None


def is_possible(location: str) -> bool:
    """Whether a location can be one of ours; any other is not looked up."""
    return _LOCATION.fullmatch(location) is not None
