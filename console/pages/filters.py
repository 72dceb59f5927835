"""Template filters of the staff's pages for moments, days and amounts: English, and cheap."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from babel import Locale
from jinja2 import Environment
from markupsafe import Markup

from console.pages.wording import evidence
from console.templating import moment
from wording.bank import why_decided
from wording.catalogue import LOCALES
from wording.codes import list_with_names, means, with_names
from wording.counts import counted, distance
from wording.dates import written_day
from wording.drifts import became, drifted
from wording.events import what_happened, what_is_known
from wording.invoices import answer_to, comes_next, known_of, why_adjusted, why_skipped
from wording.limits import called as limit_change
from wording.money import money_with_code, with_minus
from wording.requests import ended_with, settled_by
from wording.sign_ins import came_in, known_of_entry
from wording.turns import named, to_do


def at(when: datetime, language: str = "en") -> Markup:
    """`24 Nov 2026, 10:12 UTC`: moments in snapshots and the ledger are in UTC. Where scripts run,
    `console/static/console.js` shows it in the reader's own time zone."""
    said = f"{written_day(when)}, {when:%H:%M} UTC" if language == "en" else moment(when, language)
    return Markup(f'<time class="at" datetime="{when.isoformat()}">{said}</time>')  # noqa: S704 - no text of anybody's


def country(code: str) -> str:
    """What the country of this code is called; the code itself where there is none."""
    return str(Locale.parse(LOCALES["en"]).territories.get(code, code))


def figure(amount: Decimal) -> str:
    return with_minus(f"{amount:,f}")


def register(environment: Environment) -> None:
    environment.filters |= {
        "quiet": Markup('<span class="quiet">{}</span>').format,
        "overdue": Markup('<strong class="overdue">{}</strong>').format,
        "at": at,
        "on": written_day,
        "amount": money_with_code,
        "country": country,
        "figure": figure,
        "limit_change": limit_change,
        "distance": distance,
        "counted": counted,
        "became": partial(became, write=money_with_code),
        "drifted": partial(drifted, write=money_with_code),
        "named": named,
        "came_in": came_in,
        "known_of_entry": known_of_entry,
        "means": means,
        "evidence": evidence,
        "with_names": with_names,
        "list_with_names": list_with_names,
        "to_do": to_do,
        "what_happened": what_happened,
        "what_is_known": partial(what_is_known, write=money_with_code, on=written_day),
        "ended_with": ended_with,
        "settled_by": settled_by,
        "comes_next": comes_next,
        "known_of": partial(known_of, write=money_with_code, on=written_day),
        "why_adjusted": partial(why_adjusted, write=money_with_code, on=written_day),
        "why_decided": why_decided,
        "why_skipped": why_skipped,
        "answer_to": answer_to,
    }
