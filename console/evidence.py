"""Evidence as the console hands it out."""

from urllib.parse import quote

from fastapi.responses import Response

from clients.evidence import Bundle
from console import files

MEDIA_TYPE = "application/x-ndjson"


def as_download(taken: Bundle) -> Response:
    """The bundle, with whether the ledger's own chain holds together in a header."""
    named = quote(taken.about.replace("/", "-"), safe="")
    answer = files.as_download(taken.content, MEDIA_TYPE, f"evidence-{named}.jsonl")
    answer.headers["X-Evidence-Sound"] = str(taken.sound).lower()
    return answer
