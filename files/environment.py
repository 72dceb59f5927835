"""Checks every variable of the environment before anything starts: all problems at once, each with
its variable. It connects to nothing; a service that does not answer is reported when it is used."""

import os
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from domain.errors import InvalidFile

if TYPE_CHECKING:
    from settings import Settings

PREFIX = "PAYBYINVOICE_"
_OTHERS = (f"{PREFIX}BY",)
"""Variables that only the command line reads."""
_TEMPORAL = tuple(
    f"TEMPORAL_{name}"
    for name in (
        "ADDRESS", "NAMESPACE", "API_KEY", "PROFILE", "CONFIG_FILE", "TLS",
        "TLS_CLIENT_CERT_PATH", "TLS_CLIENT_CERT_DATA", "TLS_CLIENT_KEY_PATH",
        "TLS_CLIENT_KEY_DATA", "TLS_SERVER_CA_CERT_PATH", "TLS_SERVER_CA_CERT_DATA",
        "TLS_SERVER_NAME", "TLS_DISABLE_HOST_VERIFICATION", "CODEC_ENDPOINT", "CODEC_AUTH",
    )
)  # fmt: skip
_OF_OTHERS = ("TEMPORAL_CLI_", "TEMPORAL_GRPC_META_")
_FILES = (
    "TEMPORAL_CONFIG_FILE", "TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_CLIENT_KEY_PATH",
    "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
)  # fmt: skip
_MAY_BE_EMPTY = f"{PREFIX}TRUSTED_PROXIES"
_LOOKS_LIKE = {
    "public_url": "This is not an address without a path, such as https://billing.provider.example.",
    "console_hosts": "These are not hosts with commas between, such as console.internal,10.0.0.7.",
    "provider_url": "This is not an address without a query, such as https://billing.internal/v1.",
    "temporal_ui": "This is not the address of a page, such as http://127.0.0.1:8233.",
    "oidc_issuer": "This is not an address, such as https://login.provider.example.",
    "stripe_api_base": "This is not an address without a path, such as https://api.stripe.com.",
    "log_format": "Choose one of text, json.",
    "log_level": "Choose one of debug, info, warning, error.",
    "second_factor_for": "These are not roles with commas between, such as admin,billing.",
}
"""A description of the format of each setting that has a pattern."""
_LAST_PORT = 65535
_CLOSE = 0.8
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class Misconfigured(InvalidFile):
    """The environment has values that make no sense; `details.problems` lists all of them."""

    code = "misconfigured"


def checked_settings(environment: Mapping[str, str] | None = None) -> "Settings":
    """The settings of this process.

    Raises:
        Misconfigured: with every variable that makes no sense, and every one of ours that there
            is not.
    """
    given = os.environ if environment is None else environment
    problems = [*_names(given), *_empty(given), *_temporal(given)]
    settings, refused = _read()
    problems += [*refused, *_values(settings)]
    named = {each["field"] for each in problems if each["code"] == "empty"}
    problems = [each for each in problems if each["code"] == "empty" or each["field"] not in named]
    if problems:
        raise Misconfigured(problems)
    return settings


def _read() -> tuple["Settings", list[dict[str, Any]]]:
    """The settings, with defaults in place of what cannot be read, and those problems: so the rest
    can be checked as well."""
    from pydantic import ValidationError

    from settings import SecretUnreadable, Settings

    problems: list[dict[str, Any]] = []
    defaults: dict[str, Any] = {}
    while True:
        try:
            return Settings(**defaults), problems
        except SecretUnreadable as unreadable:
            said = "The file that it names cannot be read."
            problems.append(_problem(unreadable.variable, said, "unreadable"))
            wrong = {unreadable.field}
        except ValidationError as invalid:
            problems += _refused_values(invalid)
            wrong = {str(error["loc"][0]) for error in invalid.errors()}
        for name in wrong:
            field = Settings.model_fields[name]
            defaults[name] = field.get_default(call_default_factory=True, validated_data={})


