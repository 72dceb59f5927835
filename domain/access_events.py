"""What the access log records, by name alone: help pages list it, so nothing heavy is loaded."""

from enum import StrEnum


class AccessEvent(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    LOCKED_OUT = "locked_out"
    """Signing in failed so often that it is not tried any more for a while."""
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    """By the person themselves, from elsewhere, or by an administrator."""
    ACTION_REFUSED = "action_refused"
    """Somebody who is signed in, or a key, asked for what is not theirs to do or to see."""
    PERSON_ADDED = "person_added"
    PERSON_DISABLED = "person_disabled"
    PERSON_ENABLED = "person_enabled"
    ROLES_CHANGED = "roles_changed"
    PASSWORD_SET = "password_set"  # noqa: S105 - a name, not a secret
    """By somebody else."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    """By the person themselves."""
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    LINK_MADE = "link_made"
    LINK_OPENED = "link_opened"
    LINK_REVOKED = "link_revoked"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    """All of them, by an administrator."""
    SECOND_FACTOR_REFUSED = "second_factor_refused"
    SECURITY_KEY_USED = "security_key_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PAYLOADS_DECODED = "payloads_decoded"
    """Somebody looked at what is sealed in the engine, in Temporal's own tools."""
