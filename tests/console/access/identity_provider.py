"""A real OpenID Connect provider on loopback that writes down what it was asked, and people who
sign in there."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
from werkzeug import Request
from werkzeug.serving import make_server

from engine.local.ports import LOOPBACK


@dataclass
class IdentityProvider:
    issuer: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and parameters of every request that reached it."""

    def asked_at(self, path: str) -> dict[str, str]:
        """The parameters of the last request for this path."""
        return next(given for where, given in reversed(self.asked) if where == path)

    async def has(self, subject: str, **claims: Any) -> None:
        async with httpx.AsyncClient(base_url=self.issuer) as client:
            put = await client.put(f"/users/{subject}", json=claims)
            assert put.status_code == 204, put.text

    async def lets_in(self, address: str, subject: str) -> str:
        """Signs somebody in where the console sent them; where that leads."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(address, data={"sub": subject})
            assert answer.status_code == 302, answer.text
            return answer.headers["location"]

    async def turns_away(self, address: str) -> str:
        async with httpx.AsyncClient() as client:
            answer = await client.post(address, data={"action": "deny"})
            return answer.headers["location"]


@contextmanager
def running_provider() -> Iterator[IdentityProvider]:
    app = oidc_provider_mock.app(require_nonce=True)
    inner = app.wsgi_app
    provider = IdentityProvider("")

    def noting(environ: Any, start_response: Any) -> Any:
        # Read once for both of us.
        environ["wsgi.input"] = io.BytesIO(Request(environ).get_data())
        request = Request(environ)
        given = request.args.to_dict()
        if request.path == "/oauth2/token":
            given |= request.form.to_dict()
            if request.authorization is not None:
                given |= {"authorization": str(request.authorization.username)}
        environ["wsgi.input"].seek(0)
        provider.asked.append((request.path, given))
        return inner(environ, start_response)

    app.wsgi_app = noting
    server = make_server(LOOPBACK, 0, app, threaded=True)
    provider.issuer = f"http://{LOOPBACK}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
