"""Profiles of banks' tables, made in the console by choosing columns."""

from domain.access import Role
from tests.console.customer.pages import Page
from tests.console.pages.office import Office, Seat

TABLE = (
    "Umsätze;;;;\r\n"
    "Buchungstag;Betrag;Name;Verwendungszweck;Notiz\r\n"
    '03.11.2026;"1.234,50";Café Ölçer;"Rechnung\r\n17";x\r\n'
    "04.11.2026;-7,00;Bank;Entgelt;y\r\n"
).encode("cp1252")


async def shows(seat: Seat, content: bytes) -> Page:
    await seat.get("/bank/profiles")
    return await seat.browser.send("/bank/profiles/sample", files=[("file", ("t.csv", content))])


CHOSEN = {
    "column_booked_on": "1",
    "column_amount": "2",
    "column_payer": "3",
    "column_text": "4",
    "date_order": "dmy",
    "account": "NL91 ABNA 0417 1643 00",
    "currency": "eur",
    "name": "haus-bank",
    "skip_lines": "1",
    "encoding": "cp1252",
}


async def test_a_profile_is_made_by_choosing_columns_and_read_by_where_files_come_in(
    office: Office,
) -> None:
    async with office.staff(Role.BILLING) as seat:
        page = await shows(seat, TABLE)
        for said in ("Umsätze", "Buchungstag", "Café Ölçer", "1: Buchungstag"):
            assert said in page.says
        page = await seat.decide("/bank/profiles", do="preview", **CHOSEN)
        assert page.status == 200, page.says
        for said in ("1,234.50 EUR", "Café Ölçer", "−7.00 EUR"):
            assert said in page.says
        page = await seat.decide("/bank/profiles", do="save", **CHOSEN)
        assert "haus-bank is kept: choose it where you import." in page.says
        assert "haus-bank , made here, for NL91ABNA0417164300" in page.says
        await seat.get("/bank")
        named = [("files", ("july.csv", TABLE))]
        page = await seat.browser.send("/bank/import", files=named, profile="haus-bank")
        assert "july.csv is read: 2 entries, 0 booked" in page.says
        (profile,) = await office.desk.services.bank.profiles()
        assert profile.profile.columns.amount == "Betrag"
        await seat.get("/bank/profiles")
        page = await seat.decide("/bank/profiles/haus-bank/remove")
        assert "There is none yet." in page.says
    async with office.staff(Role.AUDITOR) as seat:
        page = await seat.get("/bank/profiles")
        assert not page.root.all("input", type="file")


async def test_what_does_not_read_the_file_is_told_at_its_field_and_nothing_is_kept(
    office: Office,
) -> None:
    async with office.staff(Role.BILLING) as seat:
        page = await shows(seat, b"  \n")
        assert (page.status, page.problem_at("file")[:17]) == (422, "There is no line ")
        await shows(seat, TABLE)
        for changes, field, said in (
            ({"column_booked_on": ""}, "column_booked_on", "This is required."),
            ({"currency": "E"}, "currency", "Three letters, such as EUR."),
            ({"name": "two words"}, "name", "A name has letters"),
            ({"skip_lines": "-1"}, "skip_lines", "This must be 0 or more."),
        ):
            page = await seat.decide("/bank/profiles", do="save", **{**CHOSEN, **changes})
            assert page.status == 422
            assert page.problem_at(field).startswith(said), page.says
            assert page.form("/bank/profiles")["account"] == CHOSEN["account"]
        for changes, said in (
            ({"column_amount": ""}, "There is a column with the amount"),
            ({"account": ""}, "Either the profile says the account"),
            ({"date_order": "ymd"}, "“03.11.2026” is not a date (ymd)."),
            ({"column_amount": "3"}, "“Café Ölçer” is not an amount in EUR."),
            ({"encoding": "utf-8"}, "This line is not written in utf-8."),
        ):
            page = await seat.decide("/bank/profiles", do="save", **{**CHOSEN, **changes})
            assert page.status == 422
            assert said in page.says
        assert await office.desk.services.bank.profiles() == []
        page = await seat.decide("/bank/profiles", do="save", **CHOSEN, sample="/")
        assert page.status == 422
        await shows(seat, TABLE)
        await seat.decide("/bank/profiles", do="save", **CHOSEN)
        await shows(seat, TABLE)
        page = await seat.decide("/bank/profiles", do="save", **CHOSEN)
        assert page.problem_at("name") == "There is a profile of this name already."
