"""A stored document read part by part, from a folder and from S3 alike."""

import os

import pytest

from adapters.storage.documents import DocumentStore
from domain.errors import DocumentRefused
from tests.storage import files


async def test_what_was_stored_is_read_in_parts(store: DocumentStore) -> None:
    content = files.pdf(objects=(files.stream(os.urandom(700_000)),))
    stored = await store.put("sub-contoso-1", content)
    parts = [part async for part in await store.read(stored.location)]
    assert b"".join(parts) == content
    assert len(parts) > 1


@pytest.mark.parametrize("location", ["sub-contoso-1/" + "0" * 64 + ".pdf", "../passwd", ""])
async def test_what_is_not_there_is_refused_before_anything_is_read(
    store: DocumentStore, location: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        await store.read(location)
    assert refused.value.details["code"] == "missing"
