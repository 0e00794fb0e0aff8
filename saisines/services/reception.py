"""What reaches the pole on paper or by telephone: entered by the coordination, confirmed by the school."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pole.calendrier import annee_scolaire
from pole.enums import FONCTIONS_ECOLE, Fonction, Nature
from pole.fields import sealed
from pole.models import Affectation, Ecole, Personne, Pole
from saisines.enums import Audience, AuteurVrai, Canal, Confirmation, Droit, Etat, Origine, Redacteur
from saisines.models import Eleve, Reception, Saisine
from saisines.notifications import notify_confirmation
from saisines.services import acces
from saisines.services.workflow import (
    add_event,
    apply_transition,
    locked,
    mark_changed,
    require,
    require_writer,
)
from saisines.workflow import TransitionRefusedError

# Older is a slip of the year (days).
ANCIENNETE_MAX = 366
# Read by the next school too: nothing of the first one.
NON_RECONNUE = "La direction dit que cette demande n’est pas celle de son école."
RATTACHEE = "La coordination a retrouvé de quelle école elle vient."
_FONCTIONS = {Fonction.DIRECTEUR: AuteurVrai.DIRECTION, Fonction.ENSEIGNANT: AuteurVrai.ENSEIGNANT}


def personnes_de(ecole: Ecole) -> list[Affectation]:
    """Those who work in a school and have an account, the direction first: one of them may be the author."""
    roles = Affectation.objects.filter(ecole=ecole, fonction__in=FONCTIONS_ECOLE)
    found = roles.select_related("personne").en_exercice()
    return sorted(found, key=lambda role: (role.fonction != Fonction.DIRECTEUR, role.personne.nom_tri))


@transaction.atomic
def saisir(
    *,
    by: Personne,
    pole: Pole,
    ecole: Ecole,
    jeton: UUID,
    nature: str,
    canal: Canal,
    recue_le: date,
    auteur: Personne | None,
    auteur_fonction: AuteurVrai | str = "",
    auteur_nom: str = "",
) -> Saisine:
    """Start the entry of a request that the pole received, once per form token.

    It belongs to the school, and stays with the coordination until it is sent. A confidential request goes
    through nobody: it is not entered for somebody else.

    Raises PermissionDenied and TransitionRefusedError (message for the person).
    """
    if not by.is_active or not by.portee.holds(pole.pk, Fonction.COORDONNATEUR):
        raise PermissionDenied
    if ecole.pole_id != pole.pk or nature == Nature.ENSEIGNANT:
        raise PermissionDenied
    facts = _facts(pole, ecole, canal, recue_le, auteur, auteur_fonction, auteur_nom)
    defaults = {
        "pole": pole,
        "ecole": ecole,
        "nature": nature,
        "auteur": by,
        "redacteur": Redacteur.BUREAU,
        "annee": annee_scolaire(pole.today()),
    }
    saisine, created = Saisine.objects.get_or_create(jeton=jeton, defaults=defaults)
    if saisine.auteur_id != by.pk or not saisine.is_recue:
        raise PermissionDenied
    if created:
        Reception.objects.create(saisine=saisine, saisie_par=by, saisie_le=pole.today(), **facts)
    return saisine


@transaction.atomic
def corriger(
    saisine: Saisine,
    *,
    by: Personne,
    ecole: Ecole,
    canal: Canal,
    recue_le: date,
    auteur: Personne | None,
    auteur_fonction: AuteurVrai | str = "",
    auteur_nom: str = "",
) -> None:
    """Change from which school, from whom, how and when it came, until the school has it.

    Before it is sent, or once a school has said that it is not theirs: the case is then taken up again, and
    the next direction is asked. Same errors.
    """
    current = locked(saisine)
    reception = current.reception
    if reception is None or ecole.pole_id != current.pole_id or not is_corrigible(current):
        raise TransitionRefusedError("Cette saisine est celle de son école : elle ne se modifie plus ici.")
    if current.is_prive:
        require_writer(by, current)
    else:
        require(by, Droit.PILOTER, current)
    facts = _facts(current.pole, ecole, canal, recue_le, auteur, auteur_fonction, auteur_nom)
    for name, value in facts.items():
        setattr(reception, name, value)
    reception.save()
    if ecole.pk != current.ecole_id and current.eleve_id:
        Eleve.objects.filter(pk=current.eleve_id).update(ecole=ecole)
    if current.is_prive:
        mark_changed(saisine, ecole=ecole)
        return
    ask_again(reception)
    apply_transition(
        saisine,
        "rouvrir",
        by=by,
        motif=RATTACHEE,
        ecole_id=ecole.pk,
        auteur_id=reception.auteur_id or current.transmise_par_id,
    )


def is_corrigible(saisine: Saisine) -> bool:
    """True while no school has it: not sent yet, or unknown to the one that was asked."""
    lost = saisine.etat == Etat.RETIREE and saisine.ecole_id is None
    return saisine.is_recue and (saisine.etat == Etat.BROUILLON or lost)


def _facts(pole, ecole, canal, recue_le, auteur, auteur_fonction, auteur_nom) -> dict:
    today = pole.today()
    if recue_le > today:
        raise TransitionRefusedError("Cette date est à venir : notez le jour où vous avez reçu la demande.")
    if recue_le < today - timedelta(days=ANCIENNETE_MAX):
        raise TransitionRefusedError("Cette date a plus d’un an : vérifiez l’année.")
    nom = "" if auteur else auteur_nom.strip()
    if auteur:
        auteur_fonction = _fonction(auteur, ecole)
    elif not nom or not auteur_fonction:
        raise TransitionRefusedError("Dites qui vous a adressé cette demande, et sa fonction.")
    return {
        "canal": canal,
        "recue_le": recue_le,
        "auteur": auteur,
        "auteur_fonction": auteur_fonction,
        "auteur_nom": nom,
    }


def _fonction(auteur: Personne, ecole: Ecole) -> AuteurVrai:
    """What the author does in that school. Raises TransitionRefusedError for somebody who is not of it."""
    roles = [role for role in personnes_de(ecole) if role.personne_id == auteur.pk]
    if not roles:
        raise TransitionRefusedError(
            "Cette personne ne travaille plus dans cette école : choisissez quelqu’un d’autre."
        )
    return _FONCTIONS[roles[0].fonction]


def ask_again(reception: Reception) -> None:
    """A request that one school did not know is asked of the next one as if it were new."""
    Reception.objects.filter(pk=reception.pk).exclude(confirmation=Confirmation.ATTENDUE).update(
        confirmation=Confirmation.ATTENDUE,
        confirmee_par=None,
        confirmee_le=None,
        mot=sealed(reception, "mot", ""),
    )


@transaction.atomic
def repondre(saisine: Saisine, *, by: Personne, reponse: Confirmation | str, mot: str = "") -> None:
    """The direction confirms what was entered in its school's name, corrects it, or does not know it.

    What a school does not know leaves it at once: the case is withdrawn without a school, the missions given
    meanwhile end, and nobody of that school sees it any more. The coordination finds the right one.

    Raises TransitionRefusedError (also when another director answered meanwhile) and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.CONFIRMER, current)
    reception = current.reception
    if reception is None or reponse == Confirmation.ATTENDUE:
        raise TransitionRefusedError("Cette saisine a été écrite par l’école : il n’y a rien à confirmer.")
    if reponse != Confirmation.CONFIRMEE and not mot.strip():
        raise TransitionRefusedError("Dites en quelques mots ce qui est à corriger, ou ce que vous savez.")
    answered = Reception.objects.filter(pk=reception.pk, confirmation=Confirmation.ATTENDUE).update(
        confirmation=reponse,
        confirmee_par=by,
        confirmee_le=timezone.now(),
        mot=sealed(reception, "mot", mot.strip()),
    )
    if not answered:
        raise TransitionRefusedError("La direction de l’école a déjà répondu.")
    if reponse != Confirmation.RECUSEE:
        event = add_event(current, "confirmer", by=by)
    else:
        # The words are about the school that does not know it: the next one does not read them.
        add_event(current, "non_reconnue", by=by, texte=mot, audience=Audience.POLE)
        _close(current)
        apply_transition(saisine, "retirer", by=by, motif=NON_RECONNUE)
        mark_changed(saisine, ecole=None, auteur_id=current.transmise_par_id)
        return
    notify_confirmation(event)


def _close(saisine: Saisine) -> None:
    """End the missions that were given, and all that was opened by name."""
    now = timezone.now()
    saisine.sollicitations.en_cours().update(annulee_le=now)
    # What was said and done with this school is not for the next one.
    saisine.evenements.update(audience=Audience.POLE)
    saisine.interventions.update(audience=Audience.POLE)
    for row in saisine.acces_motifs.filter(fin__gt=now):
        acces.end(Origine(row.origine), row.origine_id)
