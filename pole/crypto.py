"""Encryption of what is written about children, and the keyed index that finds a name again.

A stored value reads ``v1:<key id>:<base64 of nonce and ciphertext>``. The associated data is a frozen
label and the UUID of the row: a value copied to another row, or another column, does not open.
Keys come from the environment, never from the database (docs/adr/0005-chiffrement.md).
"""

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = "v1"
NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,20}")


class DecryptionError(Exception):
    """A stored value does not open: wrong or missing key, altered value, or value moved to another row."""


# Both alphabets of base64 are accepted: generators differ.
_TO_STANDARD = str.maketrans("-_", "+/")


def _is_taken(identifier: str, keys: dict[str, bytes]) -> bool:
    """Case aside: SQLite's LIKE, by which a rotation counts what is left, does not see it."""
    return identifier.casefold() in {other.casefold() for other in keys}


@lru_cache(maxsize=8)
def _keys(variable: str, value: str) -> dict[str, bytes]:
    keys = {}
    for item in value.split(","):
        identifier, _, encoded = item.strip().partition(":")
        try:
            key = base64.b64decode(encoded.translate(_TO_STANDARD), validate=True)
        except ValueError:
            key = b""
        # Two keys of one name would make values that no longer open, without a word.
        if not KEY_ID.fullmatch(identifier) or len(key) != KEY_BYTES or _is_taken(identifier, keys):
            raise ImproperlyConfigured(
                f"{variable} : chaque clé s’écrit « identifiant:32 octets en base64 », séparées par des "
                "virgules. Un identifiant sert une seule fois : lettres, chiffres, tiret, point (20 au plus)."
            )
        keys[identifier] = key
    return keys


def encryption_keys() -> dict[str, bytes]:
    """Keys by identifier; the first encrypts, all decrypt."""
    return _keys("CLES_CHIFFREMENT", settings.CLES_CHIFFREMENT)


def index_keys() -> dict[str, bytes]:
    """Keys of the blind index by identifier; the first writes, all are searched."""
    return _keys("CLES_INDEX", settings.CLES_INDEX)


def current_key_id() -> str:
    """Identifier of the key that encrypts today."""
    return next(iter(encryption_keys()))


def current_index_key_id() -> str:
    """Identifier of the key that writes the blind index today."""
    return next(iter(index_keys()))


def _canonical(row: UUID | str) -> UUID:
    """The same row is the same bytes, however its identifier was typed. Raises ValueError if it has none."""
    return row if isinstance(row, UUID) else UUID(str(row))


def _associated_data(label: str, row: UUID) -> bytes:
    return f"{label}:{_canonical(row)}".encode()


def seal_bytes(content: bytes, *, label: str, row: UUID) -> bytes:
    """Encrypt bytes (an attachment) for one row: ``v1:<key id>:`` then nonce and ciphertext."""
    identifier = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(encryption_keys()[identifier]).encrypt(nonce, content, _associated_data(label, row))
    return f"{VERSION}:{identifier}:".encode() + nonce + sealed


def open_bytes(token: bytes, *, label: str, row: UUID) -> bytes:
    """Decrypt what :func:`seal_bytes` made for the same row. Raises DecryptionError."""
    try:
        version, identifier, sealed = token.split(b":", 2)
        key = encryption_keys()[identifier.decode()]
        if version.decode() != VERSION:
            raise DecryptionError(f"version inconnue ({label})")
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _associated_data(label, row))
    except (ValueError, KeyError, UnicodeDecodeError, InvalidTag) as error:
        raise DecryptionError(f"valeur illisible ({label})") from error


def seal(text: str, *, label: str, row: UUID) -> str:
    """Encrypt a text for one row."""
    prefix, identifier, sealed = seal_bytes(text.encode(), label=label, row=row).split(b":", 2)
    return f"{prefix.decode()}:{identifier.decode()}:{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(token: str, *, label: str, row: UUID) -> str:
    """Decrypt what :func:`seal` made for the same row. Raises DecryptionError."""
    prefix, _, encoded = token.rpartition(":")
    try:
        sealed = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except ValueError as error:
        raise DecryptionError(f"valeur illisible ({label})") from error
    return open_bytes(f"{prefix}:".encode() + sealed, label=label, row=row).decode()


def normalise(text: str) -> str:
    """Search form of a name: no accent, no case, one space between words.

    SQLite and PostgreSQL fold letters differently: both compare this stored form instead.
    """
    # Compatibility forms first (« Ⅳ », « ﬁ »), then case, then what folding the case has composed.
    folded = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", folded)
    words = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(words.split())


def _blind_index(key: bytes, pole: UUID, words: tuple[str, ...]) -> str:
    message = "\x1f".join([str(_canonical(pole)), *(normalise(word) for word in words)])
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def blind_index(pole: UUID, *words: str) -> str:
    """Keyed index of a name inside one pole: equal names of two poles give unrelated values."""
    identifier = current_index_key_id()
    return f"{identifier}:{_blind_index(index_keys()[identifier], pole, words)}"


def blind_index_candidates(pole: UUID, *words: str) -> list[str]:
    """Index values to search, one for each key: a rotation under way hides nobody."""
    return [f"{identifier}:{_blind_index(key, pole, words)}" for identifier, key in index_keys().items()]
