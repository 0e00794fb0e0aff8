"""Who reads a confidential request (kind E): those whom its author chose, as long as the author wants.

Chosen before anything is typed (S3-11, S4-11), they see the case from its sending. Nobody else adds one.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pole.dates import end_of
from pole.enums import FONCTIONS_EQUIPE, Fonction, Nature
from pole.models import Affectation, Ecole, Personne, Pole
from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Droit, Etat, Origine
from saisines.models import Lecteur, Saisine
from saisines.personnes import kept_away
from saisines.services import acces
from saisines.services.dossier import create_draft
from saisines.services.workflow import add_event, locked, require
from saisines.workflow import TransitionRefusedError

# After this, the author chooses again if the case is still alive: an access has an end (days).
DUREE_JOURS = 365
PERSONNE = "Choisissez au moins une personne : sans elle, personne ne lirait votre demande."


def choisissables(pole: Pole, auteur: Personne) -> list[Affectation]:
    """Staff of the pole in office whom an author may choose, the IEN last: one role for each person."""
    roles = Affectation.objects.filter(pole=pole, fonction__in=FONCTIONS_EQUIPE)
    today = roles.exclude(personne=auteur).select_related("personne", "metier").en_exercice()
    found = {role.personne_id: role for role in today if role.personne.is_active}
    return sorted(found.values(), key=lambda role: (role.fonction == Fonction.IEN, role.personne.nom))


@transaction.atomic
def choisir(saisine: Saisine, *, by: Personne, personnes: Collection[UUID]) -> None:
    """Make these people the readers of a case, and no other: whoever is left out stops reading at once.

    Raises TransitionRefusedError (message for the author) and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.CHOISIR, current)
    allowed = {role.personne_id for role in choisissables(current.pole, current.auteur)}
    before = set(current.lecteurs.actuels().values_list("personne", flat=True))
    wanted = set(personnes)
    if not wanted:
        raise TransitionRefusedError(PERSONNE)
    if not wanted <= allowed | before:
        raise TransitionRefusedError(
            "Cette personne n’est plus membre du pôle : choisissez quelqu’un d’autre."
        )
    if (wanted - before) & kept_away(current):
        raise TransitionRefusedError(
            "Cette personne s’est écartée de votre demande : choisissez quelqu’un d’autre."
        )
    if current.etat in ETATS_FINAUX:
        raise TransitionRefusedError("Cette demande est terminée : ses lecteurs ne changent plus.")
    current.lecteurs.actuels().exclude(personne__in=wanted).update(retire_le=timezone.now())
    Lecteur.objects.bulk_create(Lecteur(saisine=current, personne_id=pk) for pk in wanted - before)
    if wanted != before and not current.is_prive:
        add_event(current, "choisir_lecteurs", by=by)
    open_to_chosen(current)


def open_to_chosen(saisine: Saisine) -> None:
    """Make the accesses follow the choices and the state. The caller is in the act's transaction."""
    now, pole = timezone.now(), saisine.pole
    closed = saisine.etat in ETATS_PRIVES or saisine.etat == Etat.RETIREE
    days = pole.acces_jours if saisine.etat in ETATS_FINAUX else DUREE_JOURS
    until = end_of(pole.today() + timedelta(days=days), pole.tz)
    for lecteur in saisine.lecteurs.select_related("personne"):
        if closed or lecteur.retire_le:
            acces.end(Origine.CHOIX, lecteur.pk, fin=now)
        else:
            acces.grant(
                saisine, lecteur.personne, origine=Origine.CHOIX, origine_id=lecteur.pk, debut=now, fin=until
            )


def follow_transition(sender, event, **kwargs) -> None:
    """Receiver: sent, the case opens to its readers; withdrawn, it closes to them."""
    if event.saisine.is_confidentielle:
        event.saisine.refresh_from_db(fields=["etat"])
        open_to_chosen(event.saisine)


def has_readers(saisine: Saisine) -> bool:
    """True if somebody in office would read the case if it left now."""
    live = Affectation.objects.filter(pole=saisine.pole_id, personne__is_active=True).en_cours()
    return saisine.lecteurs.actuels().filter(personne__in=live.values("personne")).exists()


@transaction.atomic
def commencer(
    *, by: Personne, pole: Pole, ecole: Ecole | None, jeton: UUID, personnes: Collection[UUID]
) -> Saisine:
    """Start a confidential draft with its readers, once per form token.

    Raises TransitionRefusedError and PermissionDenied.
    """
    saisine, created = create_draft(by=by, pole=pole, ecole=ecole, jeton=jeton, nature=Nature.ENSEIGNANT)
    if created:
        choisir(saisine, by=by, personnes=personnes)
    return saisine
