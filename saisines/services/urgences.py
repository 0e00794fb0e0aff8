"""The urgent path: told at once, taken in one tap, passed on while nobody answers (S2-17; domaine 3.3).

It runs at any hour, nights and holidays included, and from the state that it finds: a killed worker loses
nothing and repeats nothing.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from pole.enums import RaisonUrgence
from pole.models import Affectation, Envoi, EtatEnvoi, Personne
from pole.services.envois import cancel_mails
from pole.services.permanence import next_rung, on_duty
from saisines.dates import hour_of
from saisines.enums import Confirmation, Droit, Etat
from saisines.models import Alerte, AlerteRecue, Evenement, Saisine
from saisines.models.alertes import last_of
from saisines.notifications import URGENCE, alert_key, notify_alert
from saisines.personnes import kept_away, words_of
from saisines.services.workflow import add_event, apply_transition, fonction_of, locked, mark_changed, require
from saisines.workflow import TransitionRefusedError

logger = logging.getLogger(__name__)

# The worker looks at open alerts every so many seconds.
TOUTES_LES = 30
RETARD = timedelta(minutes=10)
BOITE = "la boîte du pôle"
PERSONNE = "Personne n’a pu être prévenu"
SILENCE = "Plus personne à prévenir"


def follow(sender, event: Evenement, **kwargs) -> None:
    """Keep the alert in step with the case: opened when it arrives, ended when it moves on.

    Receiver of `saisine_transitioned`, in the transaction of the act: whoever pilots and moves the case has
    taken it; the school that withdraws it ends the alert.
    """
    saisine = event.saisine
    if event.etat_apres == Etat.TRANSMISE:
        if saisine.is_urgente:
            open_alert(saisine, by=event.auteur)
        return
    alerte = saisine.alertes.ouvertes().first()
    if alerte is None:
        return
    if event.auteur.has_perm(Droit.PRENDRE_URGENCE, saisine):
        _take(alerte, saisine, by=event.auteur)
    elif not _waits_for_its_school(saisine):
        Alerte.objects.ouvertes().filter(pk=alerte.pk).update(finie_le=timezone.now())
        cancel_mails(saisine, gabarit=URGENCE)


def _waits_for_its_school(saisine: Saisine) -> bool:
    """The school said that what came on paper is not theirs: the danger is still there (T33)."""
    return saisine.receptions.filter(confirmation=Confirmation.RECUSEE).exists()


def open_alert(saisine: Saisine, *, by: Personne) -> Alerte:
    """Tell at once everybody of the office who is there; the mailbox of the pole if nobody is."""
    raison = saisine.urgence_raison or RaisonUrgence.MOTIF
    alerte = Alerte.objects.create(saisine=saisine, raison=raison)
    if saisine.retrospective_le:
        # Taken up again: what was learned then does not speak of this alert.
        mark_changed(saisine, retrospective_le=None)
    _tell(alerte, saisine, _there(saisine), by=by)
    return alerte


@transaction.atomic
def prendre(saisine: Saisine, *, by: Personne) -> Alerte:
    """Take an urgent case in charge, in one tap. Of two people who tap at once, the second finds the first.

    Raises TransitionRefusedError when nothing waits, and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.PRENDRE_URGENCE, current)
    rows = list(current.alertes.all())
    alerte = last_of(rows) if rows else None
    if alerte is None or alerte.finie_le:
        raise TransitionRefusedError("Aucune urgence n’attend sur cette saisine.")
    if alerte.is_ouverte:
        if current.etat == Etat.TRANSMISE and by.has_perm(Droit.PILOTER, current):
            apply_transition(saisine, "prendre_en_charge", by=by, responsable=by)
        else:
            _take(alerte, current, by=by)
        alerte.refresh_from_db()
    return alerte


def note_contact(saisine: Saisine, *, by: Personne) -> None:
    """Somebody who pilots has called or come: the alert is theirs, without another tap.

    The caller holds the case and is in its transaction.
    """
    alerte = saisine.alertes.ouvertes().first()
    if alerte is not None and by.has_perm(Droit.PRENDRE_URGENCE, saisine):
        _take(alerte, saisine, by=by)


def _take(alerte: Alerte, saisine: Saisine, *, by: Personne) -> None:
    now = timezone.now()
    if not Alerte.objects.ouvertes().filter(pk=alerte.pk).update(prise_le=now, prise_par=by):
        return
    Saisine.objects.filter(pk=saisine.pk).update(urgence_lue_le=now)
    cancel_mails(saisine, gabarit=URGENCE)
    who = f"{by} ({fonction_of(by, saisine)})"
    add_event(
        saisine,
        "prendre_urgence",
        by=by,
        texte=f"Pris en charge par {who} à {hour_of(now, saisine.pole.tz)}.",
    )


def pass_on_all(should_stop: Callable[[], bool] = lambda: False) -> int:
    """What the worker does: look at every open alert, as it is now. Returns how many were passed on."""
    done = 0
    for alerte in Alerte.objects.ouvertes().select_related("saisine__pole", "saisine__ecole"):
        if should_stop():
            break
        try:
            done += pass_on(alerte)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # One alert must not stop the others.
            logger.exception("Alert %s not passed on", alerte.pk)
    return done


