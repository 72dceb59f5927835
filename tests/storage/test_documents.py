"""What every storage of documents promises, a folder and S3 alike."""

import asyncio
import hashlib

import pytest

from adapters.storage.documents import DocumentStore
from application.requests.inspect_document import inspect_document
from domain.errors import DocumentRefused, ScopeUnknown
from domain.forms.documents import StoredDocument
from tests.storage import files


async def test_a_stored_document_is_found_again_as_it_was(store: DocumentStore) -> None:
    content = files.pdf()

    stored = await store.put("sub-contoso-1", content)

    sha256 = hashlib.sha256(content).hexdigest()
    assert stored == StoredDocument(
        sha256=sha256,
        size=len(content),
        media_type="application/pdf",
        location=f"sub-contoso-1/{sha256}.pdf",
    )
    assert await store.get(stored.location) == content
    await store.verify(stored)


@pytest.mark.parametrize("media_type", files.ACCEPTED)
async def test_every_accepted_type_is_stored_under_its_extension(
    store: DocumentStore, media_type: str
) -> None:
    stored = await store.put("sub-contoso-1", files.ACCEPTED[media_type])

    assert stored.media_type == media_type
    assert stored.location.endswith((".pdf", ".png", ".jpg", ".tif"))
    await store.verify(stored)


async def test_the_same_upload_again_is_the_same_document(store: DocumentStore) -> None:
    first = await store.put("sub-contoso-1", files.pdf())

    assert await store.put("sub-contoso-1", files.pdf()) == first


async def test_the_same_upload_many_times_at_once_is_one_document(store: DocumentStore) -> None:
    content = files.pdf()

    stored = await asyncio.gather(*(store.put("sub-contoso-1", content) for _ in range(8)))

    assert len(set(stored)) == 1
    assert await store.get(stored[0].location) == content


async def test_another_upload_leaves_the_first_one_alone(store: DocumentStore) -> None:
    first = await store.put("sub-contoso-1", files.pdf())
    second = await store.put("sub-contoso-1", files.pdf(catalog=b"/Lang (nl)"))

    assert first.location != second.location
    await store.verify(first)
    await store.verify(second)


async def test_two_scopes_keep_the_same_paper_apart(store: DocumentStore) -> None:
    ours = await store.put("sub-contoso-1", files.pdf())
    theirs = await store.put("sub-fabrikam-1", files.pdf())

    assert ours.sha256 == theirs.sha256
    assert ours.location != theirs.location


@pytest.mark.parametrize("scope_id", ["..", ".", ".hidden", "..:..", "a:b", "a..b", "-x", "A_1"])
async def test_an_odd_scope_id_leads_nowhere_else(store: DocumentStore, scope_id: str) -> None:
    stored = await store.put(scope_id, files.png())

    assert await store.get(stored.location) == files.png()
    assert stored.location.count("/") == 1
    assert not stored.location.startswith(".")


async def test_different_scope_ids_never_share_a_location(store: DocumentStore) -> None:
    ids = ["a:b", "a.b", "a-3Ab", "3Aab", ":", "..", ".", "2E.", "3A"]

    stored = [await store.put(scope_id, files.png()) for scope_id in ids]

    assert len({document.location for document in stored}) == len(ids)


@pytest.mark.parametrize(
    "scope_id", ["", "a/b", "../x", "a\\b", "a b", "a\x00", "a\n", "é", "a=2E"]
)
async def test_an_impossible_scope_id_is_refused(store: DocumentStore, scope_id: str) -> None:
    with pytest.raises(ScopeUnknown):
        await store.put(scope_id, files.png())


async def test_what_is_no_acceptable_file_is_not_stored(store: DocumentStore) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        await store.put("sub-contoso-1", b"<!DOCTYPE html><p>Certificate</p>")

    assert refusal.value.details["code"] == "wrong_type"


async def test_a_document_that_was_never_stored_is_missing(store: DocumentStore) -> None:
    stored = await store.put("sub-contoso-1", files.pdf())
    elsewhere = stored.model_copy(
        update={"location": stored.location.replace("contoso", "fabrikam")}
    )

    for look in (store.verify(elsewhere), store.get(elsewhere.location)):
        with pytest.raises(DocumentRefused) as refusal:
            await look
        assert refusal.value.details["code"] == "missing"


@pytest.mark.parametrize("change", [{"size": 1}, {"sha256": "0" * 64}])
async def test_a_document_that_is_not_what_the_request_recorded_is_altered(
    store: DocumentStore, change: dict[str, object]
) -> None:
    stored = await store.put("sub-contoso-1", files.pdf())

    with pytest.raises(DocumentRefused) as refusal:
        await store.verify(stored.model_copy(update=change))

    assert refusal.value.details["code"] == "altered"


@pytest.mark.parametrize(
    "location", ["", "/etc/passwd", "../x.pdf", f"../{'0' * 64}.pdf", f"a/b/{'0' * 64}.pdf"]
)
async def test_a_location_that_cannot_be_ours_is_not_looked_up(
    store: DocumentStore, location: str
) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        await store.get(location)

    assert refusal.value.details["code"] == "missing"


async def test_a_storage_that_works_answers(store: DocumentStore) -> None:
    await store.ping()
    await store.put("sub-contoso-1", files.pdf())
    await store.ping()


@pytest.mark.parametrize(
    "url", ["gs://bucket", "s3:///prefix", "file://var/documents", "file:var", "/srv/documents", ""]
)
async def test_a_storage_of_another_kind_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(ValueError, match="file:///"):
        await DocumentStore.open(url)


async def test_what_is_not_there_any_more_is_named(store: DocumentStore) -> None:
    there = await store.put("sub-1", files.pdf())
    gone = await store.put("sub-2", files.pdf())
    await store.remove(gone.location)

    assert await store.missing({there.location, gone.location}) == {gone.location}
    assert await store.missing(set()) == set()


async def test_who_was_erased_is_marked_beside_the_documents(store: DocumentStore) -> None:
    assert await store.erased({"account/a"}) == set()

    for _ in range(2):
        await store.mark_erased("account/a")

    assert await store.erased({"account/a", "account/b"}) == {"account/a"}
    assert [each async for each in store.in_clear()] == [], "a mark is no document"


async def test_a_document_is_handed_in_by_the_scope_that_uploaded_it_and_as_it_was_uploaded(
    store: DocumentStore,
) -> None:
    stored = await store.put("sub-contoso-1", files.pdf())
    assert await inspect_document(store, "sub-contoso-1", stored) is None
    problem = await inspect_document(store, "sub-fabrikam-1", stored)
    assert problem is not None
    assert problem.code == "foreign"
    gone = "0" * 64
    of_nothing = stored.model_copy(
        update={
            "sha256": gone,
            "location": store.location_of("sub-contoso-1", gone, stored.media_type),
        }
    )
    problem = await inspect_document(store, "sub-contoso-1", of_nothing)
    assert problem is not None
    assert (problem.code, bool(problem.sentence)) == ("missing", True)
