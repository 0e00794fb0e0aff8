"""The one function that moves a saisine along the table."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pole.models import Personne
from saisines.dates import next_date
from saisines.enums import Audience, Droit, Etat, Relation
from saisines.models import Evenement, Saisine
from saisines.notifications import notify_transition
from saisines.relations import droits_of
from saisines.signals import saisine_transitioned
from saisines.workflow import TRANSITIONS, TransitionRefusedError

FONCTIONS = {
    Relation.COORDONNATEUR: "coordination du pôle",
    Relation.IEN: "IEN",
    Relation.DIRECTION: "direction de l’école",
    Relation.SIGNATAIRE: "auteur de la saisine",
    Relation.AUTEUR: "auteur de la saisine",
    Relation.COAUTEUR: "enseignant invité à écrire",
    Relation.SECRETARIAT: "secrétariat",
}


def fonction_of(user: Personne, saisine: Saisine, relations=None) -> str:
    """By which right a person acts on a case, in words that the school can read."""
    relations = saisine.relations_to(user) if relations is None else relations
    if saisine.is_recue and saisine.is_prive:
        return FONCTIONS[Relation.COORDONNATEUR]
    for relation, words in FONCTIONS.items():
        if relation in relations:
            return words
    role = next((role for role in user.portee.roles if role.pole_id == saisine.pole_id), None)
    return role.intitule if role else "pôle"


def locked(saisine: Saisine, *, writer: Personne | None = None) -> Saisine:
    """The row as it is now, held until the end of the transaction.

    Two people may click at once: a rule is checked on this row, not on the one the page was built from. Its
    pole and its school are those already in hand, unless the case has changed place. `writer` is whoever
    writes the form: the same statement says whether they were invited to.
    """
    rows = Saisine.objects.select_for_update()
    current = (rows.avec_plume(writer) if writer else rows).get(pk=saisine.pk)
    for name in ("pole", "ecole"):
        if getattr(current, f"{name}_id") == getattr(saisine, f"{name}_id"):
            setattr(current, name, getattr(saisine, name))
    return current


def mark_changed(saisine: Saisine, **columns) -> None:
    """Write columns of a case, and the moment: whoever writes a step or a file starts its age again."""
    Saisine.objects.filter(pk=saisine.pk).update(**columns, updated_at=timezone.now())
    for name, value in columns.items():
        setattr(saisine, name, value)


def require(user: Personne, droit: str, saisine: Saisine) -> None:
    """Raise PermissionDenied unless this relation to the case gives the right."""
    if not user.has_perm(droit, saisine):
        raise PermissionDenied
    if droit in _APRES_REPONSE and is_unrecognised(saisine) and not user.has_perm(Droit.PILOTER, saisine):
        raise TransitionRefusedError(A_DIRE)


# What a school adds to a case that it has not recognised would go on to the next one.
_APRES_REPONSE = {Droit.PRECISER, Droit.FAIRE_LE_POINT, Droit.ACCORDER, Droit.PARTAGER}
A_DIRE = "Dites d’abord si cette demande est bien la vôtre."


def is_unrecognised(saisine: Saisine) -> bool:
    """True for what came on paper, until the direction says whether it is theirs."""
    if saisine.is_prive or not saisine.is_recue:
        return False
    return bool(saisine.reception) and saisine.reception.is_attendue


def require_writer(user: Personne, saisine: Saisine) -> frozenset[Relation]:
    """By which relations this person writes the draft; raise PermissionDenied without any. No query."""
    relations = saisine.relations_by_role(user)
    if not user.is_active or Droit.REDIGER not in droits_of(relations):
        raise PermissionDenied
    return relations


@transaction.atomic
def apply_transition(saisine: Saisine, name: str, *, by: Personne, motif: str = "", **fields) -> Evenement:
    """Move a saisine along the table, or raise and leave it as it was.

    `fields` are the columns that the move fills in (the person in charge, the reference). The move is a
    conditional UPDATE on the state that was checked, so that it holds without row locks too.

    Raises TransitionRefusedError (message for the person) and PermissionDenied.
    """
    transition = TRANSITIONS[name]
    current = locked(saisine)
    require(by, transition.droit, current)
    for field, value in fields.items():
        setattr(current, field, value)
    transition.check(current, motif)
    now = timezone.now()
    moved = Saisine.objects.filter(pk=current.pk, etat=current.etat).update(
        etat=transition.target, etat_depuis=now, updated_at=now, **fields
    )
    if not moved:
        raise TransitionRefusedError("La saisine vient de changer : rechargez la page.")
    event = add_event(
        current, name, by=by, texte=motif, etat_avant=current.etat, etat_apres=transition.target
    )
    # First what ends or begins with the move: the next date, and the mails that say it, come from it.
    saisine_transitioned.send(sender=Saisine, event=event)
    saisine.refresh_from_db()
    update_next_date(saisine)
    current.prochaine_date = saisine.prochaine_date
    notify_transition(event)
    return event


def add_event(
    saisine: Saisine,
    nom: str,
    *,
    by: Personne | None,
    texte: str = "",
    etat_avant: str = "",
    etat_apres: Etat | str = "",
    audience: Audience = Audience.ECOLE,
    raison: str = "",
    personne: Personne | None = None,
) -> Evenement:
    """Write one line of the history of a case; without a person, the worker did it."""
    return Evenement.objects.create(
        saisine=saisine,
        nom=nom,
        etat_avant=etat_avant,
        etat_apres=etat_apres,
        auteur=by,
        fonction=fonction_of(by, saisine) if by else "le site",
        audience=audience,
        raison=raison,
        personne=personne,
        texte=texte.strip(),
    )


def update_next_date(saisine: Saisine) -> None:
    """Keep the column that lists sort by in step with what is awaited.

    The stored value is compared, not that of the instance: an act on another instance may have changed it.
    """
    day = next_date(saisine)
    Saisine.objects.filter(pk=saisine.pk).exclude(prochaine_date=day).update(prochaine_date=day)
    saisine.prochaine_date = day
