"""The console's cookies, which scripts, other sites and plain HTTP cannot read."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from settings import Settings

SESSION = "session"


def session_token(request: Request, settings: Settings) -> str | None:
    return read_cookie(request, settings, SESSION)


def read_cookie(request: Request, settings: Settings, name: str) -> str | None:
    return request.cookies.get(_full_name(settings, name)) or None


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, lasts: timedelta
) -> None:
    response.set_cookie(
        _full_name(settings, name),
        value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    set_cookie(response, settings, name, "", timedelta(0))


def _full_name(settings: Settings, name: str) -> str:
    # Browsers accept this prefix only from the host itself, over HTTPS and for all paths, so that a
    # neighbouring host cannot plant a cookie of this name.
    return f"__Host-{name}" if settings.secure_cookies else name
