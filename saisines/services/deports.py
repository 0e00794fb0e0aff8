"""Keeping somebody away from a case, whatever their function: they know the family, or it is about them.

A conflict of interest stands above every role: while it lives, `Saisine.visible_to` and `relations_to` give
them nothing by the pole, and nobody may call upon them, write to them or name them for this case.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pole.enums import FONCTIONS_PILOTAGE, FONCTIONS_POLE, Fonction
from pole.journal import record
from pole.models import Acte, Affectation, Personne
from saisines.enums import ETATS_FINAUX, Audience, Droit, Relation
from saisines.models import AlerteRecue, Deport, Saisine
from saisines.services.suites import close_withdrawn
from saisines.services.workflow import add_event, fonction_of, locked, mark_changed, update_next_date
from saisines.workflow import TransitionRefusedError

# By these one reads a case as somebody of the pole: what a déport closes.
DU_POLE = frozenset(
    {
        Relation.COORDONNATEUR,
        Relation.IEN,
        Relation.SECRETARIAT,
        Relation.CONVIE,
        Relation.CHOISI,
        Relation.PARTENAIRE,
    }
)
PLUS_PERSONNE = (
    "Plus personne ne piloterait ce dossier : la coordination ou l’IEN doit pouvoir le lire. Prévoyez "
    "d’abord une suppléance."
)
SEULE = "Vous êtes la seule personne choisie pour lire cette demande : demandez d’abord à son auteur."


def ecartables(saisine: Saisine) -> list[Affectation]:
    """People of the pole in office who are not kept away yet: one role for each, by name. One query."""
    roles = Affectation.objects.filter(
        pole=saisine.pole_id, fonction__in=(*FONCTIONS_POLE, Fonction.PARTENAIRE), personne__is_active=True
    )
    away = saisine.deports.en_cours().values("personne")
    rows = roles.exclude(personne__in=away).en_cours().for_list()
    return list({role.personne_id: role for role in rows}.values())


@transaction.atomic
def deporter(saisine: Saisine, *, by: Personne, personne: Personne, raison: str) -> Deport:
    """Keep a person away from a case, at once: themself, or by the coordination or the IEN.

    Their missions on it are withdrawn, and whoever acts has it in charge in their place. Raises
    TransitionRefusedError (message for the person) and PermissionDenied.
    """
    current = locked(saisine)
    fonction = _require(by, current, personne)
    if current.is_prive:
        raise TransitionRefusedError("Cette saisine n’est pas encore transmise : le pôle ne la lit pas.")
    if not raison.strip():
        raise TransitionRefusedError("Dites pourquoi en quelques mots : la coordination et l’IEN le liront.")
    _check(current, personne)
    deport = _write(current, personne, by=by, raison=raison.strip())
    _withdraw_missions(current, personne)
    if current.responsable_id == personne.pk:
        takes_over = by.pk != personne.pk and by.has_perm(Droit.PILOTER, current)
        mark_changed(current, responsable=by if takes_over else None)
    add_event(current, "deporter", by=by, personne=personne, audience=_audience(current))
    update_next_date(current)
    record(Acte.ACCES, by=by, fonction=fonction, pole=current.pole_id, objet=current)
    return deport


@transaction.atomic
def lever(deport: Deport, *, by: Personne) -> None:
    """Let the person read again what their functions open: by those who pilot, or by whoever asked it of
    themself. Their missions do not come back.

    Raises TransitionRefusedError and PermissionDenied.
    """
    saisine = locked(deport.saisine)
    own = by.pk == deport.personne_id == deport.par_id
    if not (own or by.has_perm(Droit.DEPORTER, saisine)):
        raise PermissionDenied
    fonction = fonction_of(by, saisine)
    personne = _held(deport.personne_id)
    if not Deport.objects.en_cours().filter(pk=deport.pk).update(leve_le=timezone.now()):
        raise TransitionRefusedError("Cette personne n’est plus à l’écart de ce dossier.")
    _mark(personne)
    _alerts(saisine, personne).update(ecartee=False)
    add_event(saisine, "lever_deport", by=by, personne=personne, audience=_audience(saisine))
    record(Acte.ACCES, by=by, fonction=fonction, pole=saisine.pole_id, objet=saisine)
    deport.refresh_from_db()


def carry(source: Saisine, target: Saisine, *, by: Personne) -> None:
    """What goes on in another case keeps the same people away. The caller holds both.

    Raises TransitionRefusedError if nobody would be left to pilot the other one.
    """
    known = set(target.deports.en_cours().values_list("personne", flat=True))
    for row in source.deports.en_cours().exclude(personne__in=known).select_related("personne", "par"):
        _check_somebody_is_left(target, row.personne)
        _write(target, row.personne, by=row.par, raison=row.raison)
        _withdraw_missions(target, row.personne)
        if target.responsable_id == row.personne_id:
            mark_changed(target, responsable=by)
        add_event(target, "deporter", by=by, personne=row.personne, audience=_audience(target))


def _require(by: Personne, saisine: Saisine, personne: Personne) -> str:
    """By which right they act, in words: for oneself, it is enough to read the case by the pole."""
    relations = saisine.relations_to(by)
    oneself = by.pk == personne.pk and relations & DU_POLE
    if not by.is_active or not (oneself or by.has_perm(Droit.DEPORTER, saisine)):
        raise PermissionDenied
    return fonction_of(by, saisine, relations)


def _check(saisine: Saisine, personne: Personne) -> None:
    if personne.pk in set(saisine.deports.en_cours().values_list("personne", flat=True)):
        raise TransitionRefusedError("Cette personne est déjà à l’écart de ce dossier.")
    if not any(role.personne_id == personne.pk for role in ecartables(saisine)):
        raise TransitionRefusedError("Cette personne n’exerce plus dans le pôle : choisissez dans la liste.")
    _check_somebody_is_left(saisine, personne)


def _check_somebody_is_left(saisine: Saisine, personne: Personne) -> None:
    if saisine.is_confidentielle:
        if not _readers(saisine).exclude(personne=personne).exists():
            raise TransitionRefusedError(SEULE)
    elif not pilots_of(saisine).exclude(personne=personne).exists():
        raise TransitionRefusedError(PLUS_PERSONNE)


def pilots_of(saisine: Saisine):
    """Roles of those who pilot this case now, stand-ins included."""
    away = saisine.deports.en_cours().values("personne")
    roles = Affectation.objects.filter(
        pole=saisine.pole_id, fonction__in=FONCTIONS_PILOTAGE, personne__is_active=True
    )
    return roles.exclude(personne__in=away).en_cours()


def _readers(saisine: Saisine):
    """Those whom the author of a confidential request chose, who are still there to read it."""
    live = Affectation.objects.filter(pole=saisine.pole_id, personne__is_active=True).en_cours()
    chosen = saisine.lecteurs.actuels().filter(personne__in=live.values("personne"))
    return chosen.exclude(personne__in=saisine.deports.en_cours().values("personne"))


def _write(saisine: Saisine, personne: Personne, *, by: Personne, raison: str) -> Deport:
    personne = _held(personne.pk)
    try:
        with transaction.atomic():
            deport = Deport.objects.create(saisine=saisine, personne=personne, par=by, raison=raison)
    except IntegrityError as taken:
        raise TransitionRefusedError("Cette personne est déjà à l’écart de ce dossier.") from taken
    _mark(personne)
    _alerts(saisine, personne).update(ecartee=True)
    return deport


def _held(personne) -> Personne:
    """The account's row: two cases that change at once never leave its mark wrong."""
    return Personne.objects.select_for_update().get(pk=personne)


