"""A security key made of software, in a browser that may lie about where it is."""

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

_PRESENT, _WITH_KEY = 0x01, 0x40


class SoftKey:
    def __init__(self, origin: str = "http://localhost:8080", host: str = "localhost") -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.id = sha256(str(id(self)).encode()).digest()
        self._key = generate_private_key(SECP256R1())

    def made(self, asked: dict[str, Any]) -> str:
        """What a browser says that was asked to add this key."""
        point = self._key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        about = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(_PRESENT | _WITH_KEY) + about
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def used(self, asked: dict[str, Any]) -> str:
        """What a browser says that was asked to sign in with it; it counts one further."""
        self.count += 1
        data = self._data(_PRESENT)
        said = self._said("webauthn.get", asked["challenge"])
        signature = self._key.sign(data + sha256(said).digest(), ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        host = sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.id)
        encoded = {each: bytes_to_base64url(value) for each, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": encoded})
