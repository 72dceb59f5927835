"""What a bucket promises on top."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import obstore
import pytest
from obstore.store import S3Store

from adapters.storage.documents import DocumentStore
from domain.errors import ServiceUnreachable, StorageFull
from tests.storage import files
from tests.storage.conftest import BUCKET


async def test_a_document_lies_under_the_prefix_with_its_media_type(s3: str) -> None:
    store = await DocumentStore.open(s3)
    stored = await store.put("sub-contoso-1", files.JPEG)

    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    kept = await obstore.get_async(bucket, f"uploads/{stored.location}")
    assert kept.attributes["Content-Type"] == "image/jpeg"


async def test_a_bucket_that_does_not_exist_is_an_outage(s3: str) -> None:
    store = await DocumentStore.open(s3.replace(BUCKET, "no-such-bucket"))

    with pytest.raises(ServiceUnreachable):
        await store.ping()
    with pytest.raises(ServiceUnreachable):
        await store.put("sub-contoso-1", files.pdf())


async def test_a_storage_that_does_not_answer_is_an_outage(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses every connection
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        store = await DocumentStore.open(s3)

        with pytest.raises(ServiceUnreachable) as refusal:
            await store.ping()

    assert refusal.value.details == {"service": "documents"}


async def test_an_address_without_tls_is_only_used_when_the_operator_wrote_it(
    s3: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint.replace("http:", "https:"))
    store = await DocumentStore.open(s3)

    with pytest.raises(ServiceUnreachable):
        await store.ping()


@contextmanager
def answering(status: HTTPStatus, code: str) -> Iterator[str]:
    """The address of a server that answers whatever is written with this."""
    said = f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode()

    class Answer(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (HTTPStatus.INSUFFICIENT_STORAGE, "XMinioStorageFull"),
        (HTTPStatus.CONFLICT, "XMinioAdminBucketQuotaExceeded"),
        (HTTPStatus.FORBIDDEN, "QuotaExceeded"),
        (HTTPStatus.INSUFFICIENT_STORAGE, "AnyOther"),
    ],
)
async def test_a_bucket_that_says_so_is_full(
    s3: str, monkeypatch: pytest.MonkeyPatch, status: HTTPStatus, code: str
) -> None:
    with answering(status, code) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        with pytest.raises(StorageFull, match="storage of the documents is full"):
            await (await DocumentStore.open(s3)).put("sub-contoso-1", files.pdf())


async def test_a_bucket_that_forbids_it_is_an_outage_and_not_full(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(HTTPStatus.FORBIDDEN, "AccessDenied") as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        with pytest.raises(ServiceUnreachable) as refused:
            await (await DocumentStore.open(s3)).put("sub-contoso-1", files.pdf())
    assert not isinstance(refused.value, StorageFull)
