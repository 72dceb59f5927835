"""Documents are read in a process that is stopped when it takes too much."""

import sys
import time
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from adapters.storage import images
from adapters.storage.inspection import inspect
from adapters.storage.reading import read_apart
from adapters.storage.reading_process import read
from domain.errors import DocumentRefused, ServiceBusy
from tests.storage import files

CONFINED = "from adapters.storage import reading_process as it; it.confine(2**30, 1)\n"
LIMIT = 10 * 1024 * 1024


def picture(kind: str, size: tuple[int, int] = (600, 800), **saving: Any) -> bytes:
    out = BytesIO()
    noise = Image.effect_noise(size, 60)
    noise.save(out, kind, **saving)
    return out.getvalue()


def flaw_of(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refusal:
        inspect(content, LIMIT, read)
    return str(refusal.value.details["code"])


@pytest.mark.parametrize("media_type", files.ACCEPTED)
def test_a_process_of_its_own_says_the_same(media_type: str) -> None:
    content = files.ACCEPTED[media_type]
    read_apart(media_type, content)
    with pytest.raises(DocumentRefused) as refusal:
        read_apart(media_type, content[:40])
    assert refusal.value.details["code"] == "damaged"


def test_a_person_does_not_wait_long_for_it() -> None:
    read_apart("application/pdf", files.pdf())
    began = time.perf_counter()
    read_apart("application/pdf", files.pdf())
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "program",
    [
        f"{CONFINED}while True: pass",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); bytes(2**30)",
        "import os; os._exit(9)",
        "print('not an answer')",
    ],
)
def test_what_takes_too_much_is_stopped_and_said_in_words(program: str) -> None:
    began = time.monotonic()
    with pytest.raises(DocumentRefused, match="could not be read within") as refusal:
        read_apart("image/png", files.png(), cpu_seconds=1, reader=(sys.executable, "-c", program))
    assert refusal.value.details["code"] == "unreadable"
    assert time.monotonic() - began < 40


@pytest.mark.parametrize(
    "program",
    [
        "import signal; signal.pause()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    ],
)
def test_a_machine_that_does_not_get_to_it_says_nothing_about_the_document(program: str) -> None:
    with pytest.raises(ServiceBusy, match="Nothing is wrong with it") as busy:
        read_apart("image/png", files.png(), wall_seconds=1, reader=(sys.executable, "-c", program))
    assert busy.value.details["retry_after"] > 0


def test_a_process_that_cannot_be_started_says_nothing_about_the_document() -> None:
    with pytest.raises(ServiceBusy):
        read_apart("image/png", files.png(), reader=("/no/such/program",))


def test_waiting_for_its_turn_is_not_counted() -> None:
    waits = "import time; time.sleep(1.5); from adapters.storage import reading_process as it"
    program = f"{waits}; it.main('image/png', 2**30, 1)"
    read_apart("image/png", files.png(), reader=(sys.executable, "-c", program))


@pytest.mark.parametrize(
    ("kind", "saving"),
    [
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {}),
    ],
)
def test_a_scan_is_taken_whole_and_refused_in_part(kind: str, saving: dict[str, Any]) -> None:
    whole = picture(kind, **saving)
    inspect(whole, LIMIT, read)
    for share in (3, 2):
        assert flaw_of(whole[: len(whole) // share]) == "damaged"
    assert flaw_of(whole[: len(whole) * 9 // 10]) == "damaged"


def test_a_scan_of_several_pages_is_read_to_its_last() -> None:
    out = BytesIO()
    pages = [Image.effect_noise((300, 400), 60) for _ in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    inspect(out.getvalue(), LIMIT, read)


def test_black_and_white_and_print_colours_are_taken() -> None:
    for mode in ("1", "L", "RGB", "CMYK"):
        out = BytesIO()
        Image.new(mode, (200, 300)).save(out, "TIFF")
        inspect(out.getvalue(), LIMIT, read)


def test_a_small_file_of_a_huge_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_MOST_PIXELS", 100_000)
    assert flaw_of(picture("PNG", (400, 400))) == "too_large"
