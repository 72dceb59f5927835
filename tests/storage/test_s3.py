"""What a bucket promises on top."""

import socket

import obstore
import pytest
from obstore.store import S3Store

from adapters.storage.documents import DocumentStore
from domain.errors import ServiceUnreachable
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
