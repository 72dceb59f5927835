"""Checks that a billing system accepts signed calls only, by calls that it has to reject."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from adapters.providers.http import WITHIN_SECONDS, http_client
from adapters.providers.http_shapes import Capabilities, Verify
from domain.billing.checked import Checked, Outcome
from domain.billing.provider import Party
from domain.webhooks.signing import secret_of, signed_headers

_OLD = timedelta(minutes=10)
_BODY = Capabilities().model_dump_json().encode()


async def signature_checks(
    url: str, secrets: Sequence[str], party: Party
) -> AsyncIterator[Checked]:
    now = datetime.now(UTC)
    stranger = secret_of(uuid4().bytes * 2)
    verify = Verify(party=party).model_dump_json().encode()
    changed = dict(_signed(_BODY, now, secrets))
    async with http_client(WITHIN_SECONDS) as http:
        for name, what, headers, body, wanted in (
            ("unsigned", "It turns away what is not signed.", {}, _BODY, (401,)),
            ("forged", "It turns away what another secret signed.",
             _signed(_BODY, now, [stranger]), _BODY, (401,)),
            ("changed", "It turns away a body that was changed.", changed, _BODY + b" ", (401,)),
            ("old", "It turns away what was signed ten minutes ago.",
             _signed(_BODY, now - _OLD, secrets), _BODY, (401,)),
            ("other_call", "It turns away a body of another call.",
             _signed(verify, now, secrets), verify, range(400, 500)),
        ):  # fmt: skip
            status = await _status(http, f"{url.rstrip('/')}/capabilities", headers, body)
            if status in wanted:
                yield Checked(name, what, Outcome.RIGHT)
            else:
                answered = f"{status}" if status else "nothing"
                said = "401" if wanted == (401,) else "4xx"
                why = f"It answered {answered} where {said} is right."
                yield Checked(name, what, Outcome.WRONG, why)


def _signed(body: bytes, at: datetime, secrets: Sequence[str]) -> Mapping[str, str]:
    return signed_headers(f"msg_{uuid4().hex}", at, body, secrets)


async def _status(
    http: httpx.AsyncClient, url: str, headers: Mapping[str, str], body: bytes
) -> int | None:
    sent = {**headers, "content-type": "application/json"}
    try:
        async with http.stream("POST", url, content=body, headers=sent) as answer:
            return answer.status_code
    except httpx.HTTPError:
        return None
