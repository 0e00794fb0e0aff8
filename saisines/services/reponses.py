"""Answering a school, and saying that a saisine calls for no action of the pole."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pole.enums import Fonction
from pole.models import Affectation, Personne
from saisines.dates import trop_loin
from saisines.enums import Droit, Relation, SansAction
from saisines.models import PISTES_MAX, Piste, ProjetDeReponse, Reponse, Saisine
from saisines.notifications import notify_named
from saisines.pistes import PisteEcrite
from saisines.services.acces_des_reponses import open_to_its_people
from saisines.services.suites import interlocuteurs
from saisines.services.workflow import apply_transition, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError

SANS_PISTE = "Proposez au moins une piste : une ligne suffit."
TROP_DE_PISTES = f"Gardez {PISTES_MAX} pistes au plus : la réponse reste courte."
SANS_INTERLOCUTEUR = "L’interlocuteur est un membre du pôle en fonction : choisissez-le dans la liste."
POINT_PASSE = "Choisissez une date de point à venir."
IEN_D_ABORD = "L’IEN relit les réponses avant leur envoi : gardez celle-ci, l’IEN la trouvera dans sa liste."
DEJA_COMMENCEE = "Une réponse est déjà commencée pour cette saisine : reprenez-la, rien n’est perdu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Contenu:
    """What an answer says, whether or not a meeting prepared it."""

    pistes: Sequence[PisteEcrite]
    interlocuteur: UUID | None
    comprehension: str = ""
    appuis: str = ""
    non_retenu: str = ""
    rappels: str = ""
    point_le: date | None = None
    etudiee_le: date | None = None

    def manques(self, du_pole: Set[UUID], today: date) -> list[str]:
        """What prevents it from leaving, in sentences. `du_pole` are those who may be named in it."""
        found = []
        if not self.pistes:
            found.append(SANS_PISTE)
        if len(self.pistes) > PISTES_MAX:
            found.append(TROP_DE_PISTES)
        if self.interlocuteur not in du_pole:
            found.append(SANS_INTERLOCUTEUR)
        if self.point_le is not None and self.point_le < today:
            found.append(POINT_PASSE)
        if far := trop_loin(self.point_le, today):
            found.append(f"Le point : {far}")
        return found + [
            phrase
            for rang, piste in enumerate(self.pistes, 1)
            for phrase in _missing(piste, rang, du_pole, today)
        ]


def _missing(piste: PisteEcrite, rang: int, du_pole: Set[UUID], today: date) -> list[str]:
    found = []
    if piste.porteur is not None and piste.porteur not in du_pole:
        found.append(f"Piste {rang} : la personne qui la porte n’est plus au pôle, choisissez-en une autre.")
    if piste.avant_le is not None and piste.avant_le < today:
        found.append(f"Piste {rang} : choisissez une date à venir.")
    if far := trop_loin(piste.avant_le, today):
        found.append(f"Piste {rang} : {far}")
    return found


def contenu_of(projet: ProjetDeReponse) -> Contenu:
    """What a draft says; lines left empty are no pistes."""
    pistes = [PisteEcrite.read(stored) for stored in projet.pistes or ()]
    return Contenu(
        pistes=[piste for piste in pistes if piste.texte],
        interlocuteur=projet.interlocuteur_id,
        comprehension=projet.comprehension,
        appuis=projet.appuis,
        non_retenu=projet.non_retenu,
        rappels=projet.rappels,
        point_le=projet.point_le,
        etudiee_le=projet.etudiee_le,
    )


def nommables(saisine: Saisine) -> set[UUID]:
    """Those whom an answer may name: staff of the pole in office, without whoever is kept away. One query."""
    return set(interlocuteurs(saisine).values_list("personne_id", flat=True))


def awaits_ien(saisine: Saisine) -> bool:
    """True where the pole wants its IEN to reread, and an IEN may read this case.

    Never for a confidential request: its author chose who reads it. Kept away by a conflict of interest, an
    IEN rereads nothing, and the rereading of the coordination is enough.
    """
    if saisine.is_confidentielle or not saisine.pole.ien_relit:
        return False
    away = saisine.deports.en_cours().values("personne")
    roles = Affectation.objects.filter(pole=saisine.pole_id, fonction=Fonction.IEN).exclude(personne__in=away)
    return roles.en_cours().exists()


def may_answer_alone(saisine: Saisine, by: Personne) -> bool:
    """True unless the answer of this person waits for an IEN to reread it."""
    return not awaits_ien(saisine) or Relation.IEN in saisine.relations_to(by)


@transaction.atomic
def repondre(
    saisine: Saisine,
    *,
    by: Personne,
    pistes: Sequence[PisteEcrite],
    interlocuteur: Personne,
    comprehension: str = "",
    appuis: str = "",
    non_retenu: str = "",
    rappels: str = "",
    point_le: date | None = None,
) -> Reponse:
    """Answer at once with one to five pistes (at least line and who), a person to turn to and a date.

    Where the pole wants its IEN to reread, only an IEN answers at once. Raises TransitionRefusedError and
    PermissionDenied.
    """
    contenu = Contenu(
        pistes=[piste for piste in pistes if piste.texte],
        interlocuteur=interlocuteur.pk,
        comprehension=comprehension.strip(),
        appuis=appuis.strip(),
        non_retenu=non_retenu.strip(),
        rappels=rappels.strip(),
        point_le=point_le,
    )
    current = locked(saisine)
    require(by, Droit.PILOTER, current)
    if ProjetDeReponse.objects.filter(saisine=current).exists():
        raise TransitionRefusedError(DEJA_COMMENCEE)
    if not may_answer_alone(current, by):
        raise TransitionRefusedError(IEN_D_ABORD)
    return publish(saisine, contenu, by=by)


def publish(saisine: Saisine, contenu: Contenu, *, by: Personne) -> Reponse:
    """Send an answer: the move of the case, the rows, what they open. The caller has its transaction.

    Raises TransitionRefusedError and PermissionDenied.
    """
    if missing := contenu.manques(nommables(saisine), saisine.pole.today()):
        raise TransitionRefusedError(missing[0])
    current = locked(saisine)
    apply_transition(saisine, "repondre", by=by, responsable=current.responsable or by)
    reponse = Reponse.objects.create(
        saisine=saisine,
        comprehension=contenu.comprehension,
        appuis=contenu.appuis,
        non_retenu=contenu.non_retenu,
        rappels=contenu.rappels,
        interlocuteur_id=contenu.interlocuteur,
        point_le=contenu.point_le,
        etudiee_le=contenu.etudiee_le,
        envoyee_par=by,
        envoyee_le=timezone.now(),
    )
    Piste.objects.bulk_create(
        _row(reponse, rang, piste) for rang, piste in enumerate(contenu.pistes, start=1)
    )
    open_to_its_people(reponse)
    update_next_date(saisine)
    notify_named(reponse, by=by)
    return reponse


def _row(reponse: Reponse, rang: int, piste: PisteEcrite) -> Piste:
    return Piste(
        reponse=reponse,
        rang=rang,
        texte=piste.texte,
        qui=piste.qui,
        pour_qui=piste.pour_qui,
        avec_quoi=piste.avec_quoi,
        avant_le=piste.avant_le,
        accord_parents=piste.accord_parents,
        visee=piste.visee,
        porteur_id=piste.porteur,
    )


@transaction.atomic
def sans_action(saisine: Saisine, *, by: Personne, raison: SansAction, autre_piste: str) -> None:
    """Say that a saisine calls for no action of the pole, with a reason and another lead: never a bare no.

    Raises TransitionRefusedError and PermissionDenied.
    """
    if not autre_piste.strip():
        raise TransitionRefusedError(
            "Indiquez une autre piste : vers qui se tourner, ou quoi faire maintenant."
        )
    current = locked(saisine)
    event = apply_transition(
        saisine, "sans_action", by=by, motif=autre_piste, responsable=current.responsable or by
    )
    event.raison = raison
    event.save(update_fields=["raison"])
