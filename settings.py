"""Settings from the environment. Temporal's own variables (`TEMPORAL_*`) are read by the SDK."""

import json
import os
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from domain.access import Role
from domain.billing.names import ProviderName

_ALL_ADDRESSES = ("0.0.0.0", "[::]")  # noqa: S104 - compared only, not listened on


class Settings(BaseSettings):
    """Settings of every face and of the worker, each `PAYBYINVOICE_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="PAYBYINVOICE_", extra="ignore")

    home: Path = Path("var")
    """Where the embedded parts keep their state: databases, documents, mail, the engine's own."""

    database_url: SecretStr | None = None
    """SQLAlchemy URL of the ledger; by default an SQLite file under `home`. May hold a password."""

    database_password: SecretStr | None = None
    """The password for the ledger, where its URL names a user without one."""

    master_key: SecretStr | None = None
    """The key that wraps the keys of accounts: 32 bytes in base64, `file:/path` of a file with
    them, or `aws-kms:alias/name`. With one, personal data is sealed. By default there is none, and
    the embedded mode makes one under `home`."""

    master_key_next: SecretStr | None = None
    """The master key that comes next: known to every process before `keys rotate-master` uses
    it."""

    refuse_clear: bool = False
    """Whether what is in clear text is refused: once `engine seal` leaves nothing, so that nothing
    can be slipped in. A worker does not start with it while something is left."""

    documents_url: str | None = None
    """`file:///folder` or `s3://bucket/prefix`; by default a folder under `home`."""

    documents_max_bytes: int = Field(default=10 * 1024 * 1024, gt=0)
    """The largest legal document accepted, in bytes."""

    messages_each_run: int = Field(default=500, gt=0)
    """How many messages one run of the workflow of a request or an invoice takes before the next
    run goes on. Each keeps the number that its first run began with."""

    einvoices_url: str | None = None
    """Where invoices and credit notes go out as e-invoices, for customers who get them so:
    `file:///folder`, `s3://bucket/prefix`, or `https://gateway/path` of a gateway to an access
    point. By default none go out."""

    einvoices_secret: SecretStr | None = None
    """The secret that each request to the gateway is signed with, `whsec_` and 24 to 64 bytes in
    base64; two with a space between while you change it."""

    evidence_key: SecretStr | None = None
    """The Ed25519 key that signs evidence, in PEM (PKCS#8) or as its 32 bytes in Base64. By default
    a file under `home`, made when it is first needed; with a ledger elsewhere there is none until
    this names one."""

    smtp_url: SecretStr | None = None
    """`smtp://user:password@host:port` (STARTTLS when offered), `smtps://…` (TLS from the start),
    with `?starttls=offered|required|never` and `?ca=<file>` for certificates of your own;
    by default mails become `.eml` files under `home`. Carries a password."""

    mail_from: str = "Billing <billing@provider.example>"
    """The sender of every mail."""

    credit_team: str = "credit@provider.example"
    """Where the credit analysts are notified of reviews that wait, are due or overdue."""

    legal_team: str = "legal@provider.example"
    """Where the verifiers are notified of documents and findings that wait for them."""

    billing_team: str = "billing-operations@provider.example"
    """Where billing operations are notified."""

    policy: Path | None = None
    """The policy file that new requests start under; by default the built-in policy."""

    task_queue: str = "pay-by-invoice"
    """The Temporal task queue that workers poll and clients start requests on."""

    worker_versioning: bool = True
    """Whether the engine tells the releases of workers apart (Temporal's worker deployments) and
    gives all work to the current one. Without, every worker gets everything, whatever its release:
    for an engine that knows no worker deployments."""

    take_over: bool = False
    """Whether a worker makes its release the current one when it starts. By default only the first
    that an engine sees does, and a later release stands by until `starter.py release current` names
    it. An embedded engine has one worker, which always does."""

    cached_workflows: int = Field(default=250, ge=10)
    """How many requests and invoices a worker keeps in memory, about a tenth of a megabyte each.
    For any other it reads the history again when something happens to it."""

    sandbox: bool = False
    """Whether a worker runs workflows in Temporal's sandbox, which refuses what a replay could not
    repeat. With it a request takes an eighth more of the CPU. Tests and replays of recorded
    histories always have it, so that such code is refused before it is released."""

    clocks_checked_every_minutes: int = Field(default=60, ge=0, le=10_080)
    """How often ledger and engine are held against each other, and what has no running workflow is
    started again; 0 for never."""

    bank_inbox: str | None = None
    """`file:///folder` or `s3://bucket/prefix` that the bank's files are put into: workers read
    what is complete, and move it to its folder done or refused. By default none is watched."""

    bank_inbox_every_minutes: int = Field(default=5, ge=1, le=1440)
    """How often it is looked into."""

    webhooks_to_private: bool = False
    """Whether events may be sent to addresses that are not public, and without encryption; the
    embedded mode allows it, for endpoints on this machine."""

    provider: ProviderName = ProviderName.LEDGER
    """The billing system that bills the customers: `ledger` (our own, and nothing else), `stripe`,
    or `http` for any other."""

    provider_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    """With the provider `http`: what the addresses of its calls begin with, such as
    `https://billing.internal/pay-by-invoice`. `docs/connect.md` says what it must answer."""

    provider_secret: SecretStr | None = None
    """The secret that each call to it is signed with, `whsec_` and 24 to 64 bytes in base64; two
    with a space between while you change it."""

    stripe_api_key: SecretStr | None = None
    """The secret or restricted key that Stripe is called with, where it is the billing system."""

    stripe_webhook_secret: SecretStr | None = None
    """What Stripe signs its events with (`whsec_…`); without it none are taken, and what happened
    there is asked for instead."""

    stripe_api_base: str | None = Field(default=None, pattern=r"^https?://[^\s/]+/?$")
    """Where Stripe's API is, for trying out with something that stands in for it."""

    stripe_calls_per_second: float = Field(default=20, gt=0, le=100)
    """How many calls to Stripe one process begins in a second at most."""

    stripe_asked_every_minutes: int = Field(default=5, ge=1, le=1440)
    """How often Stripe is asked what happened, in case an event of it did not come."""

    provider_checked_every_minutes: int = Field(default=60, ge=0, le=10_080)
    """How often it is looked whether the billing system still collects by invoice what was
    switched, and has charged nothing; 0 for never."""

    health_address: str | None = None
    """`host:port` of the worker's `/live`, `/ready` and `/health` pages; off by default."""

    metrics_address: str | None = None
    """`host:port` of the worker's Prometheus `/metrics` page; off by default."""

    log_format: str = Field(default="text", pattern="^(text|json)$")
    """`text` for people or `json` for machines, one object a line."""

    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    """`debug`, `info`, `warning` or `error`."""

    shutdown_grace_seconds: float = Field(default=10, ge=0)
    """How long a worker that is stopped lets running activities finish."""

    console_address: str = "127.0.0.1:8080"
    """`host:port` that the web console listens on."""

    temporal_ui: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """The address of Temporal's own web pages, which the staff's pages link to, and which may ask
    the console for what is sealed; by default those of the embedded engine, or none. A console
    beside an embedded engine of another process links to these, and lets only those ask that are
    named."""

    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+/?$")
    """Where people reach the console, such as `https://billing.provider.example`: what links begin
    with, those in letters too, so that workers need it as well, and where the identity provider
    sends people back to. By default `http://` and `console_address`. Over plain HTTP one can sign
    in only on this machine."""

    console_hosts: str = Field(default="", pattern=r"^[A-Za-z0-9.,: \[\]-]*$")
    """Further hosts that the console may be asked for, with commas between them, where a proxy does
    not pass on the one that people ask for; without ports. By default only the one in its public
    address and this machine's own."""

    trusted_proxies: str = ""
    """Addresses of the proxies in front of the console, with commas between them: what they say of
    a client's address is believed. By default nobody's word is."""

    local_sign_in: bool = True
    """Whether people may sign in with a name and a password that the ledger keeps."""

    second_factor_for: str = Field(default="", pattern="^[a-z, ]*$")
    """Roles of which a second factor is demanded after the password, with commas between, such as
    `admin,billing`. By default everybody may have one, and nobody has to."""

    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """The address of an OpenID Connect provider whose people may sign in; by default there is
    none."""

    oidc_client_id: str = "pay-by-invoice"
    """What the provider knows the console as."""

    oidc_client_secret: SecretStr | None = None
    """What the console proves itself with to the provider; without one it is a public client."""

    oidc_scopes: str = "openid profile email"
    """What the provider is asked for, with spaces between."""

    oidc_sign_in_claim: str = "email"
    """The claim that names a person in timelines."""

    oidc_roles_claim: str = "roles"
    """The claim that lists a person's roles; with dots for one within another, such as
    `realm_access.roles`."""

    oidc_roles: Annotated[dict[str, Role], NoDecode] = Field(default_factory=dict)
    """What the provider's roles are called here, as JSON such as `{"finance-credit": "credit"}`;
    any other gives nothing. Without this a role means the one of the same name, except `admin`: the
    provider's is nobody's here unless this says so."""

    session_hours: float = Field(default=12, gt=0, le=24 * 365)
    """After how long everybody has to sign in again."""

    session_idle_minutes: float = Field(default=60, gt=0, le=60 * 24 * 365)
    """After how long without a click one has to sign in again."""

    requests_per_minute: int = Field(default=3000, gt=0)
    """How many requests one person or key may make in a minute, and, all together, those of one
    address that nobody is known to have sent; more are answered with 429."""

    changes_per_minute: int = Field(default=120, gt=0)
    """How often one person or key may change one request or invoice in a minute, over the console
    and its API; more is answered with 429."""

    streams_per_caller: int = Field(default=20, gt=0)
    """How many pages of one person or key may listen for changes at one time."""

    uploads_per_hour: int = Field(default=60, gt=0)
    """How many files one person or key may send in an hour."""

    documents_per_request: int = Field(default=100, gt=0)
    """How many legal documents are taken for one request."""

    link_days: float = Field(default=14, gt=0, le=3650)
    """How long a customer's link is valid unless something else is said."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretsInFiles(settings_cls)

    @cached_property
    def clocks_checked_every(self) -> timedelta:
        """Zero for never."""
        return timedelta(minutes=self.clocks_checked_every_minutes)

    @cached_property
    def bank_inbox_every(self) -> timedelta:
        """Zero where none is watched."""
        watched = self.bank_inbox is not None
        return timedelta(minutes=self.bank_inbox_every_minutes if watched else 0)

    @cached_property
    def provider_checked_every(self) -> timedelta:
        """Zero where there is nothing that could drift, since our own ledger bills."""
        outside = self.provider is not ProviderName.LEDGER
        return timedelta(minutes=self.provider_checked_every_minutes if outside else 0)

    @cached_property
    def provider_secrets(self) -> tuple[str, ...]:
        """What calls to the billing system are signed with; each of them signs."""
        given = self.provider_secret
        return tuple(given.get_secret_value().split()) if given is not None else ()

    @cached_property
    def einvoices_secrets(self) -> tuple[str, ...]:
        """What requests to the gateway of e-invoices are signed with; each of them signs."""
        given = self.einvoices_secret
        return tuple(given.get_secret_value().split()) if given is not None else ()

    @cached_property
    def followed_every(self) -> timedelta:
        """How often the billing system is asked what happened; zero where it tells nothing."""
        outside = self.provider is not ProviderName.LEDGER
        return timedelta(minutes=self.stripe_asked_every_minutes if outside else 0)

    @cached_property
    def console_url(self) -> str:
        """Where people reach the console, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        host, _, port = self.console_address.rpartition(":")
        return f"http://{'127.0.0.1' if host in _ALL_ADDRESSES else host}:{port}"

    @cached_property
    def console_hosts_named(self) -> frozenset[str]:
        """The further hosts that the console may be asked for."""
        named = self.console_hosts.lower().replace(",", " ").split()
        return frozenset(each.strip("[]") for each in named)

    @cached_property
    def second_factor_roles(self) -> frozenset[Role]:
        """Of whom a second factor is demanded."""
        named = self.second_factor_for.replace(",", " ").split()
        return frozenset(Role(each) for each in named)

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _from_json(cls, value: Any) -> Any:
        """Parsed here and not by the library, so that a mistake is one problem among the others."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise PydanticCustomError("unusable", "This is not JSON.") from None

    @field_validator("second_factor_for")
    @classmethod
    def _names_roles(cls, value: str) -> str:
        for each in value.replace(",", " ").split():
            if each not in set(Role):
                raise ValueError(f"{each} is no role; roles are {', '.join(Role)}")
        return value

    @cached_property
    def secure_cookies(self) -> bool:
        """Everywhere but on this machine itself, where there is no HTTPS."""
        where = urlsplit(self.console_url)
        return where.scheme == "https" or not is_loopback(where.hostname or "")

    @cached_property
    def ledger_url(self) -> str:
        if self.database_url is not None:
            return _with_password(self.database_url.get_secret_value(), self.database_password)
        return f"sqlite:///{(self.home / 'ledger.db').resolve()}"

    @cached_property
    def master_key_file(self) -> Path:
        """Where the embedded mode keeps the master key that it makes."""
        return self.home / "master.key"

    @cached_property
    def storage_url(self) -> str:
        return self.documents_url or (self.home / "documents").resolve().as_uri()

    @cached_property
    def outbox_folder(self) -> Path:
        """Where `.eml` files go when no mail server is configured."""
        return self.home / "outbox"

    @cached_property
    def evidence_key_file(self) -> Path:
        """Where the signing key is kept that no setting names."""
        return self.home / "evidence.key"

    @cached_property
    def console_file(self) -> Path:
        """Where the console writes its address, for the letters and commands of this copy."""
        return self.home / "console.json"

    @cached_property
    def engine_file(self) -> Path:
        """Where the embedded engine writes its address, for the other commands of this copy."""
        return self.home / "engine.json"


SECRETS = tuple(
    name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None
)
"""Settings that can be read from a file, named by the variable with `_FILE` appended."""


class _SecretsInFiles(PydanticBaseSettingsSource):
    """Secrets from the files that `PAYBYINVOICE_<NAME>_FILE` names; the variable itself takes
    precedence. An empty file counts as no value."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"PAYBYINVOICE_{field_name.upper()}_FILE"
        if field_name not in SECRETS or not (path := os.environ.get(variable)):
            return None, field_name, False
        try:
            return Path(path).read_text("utf-8").strip() or None, field_name, False
        except (OSError, ValueError):
            raise SecretUnreadable(field_name) from None

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
            if name not in self.current_state
        }
        return {name: value for name, value in found.items() if value is not None}


class SecretUnreadable(ValueError):
    """The file that a variable names for a secret cannot be read."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.variable = f"PAYBYINVOICE_{field.upper()}_FILE"
        super().__init__(f"{self.variable}: the file that it names cannot be read.")


def _with_password(url: str, password: SecretStr | None) -> str:
    """The URL with this password, where it names a user and none."""
    parts = urlsplit(url)
    if password is None or parts.username is None or parts.password is not None:
        return url
    user, _, where = parts.netloc.rpartition("@")
    secret = quote(password.get_secret_value(), safe="")
    return parts._replace(netloc=f"{user}:{secret}@{where}").geturl()


def is_loopback(host: str) -> bool:
    """Whether the host can be reached from this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
