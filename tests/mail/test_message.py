import pytest

from adapters.mail.letters import Letter, write_letter
from adapters.mail.message import compose
from adapters.mail.outcomes import Refused
from domain.notices import Notice, NoticeKind
from tests.mail.mail_servers import parsed, text_of
from tests.mail.notices import AT, SENDER, full_notice, notice


def sent_as(given: Notice, recipient: str = "anna@contoso.nl") -> bytes:
    return compose(given, write_letter(given), SENDER, recipient, AT).as_bytes()


def test_a_name_with_line_breaks_adds_no_header() -> None:
    given = notice(name="Anna\r\nBcc: everyone@contoso.nl", company="X\r\nSubject: y\r\n\r\nbody")
    message = parsed(sent_as(given))

    assert "Bcc" not in message
    assert message.get_all("Subject") == ["Approved: X Subject: y body may pay by invoice"]
    assert [each.addr_spec for each in message["To"].addresses] == ["anna@contoso.nl"]


@pytest.mark.parametrize("company", ["Ülker Žižkov š.r.o.", "株式会社コントソ", "Ñandú & Søn 🏢"])
def test_names_of_every_script_arrive_as_they_are(company: str) -> None:
    given = full_notice(NoticeKind.REJECTED, company=company, name="Zoë Østergård")
    sent = sent_as(given)
    message = parsed(sent)

    assert sent.isascii()
    assert company in text_of(message)
    assert message["To"].addresses[0].display_name == "Zoë Østergård"


def test_a_long_company_name_makes_no_line_too_long_for_a_mail_server() -> None:
    sent = sent_as(notice(company="Ä very long name " * 12))

    assert max(len(line) for line in sent.split(b"\r\n")) <= 998
    assert "very long name Ä" in parsed(sent)["Subject"]


def test_the_message_id_follows_from_the_key_and_says_nothing_of_it() -> None:
    first, again, other = (parsed(sent_as(notice(number=n)))["Message-ID"] for n in (1, 1, 2))

    assert first == again != other
    assert "contoso" not in first


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@", "@contoso.nl", "a b@contoso.nl", "a@b.nl\r\nRCPT TO:<x@y.nl>"]
)
def test_an_address_that_is_none_is_refused_without_being_named(address: str) -> None:
    with pytest.raises(Refused) as refused:
        sent_as(notice(), address)

    assert refused.value.error == "the recipient's address is not one"


def test_an_international_domain_is_written_in_ascii() -> None:
    letter = Letter("Subject", "Text\n", "en")
    mail = compose(notice(), letter, SENDER, "anna@bücher.example", AT)

    assert mail.recipient == "anna@xn--bcher-kva.example"
    assert not mail.international


def test_a_letter_is_its_text_and_beside_it_the_same_as_html_with_its_image() -> None:
    given = full_notice(NoticeKind.INVOICE_OVERDUE, language="nl", company="Ülker, 株式会社")
    letter = write_letter(given)
    sent = sent_as(given)
    message = parsed(sent)

    assert sent.isascii()
    assert max(len(line) for line in sent.split(b"\r\n")) <= 998
    assert sent.replace(b"\r\n", b"").count(b"\n") == 0
    assert message.get_content_type() == "multipart/alternative"
    plain, together = message.iter_parts()
    html, image = together.iter_parts()
    assert text_of(message) == letter.body
    assert plain.get_content_type() == "text/plain"
    assert html.get_content().replace("\r\n", "\n") == letter.html
    assert image.get_content_type() == "image/png"
    assert image.get_content() == letter.images[0].content
    assert image["Content-ID"] == f"<{letter.images[0].content_id}>"
    assert image.get_content_disposition() == "inline"
    assert sent == sent_as(given)
    assert len(sent) < 30_000


def test_one_without_an_image_has_two_parts() -> None:
    message = parsed(sent_as(full_notice(NoticeKind.APPROVED)))

    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
