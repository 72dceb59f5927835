"""Codes of apps that generate them from a secret and the time (TOTP)."""

import hmac
from datetime import datetime

import pyotp

from domain.signing_in.second_factors import moments_of_codes


class CodesOfApps:
    """What `application.ports.credentials.CodesOfApps` says."""

    def new_secret(self) -> str:
        return pyotp.random_base32()

    def time_step(self, secret: str, code: str, now: datetime) -> int | None:
        app, said = pyotp.TOTP(secret), code.replace(" ", "").encode()
        for step, begins in moments_of_codes(now):
            # As bytes: for text that is not ASCII this comparison raises.
            if hmac.compare_digest(app.at(begins).encode(), said):
                return step
        return None

    def address(self, secret: str, sign_in: str, issuer: str) -> str:
        """What an app reads to make codes from this secret."""
        return pyotp.TOTP(secret).provisioning_uri(name=sign_in, issuer_name=issuer)
