"""The UAI, code of a school or inspection office: seven digits and a check letter."""

import re

LETTRES = "ABCDEFGHJKLMNPRSTUVWXYZ"
_FORME = re.compile(r"[0-9]{7}[A-Z]", re.ASCII)


def cle_uai(chiffres: str) -> str:
    """Check letter of seven digits.

    Raises ValueError when there are not exactly seven ASCII digits.
    """
    if not re.fullmatch(r"[0-9]{7}", chiffres, re.ASCII):
        raise ValueError("Un UAI commence par sept chiffres.")
    return LETTRES[int(chiffres) % len(LETTRES)]


def valider_uai(uai: str) -> bool:
    """Say whether this is a well-formed UAI, in capitals as it is stored, with the right letter."""
    return bool(_FORME.fullmatch(uai)) and uai[7] == cle_uai(uai[:7])


def normalise_uai(saisie: str) -> str:
    """What people type or export (« 069 0273x ») as it is stored. Says nothing of its validity."""
    return re.sub(r"\s", "", saisie).upper()
