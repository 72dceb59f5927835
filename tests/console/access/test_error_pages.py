"""What somebody reads who is refused, wherever that is decided: customers, and whoever has not
signed in, in their own language; staff in English; programs as ever."""

import re
from datetime import timedelta

import httpx
import pytest

from clients.access import AccessClient
from domain.access import Role
from tests.console.access.browser import OURS, Browser, add
from tests.console.customer.pages import Page

DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8"}

Asked = tuple[str, str, dict[str, str]]

TOO_LARGE = ("POST", "/body", {"Content-Length": "99999999"})
SENSELESS = ("POST", "/body", {"Content-Length": "x"})
ELSEWHERE = ("POST", "/sign-in", {"Origin": "https://evil.example"})
NOWHERE: Asked = ("GET", "/nowhere", {})
FOR_ANOTHER: Asked = ("GET", "/sign-in", {"Host": "evil.example"})
NOT_LIKE_THAT: Asked = ("DELETE", "/sign-in", {})
BROKEN: Asked = ("GET", "/broken", {})

REFUSED = [
    (TOO_LARGE, 413, "Wat er is verstuurd, is groter dan hier wordt aangenomen."),
    (SENSELESS, 400, "Wat er is verstuurd, kon niet worden gelezen. Probeer het opnieuw."),
    (ELSEWHERE, 403, "Dit kwam van een andere site, en er is niets gedaan."),
    (NOWHERE, 404, "Deze pagina bestaat niet."),
    (FOR_ANOTHER, 421, "Dit is niet het adres van deze pagina's."),
    (NOT_LIKE_THAT, 405, "Dit kan op dit adres niet."),
    (BROKEN, 500, "Er is hier iets misgegaan; er is niets van u verloren."),
]

each_refusal = pytest.mark.parametrize(
    ("asked", "status", "said"), REFUSED, ids=[str(status) for _, status, _ in REFUSED]
)


async def _ask(browser: Browser, asked: Asked, **headers: str) -> httpx.Response:
    method, path, given = asked
    return await browser.client.request(method, path, headers={**given, **headers})


async def _arrives(browser: Browser, access: AccessClient) -> None:
    """A customer, by the link that they were sent."""
    _, token = await access.create_link(OURS, "anna@contoso.nl", by="root", lasts=timedelta(days=1))
    assert (await browser.post("/c", token=token)).status_code == 303


def _is_dutch(answer: httpx.Response, said: str) -> None:
    page = Page(answer)
    (html,) = page.root.all("html")
    assert html.attributes["lang"] == "nl"
    assert [each.text for each in page.root.all("title", "h1")] == ["Dit ging niet"] * 2
    assert page.alerts.startswith(said)
    (main,) = page.root.all("main")
    (link,) = main.all("a")
    assert (link.text, link.attributes["href"]) == ("Naar het overzicht", "/")
    assert "Skip to content" not in page.says


def _is_english(answer: httpx.Response) -> None:
    page = Page(answer)
    (html,) = page.root.all("html")
    assert html.attributes["lang"] == "en"
    (main,) = page.root.all("main")
    assert [each.text for each in main.all("a")] == ["To the overview"]
    for dutch in ("Dit ", "Wat er ", "Naar het "):
        assert dutch not in page.says


@each_refusal
async def test_dutch_readers_are_refused_in_dutch(
    asked: Asked, status: int, said: str, browser: Browser
) -> None:
    answer = await _ask(browser, asked, **DUTCH)
    assert answer.status_code == status
    _is_dutch(answer, said)


@each_refusal
async def test_a_language_that_was_chosen_goes_before_the_browsers(
    asked: Asked, status: int, said: str, browser: Browser
) -> None:
    browser.client.cookies.set("language", "nl")
    _is_dutch(await _ask(browser, asked, **{"Accept-Language": "en"}), said)
    browser.client.cookies.set("language", "en")
    _is_english(await _ask(browser, asked, **DUTCH))


@each_refusal
async def test_a_customer_is_refused_in_their_language(
    asked: Asked, status: int, said: str, access: AccessClient, browser: Browser
) -> None:
    await _arrives(browser, access)
    answer = await _ask(browser, asked, **DUTCH)
    assert answer.status_code == status
    _is_dutch(answer, said)
    _is_english(await _ask(browser, asked))


