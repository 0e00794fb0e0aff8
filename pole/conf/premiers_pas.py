"""What a circonscription still lacks before its schools can write to it, told to those who pilot it."""

from collections.abc import Iterator

from django.urls import reverse

from pole.a_faire import Chose
from pole.echeances import Echeance
from pole.enums import Fonction
from pole.models import Affectation, Ecole, Invitation, Pole
from pole.services.invitations import schools_to_invite

PAR_PAGE = 10


def premiers_pas(pole: Pole, echeance: Echeance | None) -> list[Chose]:
    """The steps that are left, in the order one takes them; none when all is ready. Four queries at most.

    Asked only when nothing else waits: *Ma page* of a busy day costs no more for it.
    """
    missing = [*_schools(pole), *_people(pole), *_dates(echeance)]
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


def _schools(pole: Pole) -> Iterator[Chose]:
    if schools_to_invite(pole).exists():
        yield Chose(
            titre="Inviter les écoles",
            detail="un courriel part vers la boîte de chacune",
            url=reverse("pole:ecoles"),
        )
    elif not Ecole.objects.filter(pole=pole).exists():
        yield Chose(
            titre="Demander la liste des écoles",
            detail="l’administration technique l’importe de l’annuaire officiel",
            url=reverse("pole:ecoles"),
        )


def _people(pole: Pole) -> Iterator[Chose]:
    members = Affectation.objects.filter(pole=pole, fonction=Fonction.MEMBRE)
    if not members.a_venir_ou_en_cours().exists():
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
