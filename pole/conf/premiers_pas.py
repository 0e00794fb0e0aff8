"""What a circonscription still lacks before its schools can write to it, told to those who pilot it."""

from collections.abc import Iterator

from django.db.models import Exists
from django.urls import reverse

from pole.a_faire import Chose
from pole.echeances import Echeance
from pole.enums import Fonction
from pole.models import Affectation, Ecole, Invitation, Pole
from pole.services.invitations import schools_to_invite

PAR_PAGE = 10


def premiers_pas(pole: Pole, echeance: Echeance | None) -> list[Chose]:
    """The steps that are left, in the order one takes them; none when all is ready. Two queries.

    Asked only when nothing else waits: *Ma page* of a busy day costs no more for it.
    """
    there = _what_is_there(pole)
    missing = [*_schools(there), *_people(there), *_dates(echeance)]
    steps = [*_answers(pole), *missing]
    if missing and not pole.numeros_locaux:
        steps.append(
            Chose(
                titre="Relire les réglages",
                detail="les délais promis aux écoles, les numéros locaux d’urgence",
                url=reverse("pole:reglages"),
            )
        )
    return steps


def _answers(pole: Pole) -> Iterator[Chose]:
    """Somebody waits outside until the right person says that it is them; a mail has said so too."""
    waiting = Invitation.objects.filter(pole=pole).a_confirmer().for_list().order_by("acceptee_le", "pk")
    for invitation in waiting[:PAR_PAGE]:
        place = f", {invitation.ecole.nom}" if invitation.ecole else ""
        yield Chose(
            titre="Confirmer qui a répondu à l’invitation",
            detail=f"{invitation.intitule}{place}",
            url=reverse("pole:membres"),
        )


def _what_is_there(pole: Pole) -> dict[str, bool]:
    members = Affectation.objects.filter(pole=pole, fonction=Fonction.MEMBRE).a_venir_ou_en_cours()
    asked = {
        "une_ecole": Exists(Ecole.objects.filter(pole=pole)),
        "a_inviter": Exists(schools_to_invite(pole)),
        "un_membre": Exists(members),
    }
    return Pole.objects.filter(pk=pole.pk).values(**asked).get()


def _schools(there: dict[str, bool]) -> Iterator[Chose]:
    if there["a_inviter"]:
        yield Chose(
            titre="Inviter les écoles",
            detail="un courriel part vers la boîte de chacune",
            url=reverse("pole:ecoles"),
        )
    elif not there["une_ecole"]:
        yield Chose(
            titre="Demander la liste des écoles",
            detail="l’administration technique l’importe de l’annuaire officiel",
            url=reverse("pole:ecoles"),
        )


def _people(there: dict[str, bool]) -> Iterator[Chose]:
    if not there["un_membre"]:
        yield Chose(
            titre="Inviter les membres du pôle",
            detail="psychologues, conseillères pédagogiques, enseignants spécialisés…",
            url=reverse("pole:inviter"),
        )


def _dates(echeance: Echeance | None) -> Iterator[Chose]:
    if echeance is None:
        yield Chose(
            titre="Publier les réunions de l’année",
            detail="l’application propose les dates, vous les ajustez",
            url=reverse("cellules:annee"),
        )
