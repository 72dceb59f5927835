"""Security headers on every answer."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import Settings

STATIC = "/static/"

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
_A_YEAR = "max-age=31536000"

_Pair = tuple[bytes, bytes]
_REFERRER: _Pair = (b"referrer-policy", b"same-origin")
_NOT_KEPT: _Pair = (b"cache-control", b"no-store")


class SecurityHeaders:
    """Middleware that sets the headers on every answer, errors included."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        said = dict(_ALWAYS)
        if settings.console_url.startswith("https:"):
            said["Strict-Transport-Security"] = _A_YEAR
        # A route may add a stricter policy for its own page: browsers apply both.
        policy = _pairs({"Content-Security-Policy": _content_security_policy(settings)})
        always = _pairs(said)
        names = frozenset(name for name, _ in always)
        self._files = names, [*policy, *always]
        self._pages = names | {_NOT_KEPT[0]}, [_NOT_KEPT, *policy, *always]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._headers(message["headers"], path)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, given: Iterable[_Pair], path: str) -> list[_Pair]:
        """The headers, ours in place of the route's own of the same name."""
        ours, said = self._files if path.startswith(STATIC) else self._pages
        headers = [pair for pair in given if pair[0] not in ours]
        if not any(name == _REFERRER[0] for name, _ in headers):
            headers.append(_REFERRER)
        return headers + said


def _pairs(headers: Mapping[str, str]) -> list[_Pair]:
    """Encoded once, because every answer has them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _content_security_policy(settings: Settings) -> str:
    forms = "'self'"
    if settings.oidc_issuer is not None:
        # Browsers apply this policy to redirects of a form, too.
        issuer = urlsplit(settings.oidc_issuer)
        forms += f" {issuer.scheme}://{issuer.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            f"form-action {forms}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
