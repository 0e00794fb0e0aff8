"""All the documents of a meeting, for who conducts it: what to print before, and what to keep after."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from cellules.documents.dossier import anonymous, dossier
from cellules.documents.imprime import Imprime, imprime
from cellules.documents.lettres import agenda_personnel, attestation, lettre
from cellules.documents.presence import feuille_de_presence
from cellules.documents.releve import printed, releve_of
from cellules.models import Convocation, Inscription, Reunion
from pole.models import Personne

Fabrique = Callable[[], Imprime | None]


def plan_of(reunion: Reunion, user: Personne, inscriptions: list[Inscription]) -> list[Fabrique]:
    """What makes each document, in order; one that has nothing to say makes none. Reads pole and séance.

    Each answer is a file of its own, for its school alone; the letters of all are one file to print.
    """
    return [
        partial(dossier, reunion, user, inscriptions),
        partial(feuille_de_presence, reunion, user),
        partial(_letters, "cellules/pdf/convocations.html", lettre, reunion, user),
        partial(_letters, "cellules/pdf/ordres-du-jour.html", agenda_personnel, reunion, user),
        partial(_letters, "cellules/pdf/attestations.html", attestation, reunion, user),
        partial(_releve, reunion, user),
        *(partial(_answer, row, reunion, user) for row in inscriptions),
    ]


def _letters(gabarit: str, make, reunion: Reunion, user: Personne) -> Imprime | None:
    """One page for each person, in one file."""
    pages = [made.contexte for letter in _sent(reunion, user) if (made := make(letter, user))]
    return imprime(gabarit, reunion, user, pages=pages) if pages else None


def _sent(reunion: Reunion, user: Personne) -> Iterator[Convocation]:
    rows = Convocation.objects.visible_to(user).envoyees().filter(reunion=reunion)
    for letter in rows.select_related("personne", "envoyee_par").order_by("personne__nom_tri", "pk"):
        letter.reunion = reunion
        yield letter


def _releve(reunion: Reunion, user: Personne) -> Imprime | None:
    lu = releve_of(reunion, user)
    return printed(reunion, user, lu) if lu.saisines else None


def _answer(row: Inscription, reunion: Reunion, user: Personne) -> Imprime | None:
    """What was answered to the school, the name hidden: with it, the answer is printed from the case."""
    fiche = anonymous(row, reunion, user)
    if not fiche.reponses:
        return None
    reference = row.saisine.reference
    context = {"saisine": row.saisine, "fiche": fiche, "reponse": fiche.reponses[0], "reference": reference}
    made = imprime("saisines/pdf/reponse.html", reunion, user, **context)
    return replace(made, nom=f"reponse-{reference}")