def _mark(personne: Personne) -> None:
    """Keep on the account whether one déport at least is live. The caller holds its row."""
    live = Deport.objects.en_cours().filter(personne=personne).exists()
    Personne.objects.filter(pk=personne.pk).update(deport_en_cours=live)


def mark_again(personnes: Iterable[UUID]) -> None:
    """After cases were erased with their déports. The caller is in the transaction."""
    for pk in personnes:
        _mark(_held(pk))


def _alerts(saisine: Saisine, personne: Personne):
    """What told this person of an urgent case: the banner follows it."""
    return AlerteRecue.objects.filter(alerte__saisine=saisine, personne=personne)


def _withdraw_missions(saisine: Saisine, personne: Personne) -> None:
    for mission in saisine.sollicitations.en_cours().filter(personne=personne):
        mission.annulee_le = timezone.now()
        mission.save(update_fields=["annulee_le"])
        close_withdrawn(mission)


def _audience(saisine: Saisine) -> Audience:
    """The school reads nothing of it; the author of a confidential request must know who left."""
    return Audience.ECOLE if saisine.is_confidentielle else Audience.POLE


def check_deports() -> Iterator[str]:
    """For `verifier`: the mark of the accounts, and the open cases that nobody would pilot any more."""
    away = Deport.objects.en_cours().values("personne")
    if wrong := Personne.objects.filter(
        Q(deport_en_cours=True) & ~Q(pk__in=away) | Q(deport_en_cours=False, pk__in=away)
    ).count():
        yield f"{wrong} compte(s) dont la marque de déport ne dit pas vrai"
    cases = Saisine.objects.filter(pk__in=Deport.objects.en_cours().values("saisine"))
    for saisine in cases.exclude(etat__in=ETATS_FINAUX).select_related("pole"):
        if saisine.is_confidentielle:
            continue
        if not pilots_of(saisine).exists():
            yield f"plus personne ne pilote {saisine.reference} : tout le monde s’en est déporté"
