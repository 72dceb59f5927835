"""Challenges for security keys (WebAuthn), and the verification of their answers.

A key signs our challenge together with the address of the site, so its answer is useless to a site
that imitates ours.
"""

import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

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

from domain.signing_in.security_keys import NewKey, Site, StoredKey

_Proved = TypeVar("_Proved")

_NAME = "Pay by invoice"
_MILLISECONDS = 120_000
_CHALLENGE_BYTES = 32

# Without the key's own PIN: the password was given already.
_UNASKED = UserVerificationRequirement.DISCOURAGED
_AS_SECOND_FACTOR = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_UNASKED
)


class SecurityKeyChallenges:
    """What `application.ports.credentials.SecurityKeyChallenges` says."""

    def new_challenge(self) -> str:
        return secrets.token_urlsafe(_CHALLENGE_BYTES)

    def asked_of_new(self, sign_in: str, challenge: str, known: Iterable[str], site: Site) -> str:
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

    def asked_of_known(self, challenge: str, known: Iterable[str], site: Site) -> str:
        return options_to_json(
            generate_authentication_options(
                rp_id=site.host,
                challenge=base64url_to_bytes(challenge),
                timeout=_MILLISECONDS,
                allow_credentials=_described(known),
                user_verification=_UNASKED,
            )
        )

    def new_key(self, answer: str, challenge: str, site: Site) -> NewKey | None:
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
        self, answer: str, challenge: str, keys: Iterable[StoredKey], site: Site
    ) -> tuple[str, int] | None:
        def verified() -> tuple[str, int]:
            given = parse_authentication_credential_json(answer)
            key = next(each for each in keys if each.credential == given.id)
            proved = verify_authentication_response(
                credential=given,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=base64url_to_bytes(key.public_key),
                credential_current_sign_count=key.count,
            )
            return key.id, proved.new_sign_count

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
