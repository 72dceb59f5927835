"""A verifier's day in a browser: documents asked for, read, refused and accepted."""

import struct
import zlib
from pathlib import Path
from random import randbytes

from playwright.async_api import FilePayload, Page, expect

from domain.access import Role
from domain.forms.documents import DocumentKind
from domain.requests.lifecycle import State
from tests.browser.customers import a_company
from tests.browser.users import Users
from tests.workflows.customers import LARGE, OTHER_NAME, SIMILAR_NAME, a_customer
from tests.workflows.steps import CERTIFICATE, SCAN, add_document, in_review, submitted
from tests.workflows.system import System

PAPER = DocumentKind.CERTIFICATE_OF_INCORPORATION


async def test_documents_are_asked_for_read_refused_and_accepted(
    users: Users, system: System
) -> None:
    customer = a_company(credit=LARGE)
    await in_review(system, customer)
    async with users.staff(Role.LEGAL) as verifier:
        await verifier.go(f"/requests/{customer.scope_id}")
        ask = verifier.decision("Ask for legal documents")
        await ask.open()
        await ask.form.get_by_label("certificate of incorporation").check()
        await ask.form.get_by_label("Reason").fill("Who may sign for the company?")
        await ask.send()
        await verifier.sees("Done: ask for legal documents.", "still to be sent")

        await add_document(system, customer, PAPER, SCAN)
        await verifier.sees("doc-1", "waits for review", "review the legal documents")
        assert await _downloaded(verifier.page, "Download doc-1") == SCAN.read_bytes()
        await verifier.page.get_by_text("Look at doc-1").click()
        picture = verifier.page.get_by_role("img", name="doc-1, certificate of incorporation")
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("picture => picture.naturalWidth > 0")

        refuse = verifier.decision("Review doc-1")
        await refuse.open()
        await refuse.form.get_by_label("refuse it").check()
        verifier.expected.append("422")
        await refuse.send()
        await verifier.sees("A refusal needs a reason that the customer can act on.")
        await expect(refuse.form.get_by_label("Reason")).to_be_focused()
        await refuse.form.get_by_label("Reason").fill("It cannot be read.")
        await refuse.send()
        await verifier.sees("Done: review doc-1.", "It cannot be read.")

        await add_document(system, customer, PAPER, CERTIFICATE)
        accept = verifier.decision("Review doc-2")
        await accept.open()
        await accept.form.get_by_label("accept it").check()
        await accept.send()
        await verifier.sees("The request is credit check.")
    snapshot = await system.snapshot(customer)
    assert [each.verdict for each in snapshot.documents.received] == ["refused", "accepted"]


async def test_another_name_altogether_is_judged_by_a_verifier(
    users: Users, system: System
) -> None:
    customer = a_customer(company__name=OTHER_NAME)
    await submitted(system, customer)
    async with users.staff(Role.LEGAL) as verifier:
        await verifier.go(f"/requests/{customer.scope_id}")
        await verifier.sees("1 row differs", OTHER_NAME)
        overrule = verifier.decision("Accept what E6 (company name) found")
        await overrule.open()
        await overrule.form.get_by_label("Reason").fill("The deed is on file.")
        await overrule.send()
        await verifier.sees("The request is approved.", "The deed is on file.")
    assert (await system.snapshot(customer)).state is State.APPROVED


async def test_a_large_scan_that_came_by_post_is_added_for_the_customer(
    users: Users, system: System
) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    async with users.staff(Role.LEGAL) as verifier:
        await verifier.go(f"/requests/{customer.scope_id}")
        add = verifier.decision("Add a document for the customer")
        await add.open()
        await add.form.get_by_label("What it is").select_option("certificate_of_incorporation")
        await add.form.get_by_label("File").set_input_files(_scan(megabytes=3))
        await add.send()
        await verifier.sees("Done: add a document for the customer.", "waits for review")
    (received,) = (await system.snapshot(customer)).documents.received
    assert received.stored.size > 3_000_000


def _scan(megabytes: int) -> FilePayload:
    """A picture of noise, which cannot be made smaller."""
    width, height = 1000, megabytes * 350

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + randbytes(width * 3) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 0)), chunk(b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    return {"name": "scan.png", "mimeType": "image/png", "buffer": content}


async def _downloaded(page: Page, link: str) -> bytes:
    async with page.expect_download() as started:
        await page.get_by_role("link", name=link, exact=True).click()
    return Path(await (await started.value).path()).read_bytes()
