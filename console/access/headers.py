"""What browsers are told to keep to, with every answer."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
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


class SecurityHeaders:
    """Puts them on every answer of an application, whatever went wrong in it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._policy = _content_security_policy(settings)
        self._encrypted = settings.console_url.startswith("https:")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_on(MutableHeaders(scope=message), path)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _put_on(self, headers: MutableHeaders, path: str) -> None:
        # A route may be stricter about its own page: a browser keeps to both policies.
        headers.append("Content-Security-Policy", self._policy)
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.update(_ALWAYS)
        if not path.startswith(STATIC):
            headers["Cache-Control"] = "no-store"
        if self._encrypted:
            headers["Strict-Transport-Security"] = _A_YEAR


def _content_security_policy(settings: Settings) -> str:
    forms = "'self'"
    if settings.oidc_issuer is not None:
        # Browsers hold a form to this wherever it is led on to.
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
