"""Cases of the triage that may still be put on an agenda."""

from cellules.models import EtatInscription, Reunion
from saisines.enums import ETATS_AU_TRI
from saisines.listes import piloted
from saisines.models import Saisine

# Beyond, the triage is where one chooses.
MAX = 200


def situations_en_attente(user, reunion: Reunion) -> list[tuple[Saisine, str]]:
    """Cases that wait for a decision, those that await this meeting first, with the words of a choice.

    Never a confidential request. One query.
    """
    rows = piloted(user, reunion.pole).filter(etat__in=ETATS_AU_TRI).select_related("ecole")
    rows = rows.exclude(inscriptions__etat=EtatInscription.PREVUE)
    found = list(rows.order_by("date_limite", "reference")[:MAX])
    found.sort(key=lambda saisine: saisine.reunion_visee != reunion.pk)
    for saisine in found:
        saisine.pole = reunion.pole
    return [(saisine, f"{saisine.reference} – {saisine.sujet} – {_school(saisine)}") for saisine in found]


def _school(saisine: Saisine) -> str:
    return saisine.ecole.nom if saisine.ecole else "situation du pôle"
