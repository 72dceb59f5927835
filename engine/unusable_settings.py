"""Why a setting that an adapter reads cannot be used; nothing is connected to. No sentence repeats
the setting: it may be a key, or contain a password."""

from adapters.evidence.signing import NoSigningKey, SigningKey
from adapters.mail.mail_server import MailServer
from adapters.sealing.master_keys import master_key
from domain.errors import MasterKeyUnusable


def problem_of_evidence_key(setting: str) -> str | None:
    try:
        SigningKey.read(setting)
    except NoSigningKey as none:
        return str(none)
    return None


def problem_of_master_key(setting: str) -> str | None:
    if setting.startswith("aws-kms:"):
        return None
    try:
        master_key(setting)
    except MasterKeyUnusable as unusable:
        return unusable.reason
    return None


def problem_of_mail_server(url: str) -> str | None:
    try:
        MailServer.from_url(url).tls()
    except ValueError as error:
        return str(error)
    return None
