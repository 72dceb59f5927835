"""What the environment decides. Temporal's own variables (`TEMPORAL_*`) are read by the SDK."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of every face and of the worker, each `PAYBYINVOICE_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="PAYBYINVOICE_", extra="ignore")

    home: Path = Path("var")
    """Where the embedded parts keep their state: databases, documents, mail, the engine's own."""

    database_url: SecretStr | None = None
    """SQLAlchemy URL of the ledger; by default an SQLite file under `home`. Carries a password."""

    documents_url: str | None = None
    """`file:///folder` or `s3://bucket/prefix`; by default a folder under `home`."""

    documents_max_bytes: int = Field(default=10 * 1024 * 1024, gt=0)
    """The largest legal document accepted, in bytes."""

    smtp_url: SecretStr | None = None
    """`smtp://user:password@host:port` (STARTTLS when offered), `smtps://…` (TLS from the start),
    with `?starttls=offered|required|never` and `?ca=<file>` for certificates of your own;
    by default mails become `.eml` files under `home`. Carries a password."""

    mail_from: str = "Billing <billing@provider.example>"
    """The sender of every mail."""

    credit_team: str = "credit@provider.example"
    """Where the credit analysts are told of reviews that wait, are due or overdue."""

    legal_team: str = "legal@provider.example"
    """Where the verifiers are told of documents and findings that wait for them."""

    billing_team: str = "billing-operations@provider.example"
    """Where billing operations are told of switches."""

    policy: Path | None = None
    """The policy file that new requests start under; by default the built-in policy."""

    task_queue: str = "pay-by-invoice"
    """The Temporal task queue that workers poll and clients start requests on."""

    health_address: str | None = None
    """`host:port` of the worker's `/health` page; off by default."""

    metrics_address: str | None = None
    """`host:port` of the worker's Prometheus `/metrics` page; off by default."""

    log_format: str = Field(default="text", pattern="^(text|json)$")
    """`text` for people or `json` for machines, one object a line."""

    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    """`debug`, `info`, `warning` or `error`."""

    shutdown_grace_seconds: float = Field(default=10, ge=0)
    """How long a worker that was told to stop lets running activities finish."""

    @cached_property
    def ledger_url(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.home / 'ledger.db').resolve()}"

    @cached_property
    def storage_url(self) -> str:
        return self.documents_url or (self.home / "documents").resolve().as_uri()

    @cached_property
    def outbox_folder(self) -> Path:
        """Where `.eml` files go when no mail server is configured."""
        return self.home / "outbox"

    @cached_property
    def engine_file(self) -> Path:
        """Where the embedded engine writes its address, for the other commands of this copy."""
        return self.home / "engine.json"