def _names(given: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Variables with our prefix, or almost, that nothing reads."""
    known = known_variables()
    for name in sorted(given):
        upper = name.upper()
        if upper in known or upper.startswith(_OF_OTHERS):
            continue
        close = get_close_matches(upper, sorted(known), 1, _CLOSE)
        like_ours = upper.startswith("PAY") and "INV" in upper
        if upper.startswith(PREFIX) or (close and (like_ours or upper.startswith("TEMPORAL_"))):
            meant = f" Did you mean {close[0]}?" if close else ""
            yield _problem(name, f"There is no variable of this name.{meant}", "unknown")


def known_variables() -> frozenset[str]:
    """Every variable that is read."""
    from settings import SECRETS, Settings

    ours = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    ours += [f"{PREFIX}{name.upper()}_FILE" for name in SECRETS]
    return frozenset({*ours, *_OTHERS, *_TEMPORAL})


def _empty(given: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name, value in sorted(given.items()):
        ours = name.startswith(PREFIX) or name in _TEMPORAL
        if ours and name != _MAY_BE_EMPTY and not value.strip():
            yield _problem(name, "It is empty: give it a value, or leave it out.", "empty")


def _refused_values(invalid: Any) -> Iterator[dict[str, Any]]:
    from domain.field_problems import problems_of

    for each in problems_of(invalid):
        name, said = f"{PREFIX}{each['field'].upper()}", each["problem"]
        if each["code"] == "string_pattern_mismatch":
            said = _LOOKS_LIKE[each["field"]]
        yield _problem(name, said, each["code"])


def _values(settings: "Settings") -> Iterator[dict[str, Any]]:
    """Checks of a value beyond its type."""

    def wrong(name: str, said: str) -> dict[str, Any]:
        return _problem(f"{PREFIX}{name}", said, "unusable")

    for field in ("health_address", "metrics_address", "console_address"):
        address = getattr(settings, field)
        if address is not None and not _is_address(address):
            yield wrong(field.upper(), "This is not an address of the form host:port.")
    for field in ("mail_from", "credit_team", "legal_team", "billing_team"):
        if not _ADDRESS.fullmatch(parseaddr(getattr(settings, field))[1]):
            yield wrong(field.upper(), "This is not a mail address.")
    for field in ("provider_url", "stripe_api_base"):
        address = getattr(settings, field)
        if address is not None and not is_web_address(address):
            yield wrong(field.upper(), _LOOKS_LIKE[field])
    for proxy in filter(None, settings.trusted_proxies.replace(" ", "").split(",")):
        if not _is_network(proxy):
            yield wrong("TRUSTED_PROXIES", f"'{proxy}' is not an IP address or network.")
    if settings.home.exists() and not settings.home.is_dir():
        yield wrong("HOME", "This is a file, and not a folder.")
    if said := _mail_server(settings):
        yield wrong("SMTP_URL", said)
    if settings.documents_url is not None and not _is_storage(settings.documents_url):
        yield wrong("DOCUMENTS_URL", "Documents are kept in file:///folder or s3://bucket/prefix.")
    if settings.bank_inbox is not None and not _is_storage(settings.bank_inbox):
        yield wrong("BANK_INBOX", "An inbox is file:///folder or s3://bucket/prefix.")
    if settings.provider_secret is not None and not _are_secrets(settings.provider_secrets):
        yield wrong("PROVIDER_SECRET", "This is not whsec_ and 24 to 64 bytes in base64.")
    if settings.einvoices_secret is not None and not _are_secrets(settings.einvoices_secrets):
        yield wrong("EINVOICES_SECRET", "This is not whsec_ and 24 to 64 bytes in base64.")
    if (url := settings.einvoices_url) is not None:
        gateway = is_web_address(url)
        if not gateway and not _is_storage(url):
            said = "E-invoices go to file:///folder, s3://bucket/prefix or https://gateway/path."
            yield wrong("EINVOICES_URL", said)
        if gateway and settings.einvoices_secret is None:
            said = "Requests to a gateway are signed: give the secret that it knows."
            yield wrong("EINVOICES_SECRET", said)
    if settings.provider == "stripe" and settings.stripe_api_key is None:
        said = "Stripe is called with a secret key: give one, or another PAYBYINVOICE_PROVIDER."
        yield wrong("STRIPE_API_KEY", said)
    ledger = settings.database_url
    if ledger is not None and (said := _database(ledger.get_secret_value())):
        yield wrong("DATABASE_URL", said)
    for field in ("evidence_key", "master_key", "master_key_next"):
        secret = getattr(settings, field)
        if secret is not None and (said := _key(field, secret.get_secret_value())):
            yield wrong(field.upper(), said)
    yield from _policy(settings)


def _key(field: str, setting: str) -> str | None:
    from engine.unusable_settings import problem_of_evidence_key, problem_of_master_key

    is_of_evidence = field == "evidence_key"
    return (problem_of_evidence_key if is_of_evidence else problem_of_master_key)(setting)


def _policy(settings: "Settings") -> Iterator[dict[str, Any]]:
    if settings.policy is None:
        return
    from files.reading import configured_policy

    name = f"{PREFIX}POLICY"
    try:
        configured_policy(settings)
    except InvalidFile as invalid:
        for each in invalid.details["problems"]:
            if each["field"] == settings.policy.name:
                yield each | {"field": name}
            else:
                yield each | {"problem": f"{each['problem']} ({name}, line {each['line']})"}


def _mail_server(settings: "Settings") -> str | None:
    if settings.smtp_url is None:
        return None
    from engine.unusable_settings import problem_of_mail_server

    return problem_of_mail_server(settings.smtp_url.get_secret_value())


def _database(url: str) -> str | None:
    """The URL is never repeated: it may contain a password."""
    scheme, found, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if not found or kind not in ("sqlite", "postgres", "postgresql"):
        return "The ledger is kept in sqlite:///file or postgresql://user@host/database."
    if kind == "sqlite" and rest.strip("/") in ("", ":memory:"):
        return "The ledger needs a file, such as sqlite:///var/ledger.db."
    try:
        port = urlsplit(url).port
    except ValueError:
        port = 0
    return "Its port is none." if port == 0 else None


def _temporal(given: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in _FILES:
        if (path := given.get(name)) and not _is_readable(path):
            yield _problem(name, "The file that it names cannot be read.", "unreadable")
    address = given.get("TEMPORAL_ADDRESS")
    if address and not _is_address(address):
        said = "This is not an address of the form host:port, such as localhost:7233."
        yield _problem("TEMPORAL_ADDRESS", said, "unusable")
    authority = given.get("TEMPORAL_TLS_SERVER_CA_CERT_PATH")
    if authority and _is_readable(authority) and not _loads(cafile=authority):
        said = "The file holds no certificate in PEM."
        yield _problem("TEMPORAL_TLS_SERVER_CA_CERT_PATH", said, "unusable")
    yield from _client_certificate(given)


def _client_certificate(given: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    names = "TEMPORAL_TLS_CLIENT_CERT", "TEMPORAL_TLS_CLIENT_KEY"
    there = [bool(given.get(f"{name}_PATH") or given.get(f"{name}_DATA")) for name in names]
    if there[0] != there[1]:
        missing = names[there.index(False)]
        said = "A client's certificate and its key go together: this one is missing."
        yield _problem(f"{missing}_PATH", said, "missing")
    certificate, key = (given.get(f"{name}_PATH") for name in names)
    readable = certificate and key and _is_readable(certificate) and _is_readable(key)
    if readable and not _loads(certificate=certificate, key=key):
        said = "The certificate and the key are not in PEM, or do not belong together."
        yield _problem(f"{names[0]}_PATH", said, "unusable")


def _loads(
    cafile: str | None = None, certificate: str | None = None, key: str | None = None
) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if cafile:
            context.load_verify_locations(cafile)
        if certificate:
            context.load_cert_chain(certificate, key, password=_no_password)
    except (OSError, ValueError):
        return False
    return True


def _no_password() -> str:
    """Gives no password, because OpenSSL would ask for a key's at the terminal."""
    return ""


def _is_address(text: str) -> bool:
    host, _, port = text.rpartition(":")
    is_port = port.isascii() and port.isdecimal() and 0 < int(port) <= _LAST_PORT
    return bool(host) and is_port and "/" not in host and not re.search(r"\s", host)


def is_web_address(text: str) -> bool:
    """Whether programs can call it: a host, and perhaps a port, behind http:// or https://."""
    import httpx

    try:
        address = httpx.URL(text)
        host = address.host
    except (httpx.InvalidURL, UnicodeError):
        return False
    port = address.port is None or 0 < address.port <= _LAST_PORT
    return address.scheme in ("http", "https") and bool(host) and port


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _are_secrets(given: Sequence[str]) -> bool:
    from domain.webhooks.signing import is_secret

    return bool(given) and all(map(is_secret, given))


def _is_storage(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return parts.netloc in ("", "localhost") and parts.path.startswith("/")
    return parts.scheme == "s3" and bool(parts.netloc)


def _is_readable(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            file.read(1)
    except (OSError, ValueError):
        return False
    return True


def _problem(field: str, problem: str, code: str) -> dict[str, Any]:
    return {"field": field, "problem": problem, "code": code}