@pytest.mark.parametrize("path", ["/do/approve", "/change"])
async def test_a_customer_who_may_not_do_something_reads_so_in_words_of_theirs(
    path: str, access: AccessClient, browser: Browser
) -> None:
    await _arrives(browser, access)
    answer = await browser.client.post(path, headers=DUTCH)
    assert answer.status_code == 403
    _is_dutch(answer, "Hier is niets dat u kunt bekijken of wijzigen")
    answer = await browser.client.post(path)
    assert "There is nothing here that is yours to see or change" in Page(answer).alerts


@pytest.mark.parametrize("asked", [NOWHERE, NOT_LIKE_THAT], ids=["404", "405"])
async def test_staff_read_english_whatever_their_browser_asks_for(
    asked: Asked, access: AccessClient, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    answer = await _ask(browser, asked, **DUTCH)
    _is_english(answer)
    assert "alice" in Page(answer).says


async def test_staff_read_what_was_refused_in_its_own_words(
    access: AccessClient, browser: Browser
) -> None:
    await add(access, "alice", Role.CREDIT)
    await browser.sign_in("alice")
    page = Page(await browser.client.post("/change", headers=DUTCH))
    assert page.alerts == "This page is no longer valid. Load it again, then repeat what you did."


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        (TOO_LARGE, 413, "What was sent is larger than the 256 KB that are taken here."),
        (SENSELESS, 400, "The length of what was sent makes no sense."),
        (ELSEWHERE, 403, "This was sent from another site, and nothing was done."),
        (NOWHERE, 404, "There is no such page."),
        (
            ("GET", "/nowhere", {"Host": "evil.example"}),
            421,
            "This is not an address of the console.",
        ),
        (("DELETE", "/do/approve", {}), 405, "Method Not Allowed"),
    ],
)
async def test_programs_are_refused_in_english(
    asked: Asked, status: int, reason: str, browser: Browser
) -> None:
    method, path, given = asked
    answer = await _ask(browser, (method, f"/api{path}", given), **DUTCH)
    assert answer.status_code == status
    assert answer.json()["refused"]["reason"] == reason


async def test_the_number_of_a_bug_is_said_in_every_language(browser: Browser) -> None:
    dutch = Page(await _ask(browser, BROKEN, **DUTCH)).alerts
    english = Page(await _ask(browser, BROKEN)).alerts
    assert re.search(r"Vermeld [0-9a-f]{16} als u ernaar vraagt", dutch)
    assert re.search(r"Mention [0-9a-f]{16} when you ask", english)


async def test_an_address_that_is_not_there_is_not_there_without_the_ledger_either(
    access: AccessClient, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _arrives(browser, access)

    async def unreachable(token: str, by_person: bool) -> None:
        raise ConnectionError("no ledger")

    monkeypatch.setattr(access, "actor_of_session", unreachable)
    answer = await _ask(browser, NOWHERE, **DUTCH)
    assert answer.status_code == 404
    _is_dutch(answer, "Deze pagina bestaat niet.")


async def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(
    browser: Browser,
) -> None:
    answer = await _ask(browser, NOT_LIKE_THAT, **DUTCH)
    assert "GET" in answer.headers["allow"]


@each_refusal
async def test_every_error_says_under_which_id_the_logs_know_it(
    browser: Browser, asked: Asked, status: int, said: str
) -> None:
    ours = await _ask(browser, asked)
    theirs = await _ask(browser, asked, **DUTCH, **{"X-Request-Id": "a-request-of-mine"})
    assert (ours.status_code, theirs.status_code) == (status, status)
    assert theirs.headers["X-Request-Id"] == "a-request-of-mine"
    assert "Vermeld a-request-of-mine als u " in theirs.text
    assert re.fullmatch(r"[0-9a-f]{16}", ours.headers["X-Request-Id"])
    assert f"Mention {ours.headers['X-Request-Id']} when you ask" in ours.text


async def test_programs_are_told_the_id_of_an_error(browser: Browser) -> None:
    answer = await _ask(browser, ("GET", "/api/v1/nowhere", {"X-Request-Id": "a-programs-own"}))
    assert answer.json()["refused"]["code"] == "http_404"
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"] == "a-programs-own"


async def test_an_id_that_could_forge_a_log_line_is_replaced(browser: Browser) -> None:
    answer = await _ask(browser, ("GET", "/nowhere", {"X-Request-Id": "anna@contoso.nl was here"}))
    assert "anna" not in answer.headers["X-Request-Id"]
    assert "anna" not in answer.text


async def test_an_answer_without_an_error_has_an_id_too(browser: Browser) -> None:
    answer = await _ask(browser, ("GET", "/sign-in", {}))
    assert answer.status_code == 200
    assert answer.headers["X-Request-Id"]
