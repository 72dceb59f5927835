"""A master key that AWS KMS keeps. It takes its region and credentials from the usual `AWS_*`
variables."""

import asyncio
import os
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from domain.errors import MasterKeyUnusable, ServiceUnreachable

_PASSES = frozenset(
    {
        "DependencyTimeoutException", "InternalFailure", "KMSInternalException",
        "KeyUnavailableException", "LimitExceededException", "RequestTimeout",
        "ServiceUnavailable", "Throttling", "ThrottlingException",
    }
)  # fmt: skip
"""KMS's own codes for what may be otherwise a moment later."""
_SERVER_FAULT = 500
_TIMES = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})


class AwsMasterKey:
    """Wraps by asking KMS; the context is bound as its encryption context, and is in its log."""

    def __init__(self, client: Any, key: str) -> None:
        self._client = client
        self._key = key
        self.name = f"aws-kms:{key}"

    @classmethod
    def named(cls, key: str) -> Self:
        """Raises MasterKeyUnusable where AWS's variables name no region."""
        try:
            region = os.environ.get("AWS_REGION") or None
            return cls(boto3.client("kms", region_name=region, config=_TIMES), key)
        except (BotoCoreError, ValueError) as error:
            raise MasterKeyUnusable(f"AWS KMS cannot be used: {error}") from error

    async def wrap(self, plain: bytes, context: str) -> bytes:
        answer = await self._ask("encrypt", Plaintext=plain, EncryptionContext=_bound(context))
        return bytes(answer["CiphertextBlob"])

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        bound = _bound(context)
        answer = await self._ask("decrypt", CiphertextBlob=wrapped, EncryptionContext=bound)
        return bytes(answer["Plaintext"])

    async def _ask(self, what: str, **asked: Any) -> dict[str, Any]:
        ask = getattr(self._client, what)
        try:
            answer: dict[str, Any] = await asyncio.to_thread(ask, KeyId=self._key, **asked)
            return answer
        except (ConnectionError, HTTPClientError) as error:
            raise _away() from error
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if code in _PASSES or status >= _SERVER_FAULT:
                raise _away() from error
            raise MasterKeyUnusable(
                f"AWS KMS does not use the master key {self.name}: {code or 'refused'}."
            ) from error
        except BotoCoreError as error:
            raise MasterKeyUnusable(f"AWS KMS cannot be used: {error}") from error


def _bound(context: str) -> dict[str, str]:
    return {"pay-by-invoice": context}


def _away() -> ServiceUnreachable:
    return ServiceUnreachable(
        "The keeper of the master key, AWS KMS, does not answer. Nothing was done: ask again.",
        service="kms",
    )
