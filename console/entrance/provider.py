"""The client of the OpenID Connect provider, by Authlib: code flow with PKCE, ID tokens
verified."""

import hashlib
import hmac
import logging
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

import httpx

from domain.access import Role
from domain.errors import NotSignedIn, ServiceUnreachable
from settings import Settings
from wording.catalogue import staff_words

_ANSWER_SECONDS = 10.0

# A provider may offer "none" or shared keys; neither proves who signed.
_SIGNED_WITH = frozenset(
    f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)
) | {"EdDSA"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Flow:
    """One attempt to sign in. All of its values derive from one secret that only the browser keeps;
    what the provider sees does not reveal it."""

    secret: str

    @classmethod
    def begun(cls) -> "Flow":
        return cls(token_urlsafe(32))

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def code_verifier(self) -> str:
        return self._derived("code verifier")

    def _derived(self, what: str) -> str:
        made = hmac.new(self.secret.encode(), what.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(made).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who signed in, by the provider's claims."""

    sign_in: str
    subject: str
    roles: frozenset[Role]


class Provider:
    def __init__(self, settings: Settings, issuer: str) -> None:
        self._settings = settings
        self._issuer = issuer
        self._app = _authlib_app(settings, issuer)
        self.callback = f"{settings.console_url}/sign-in/oidc/callback"

    async def address(self, flow: Flow) -> str:
        """The address of the provider's sign-in page.

        Raises:
            ServiceUnreachable: the provider does not answer, or not as one.
        """
        with _outages():
            await self._discover()
            made = await self._app.create_authorization_url(
                self.callback,
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.code_verifier,
            )
            return str(made["url"])

    async def vouched(self, flow: Flow, code: str) -> Vouched:
        """Exchanges the code that the browser came back with for the person's claims.

        Raises:
            NotSignedIn: the code or what it was exchanged for is not right.
            ServiceUnreachable: the provider does not answer, or not as one.
        """
        with _outages():
            await self._discover()
            token = await self._app.fetch_access_token(
                code=code, redirect_uri=self.callback, code_verifier=flow.code_verifier
            )
            claims = await self._app.parse_id_token(token, flow.nonce)
            if claims is None:
                raise NotSignedIn(staff_words()("sign_in.nobody_named"))
            given = await self._completed(claims, token)
        return self._read(given)

    async def _discover(self) -> None:
        metadata = await self._app.load_server_metadata()
        if str(metadata["issuer"]).rstrip("/") != self._issuer.rstrip("/"):
            raise ValueError("the issuer calls itself otherwise")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [
            each for each in offered if each in _SIGNED_WITH
        ] or ["RS256"]

    async def _completed(self, claims: Mapping[str, Any], token: Any) -> Mapping[str, Any]:
        """The claims and those of the userinfo endpoint, for a provider that keeps its tokens
        small."""
        settings = self._settings
        wanted = (settings.oidc_sign_in_claim, settings.oidc_roles_claim)
        metadata = await self._app.load_server_metadata()
        if "userinfo_endpoint" not in metadata or all(
            _claim(claims, each) is not None for each in wanted
        ):
            return claims
        extra = await self._app.userinfo(token=token)
        return {**extra, **claims} if extra.get("sub") == claims["sub"] else claims

    def _read(self, claims: Mapping[str, Any]) -> Vouched:
        name = _claim(claims, self._settings.oidc_sign_in_claim)
        if not isinstance(name, str) or not name.strip():
            raise NotSignedIn(staff_words()("sign_in.no_name"))
        if self._settings.oidc_sign_in_claim == "email" and not _is_verified(claims):
            raise NotSignedIn(staff_words()("sign_in.mail_not_verified"))
        given = _claim(claims, self._settings.oidc_roles_claim)
        return Vouched(
            sign_in=name,
            subject=str(claims["sub"]),
            roles=frozenset(_roles(given, self._settings.oidc_roles)),
        )


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider vouches for the mail address. Only `true` counts: a text or a number
    would be a misunderstanding."""
    return claims.get("email_verified", True) is True


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by a path of names with dots between."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _roles(given: Any, called_here: Mapping[str, Role]) -> Iterable[Role]:
    names = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    # Without a mapping of roles, the provider's administrators would become ours.
    known = called_here or {role.value: role for role in Role if role is not Role.ADMIN}
    # A customer belongs to an account, which the provider does not know.
    return {known[str(name)] for name in names if str(name) in known} - {Role.CUSTOMER}


@contextmanager
def _outages() -> Iterator[None]:
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        yield
    except (AuthlibBaseError, JoseError) as refusal:
        _log.warning("The identity provider's answer was not accepted: %s", type(refusal).__name__)
        raise NotSignedIn(staff_words()("sign_in.failed")) from None
    except (httpx.HTTPError, httpx.InvalidURL, LookupError, TypeError, ValueError) as failed:
        # Authlib raises these for an answer that is not JSON or lacks a required field.
        _log.warning("The identity provider does not answer: %s", type(failed).__name__)
        raise ServiceUnreachable(staff_words()("sign_in.no_answer"), service="oidc") from None


def _authlib_app(settings: Settings, issuer: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about the version of httpx
        from authlib.deprecate import AuthlibDeprecationWarning

        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.starlette_client import OAuth

    # Off: these loggers write verifiers, and addresses with codes in them.
    for name in ("authlib", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    secret = settings.oidc_client_secret
    options: dict[str, Any] = {
        "scope": settings.oidc_scopes,
        "code_challenge_method": "S256",
        "timeout": _ANSWER_SECONDS,
    }
    if secret is None:
        options["token_endpoint_auth_method"] = "none"  # noqa: S105 - a method's name
    return OAuth().register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=None if secret is None else secret.get_secret_value(),
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=options,
    )
