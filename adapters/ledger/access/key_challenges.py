"""Challenges for security keys (WebAuthn), and the verification of their answers.

A key signs our challenge together with the address of the site, so its answer is useless to a site
that imitates ours.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Row
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

_Proved = TypeVar("_Proved")

_NAME = "Pay by invoice"
_MILLISECONDS = 120_000
_PORTS = {"http": 80, "https": 443}

# Without the key's own PIN: the password was given already.
_UNASKED = UserVerificationRequirement.DISCOURAGED
_AS_SECOND_FACTOR = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_UNASKED
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where keys are used: a key belongs to one host and answers to one origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A verified new key, as it is stored."""

    credential: str
    public_key: str
    count: int


def site_at(url: str) -> Site | None:
    """The site at this address; None where browsers offer no keys. They need a host name, not an IP
    address, and HTTPS except on this machine."""
    where = urlsplit(url)
    try:
        host, port = (where.hostname or "").encode("idna").decode(), where.port
    except ValueError:
        return None
    on_this_machine = host == "localhost" or host.endswith(".localhost")
    if not host or _is_address(host) or not (where.scheme == "https" or on_this_machine):
        return None
    suffix = "" if port in (None, _PORTS.get(where.scheme)) else f":{port}"
    return Site(host, f"{where.scheme}://{host}{suffix}")


def asked_of_new(sign_in: str, challenge: str, known: Iterable[str], site: Site) -> str:
    """The options for a browser to add a key with, as JSON.

    Args:
        known: the ids of the keys that this person has: none is added twice.
    """
    return options_to_json(
        generate_registration_options(
            rp_id=site.host,
            rp_name=_NAME,
            user_name=sign_in,
            user_id=sha256(sign_in.encode()).digest(),
            challenge=base64url_to_bytes(challenge),
            timeout=_MILLISECONDS,
            authenticator_selection=_AS_SECOND_FACTOR,
            exclude_credentials=_described(known),
        )
    )


def asked_of_known(challenge: str, known: Iterable[str], site: Site) -> str:
    """The options for a browser to sign in with a key, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=site.host,
            challenge=base64url_to_bytes(challenge),
            timeout=_MILLISECONDS,
            allow_credentials=_described(known),
            user_verification=_UNASKED,
        )
    )


def new_key(answer: str, challenge: str, site: Site) -> NewKey | None:
    """The key whose answer to this challenge on this site is valid; None if it is not."""

    def verified() -> NewKey:
        proved = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
        return NewKey(
            bytes_to_base64url(proved.credential_id),
            bytes_to_base64url(proved.credential_public_key),
            proved.sign_count,
        )

    return _unless_refused(verified)


def used_key(
    answer: str, challenge: str, keys: Iterable[Row[Any]], site: Site
) -> tuple[str, int] | None:
    """The id of the one of these keys that gave this answer, and its new counter; None if none did,
    or if the counter did not rise."""

    def verified() -> tuple[str, int]:
        given = parse_authentication_credential_json(answer)
        key = next(each for each in keys if each.credential_id == given.id)
        proved = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.counter,
        )
        return str(key.id), proved.new_sign_count

    return _unless_refused(verified)


def _unless_refused(verified: Callable[[], _Proved]) -> _Proved | None:
    # Untrusted bytes pass through parsers of JSON, CBOR and keys, each with errors of its own: any
    # error means that nothing was proved.
    try:
        return verified()
    except Exception:
        return None


def _described(credentials: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in credentials]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
