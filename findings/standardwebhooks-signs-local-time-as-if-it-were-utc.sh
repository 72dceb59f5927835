#!/usr/bin/env bash
# standardwebhooks 1.1.0 signs a moment of another time zone as if its clock showed UTC.
# `sign` takes the moment as a datetime and replaces its zone instead of converting it. Ten o'clock in
# Amsterdam is signed as ten o'clock UTC, an hour off, while the header beside it has the right second
# of it; the same library then finds that no signature matches. In UTC, with or without a zone, it works,
# so a sender's tests on a machine in UTC see nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import base64
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook("whsec_" + base64.b64encode(bytes(32)).decode())
body, now = '{"type":"invoice.paid"}', datetime.now(timezone.utc)
for zone in (timezone.utc, timezone(timedelta(hours=1), "CET")):
    moment = now.astimezone(zone)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": webhook.sign("msg_1", moment, body),
    }
    try:
        print(zone, webhook.verify(body, headers))
    except WebhookVerificationError as problem:
        print(zone, problem)
PYTHON
diff "$folder/seen" - <<'SEEN'
UTC {'type': 'invoice.paid'}
CET No matching signature found
SEEN
echo "As described: standardwebhooks==1.1.0"
