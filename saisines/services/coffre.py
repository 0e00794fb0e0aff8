"""Key that keeps, in the browser, a text that the server has not received yet.

One key per person and document, derived and never stored: the same person finds their text again after
signing in, another person on the same computer cannot open it.
"""

import base64
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Model

from pole.models import Personne

KEY_BYTES = 32
NAME_BYTES = 12


class Coffre(NamedTuple):
    """`cle`: AES-256 key in base64. `nom`: where the sealed text stands, which says nothing of whom."""

    cle: str
    nom: str


def local_vault(personne: Personne, document: Model) -> Coffre:
    """Key and name of the place for this person and this document: a saisine, a meeting being held."""
    bytes_ = HKDF(
        algorithm=SHA256(),
        length=KEY_BYTES + NAME_BYTES,
        salt=b"pole.brouillon.v1",
        info=f"{personne.pk}:{document.pk}".encode(),
    ).derive(settings.SECRET_KEY.encode())
    key, name = bytes_[:KEY_BYTES], bytes_[KEY_BYTES:]
    return Coffre(base64.b64encode(key).decode(), name.hex())