def pass_on(alerte: Alerte) -> bool:
    """Tell the next of the chain if the delay has gone; True if somebody was told."""
    saisine = alerte.saisine
    note_first_mail(alerte)
    told = set(alerte.recues.values_list("personne", flat=True))
    due = alerte.relance_le + saisine.pole.delai_urgence(alerte.raison)
    waits = timezone.now() < due and bool(told - {None})
    # Nobody was told yet: whoever is there now does not wait; nor whom the author of a confidential request
    # has chosen since.
    if waits and not saisine.is_confidentielle:
        return False
    rung = _next(saisine, told)
    if not rung and (None in told or not _has_mailbox(saisine)):
        if not waits:
            _note_silence(alerte)
        return False
    with transaction.atomic():
        mine = Alerte.objects.ouvertes().filter(pk=alerte.pk, echelon=alerte.echelon)
        # Taken, withdrawn or passed on meanwhile by another worker: nothing more to tell.
        if not mine.update(echelon=F("echelon") + 1, relance_le=timezone.now(), epuisee_le=None):
            return False
        alerte.refresh_from_db(fields=["echelon", "relance_le", "epuisee_le"])
        _tell(alerte, saisine, rung, by=None)
    return True


def check_alerts() -> Iterator[str]:
    """For `verifier`: an urgent case that should have been passed on, and was not (T33)."""
    for alerte in Alerte.objects.ouvertes().filter(epuisee_le__isnull=True).select_related("saisine__pole"):
        due = alerte.relance_le + alerte.saisine.pole.delai_urgence(alerte.raison)
        if timezone.now() > due + RETARD:
            # A confidential request is named to nobody.
            which = "" if alerte.saisine.is_confidentielle else f" ({alerte.saisine.reference})"
            yield f"une urgence attend sans relance depuis plus de dix minutes{which}"


def _there(saisine: Saisine) -> list[Affectation]:
    """Who may be told today. Kind E: the readers that its author has chosen, and nobody else."""
    away = kept_away(saisine)
    if not saisine.is_confidentielle:
        return [role for role in on_duty(saisine.pole) if role.personne_id not in away]
    chosen = saisine.lecteurs.actuels().filter(personne__is_active=True).exclude(personne__in=away)
    roles = Affectation.objects.filter(pole=saisine.pole_id, personne__in=chosen.values("personne"))
    rows = roles.select_related("personne", "metier").order_by("debut", "pk").en_exercice()
    return list({role.personne_id: role for role in reversed(rows)}.values())


def _next(saisine: Saisine, told: set) -> list[Affectation]:
    """Who comes now: the next step of the chain, or whoever was chosen and knows nothing yet."""
    there = _there(saisine)
    if saisine.is_confidentielle:
        return [role for role in there if role.personne_id not in told]
    return next_rung(there, told)


def _has_mailbox(saisine: Saisine) -> bool:
    return bool(saisine.pole.boite_fonctionnelle) and not saisine.is_confidentielle


def _tell(alerte: Alerte, saisine: Saisine, roles: list[Affectation], *, by: Personne | None) -> None:
    """Write who is told, their mails, the line of the history. Each person once: the database holds it."""
    people = {role.personne_id: role for role in reversed(roles)}
    people = dict(reversed(people.items()))
    now, before = timezone.now(), alerte.recues.count()
    recues = [
        AlerteRecue(alerte=alerte, personne=role.personne, fonction=role.fonction, rang=rang, le=now)
        for rang, role in enumerate(people.values(), start=before)
    ]
    if not recues and _has_mailbox(saisine):
        recues = [AlerteRecue(alerte=alerte, rang=before, le=now)]
    AlerteRecue.objects.bulk_create(recues)
    for recue in recues:
        notify_alert(recue, saisine=saisine)
    words = list(dict.fromkeys(words_of(role) for role in people.values()))
    words = words or ([BOITE] if recues else [])
    hour = hour_of(now, saisine.pole.tz)
    add_event(
        saisine,
        "relancer" if alerte.echelon else "alerter",
        by=by,
        texte=f"À {hour} : {', '.join(words)}." if words else _nobody(saisine),
    )


def _nobody(saisine: Saisine, words: str = PERSONNE) -> str:
    """What is left to do: the author of a confidential request is never sent to the coordination."""
    left = "choisissez quelqu’un d’autre" if saisine.is_confidentielle else "appelez le pôle"
    return f"{words} : {left}."


def note_first_mail(alerte: Alerte) -> None:
    """Remember that a mail of this alert has really left: the page of the school stops doubting."""
    if alerte.courriel_parti_le is not None:
        return
    sent = Envoi.objects.filter(cle__startswith=alert_key(alerte), etat=EtatEnvoi.ENVOYE)
    if first := sent.order_by("envoye_le").values_list("envoye_le", flat=True).first():
        Alerte.objects.filter(pk=alerte.pk).update(courriel_parti_le=first)


@transaction.atomic
def _note_silence(alerte: Alerte) -> None:
    """Everybody was told and nobody answered: said once in the history, loudly on the page."""
    silent = Alerte.objects.ouvertes().filter(pk=alerte.pk, epuisee_le__isnull=True)
    if silent.update(epuisee_le=timezone.now()):
        add_event(alerte.saisine, "sans_reponse", by=None, texte=_nobody(alerte.saisine, SILENCE))
