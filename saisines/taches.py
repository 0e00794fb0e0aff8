"""Scheduled jobs of the cases: reminders, one mail per person and day.

Each job looks at the state when it fires. A reminder is due when its day falls between the previous run and
this one: holidays and a stopped worker delay it, nothing repeats it (pole.services.planification).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from pole.calendrier import (
    CalendrierInconnu,
    ajouter_jours_ecole,
    annee_scolaire,
    est_jour_ecole,
)
from pole.dates import start_of
from pole.echeances import Echeance, prochaine_echeance
from pole.enums import Fonction, Nature
from pole.models import Affectation, Personne, Pole
from pole.services.calendrier import JoursEcole, jours_du_pole
from pole.services.envois import enqueue
from pole.services.planification import previous_run
from saisines.enums import ETATS_DU_POINT, ETATS_PRIVES, Etat, Redacteur
from saisines.models import Piste, Reponse, Saisine, Sollicitation
from saisines.models.deports import closed_to
from saisines.notifications import people_of_school

RAPPELS = "saisines.rappels"
CONSERVATION = "saisines.brouillons"
CONFIDENTIEL = "saisines.confidentiel"
FICHIERS = "saisines.fichiers"
RAPPELS_TOUTES_LES = timedelta(days=1)
CONSERVATION_TOUTES_LES = timedelta(days=1)

# Days before a deadline on which whoever has an unfinished draft is told (S2-18 leaves them a week).
AVANT_LIMITE = (8, 2)
# Days without a change after which a draft is recalled to its author, once then every so many days.
BROUILLON_OUBLIE = 14
# School days after which a mission that was not acknowledged is recalled, and its asker told.
MISSION_NON_RECUE = 3
# School days after its date on which a check that the school has not made is recalled, once.
POINT_NON_FAIT = 5
# Days before its date on which whoever carries a piste is told.
AVANT_PISTE = 7
# A date this far from today is due in none of these ways.
_AUTOUR = timedelta(days=60)


@dataclass
class Rappel:
    """What one person is reminded of today, in numbers: one mail says it all."""

    personne: Personne
    limite: date | None = None
    a_transmettre: int = 0
    oublies: int = 0
    missions: int = 0
    missions_demandees: int = 0
    points: int = 0
    pistes: int = 0

    def words(self) -> dict:
        return {
            "limite": self.limite,
            "a_transmettre": self.a_transmettre,
            "oublies": self.oublies,
            "missions": self.missions,
            "missions_demandees": self.missions_demandees,
            "points": self.points,
            "pistes": self.pistes,
            "chemin": reverse("accueil"),
        }


@dataclass(frozen=True, slots=True)
class Fenetre:
    """The days that became due since the previous run, today included."""

    apres: date
    jour: date
    jours: JoursEcole | None

    def holds(self, day: date) -> bool:
        return self.apres < day <= self.jour

    def school_day_before(self, day: date) -> date:
        """That day, or the last school day before it: a reminder for a Sunday leaves on the Friday."""
        if self.jours is None:
            return day
        for days_before in range(20):
            found = day - timedelta(days=days_before)
            if est_jour_ecole(found, self.jours.coupures, self.jours.feries):
                return found
        return day

    def after_school_days(self, day: date, number: int) -> date:
        if self.jours is None:
            return day + timedelta(days=number)
        try:
            return ajouter_jours_ecole(day, number, self.jours.coupures, self.jours.feries)
        except CalendrierInconnu:
            return day + timedelta(days=number)


def remind(pole: Pole, creneau: datetime) -> None:
    """The reminders of the day: one mail at most for each person."""
    fenetre = window(RAPPELS, pole, creneau)
    rappels: dict = {}
    _add_drafts(pole, fenetre, rappels)
    _add_missions(pole, fenetre, rappels)
    _add_points(pole, fenetre, rappels)
    _add_pistes(pole, fenetre, rappels)
    for pk, rappel in rappels.items():
        enqueue(
            "saisines/rappel",
            pole=pole,
            destinataire=rappel.personne,
            contexte=rappel.words(),
            cle=f"rappel:{pole.pk}:{pk}:{fenetre.jour}",
        )


def window(tache: str, pole: Pole, creneau: datetime) -> Fenetre:
    """The days that became due for a job since it last ran."""
    day = creneau.astimezone(pole.tz).date()
    before = previous_run(tache, pole, creneau).astimezone(pole.tz).date()
    return Fenetre(before, day, _school_days(pole, day))


def _school_days(pole: Pole, day: date) -> JoursEcole | None:
    try:
        return jours_du_pole(pole, annee_scolaire(day))
    except CalendrierInconnu:
        return None


def _add_drafts(pole: Pole, fenetre: Fenetre, rappels: dict) -> None:
    """Drafts before a deadline, drafts left aside: to the direction, or to the teacher who writes."""
    echeance = prochaine_echeance(pole, fenetre.jour)
    near = echeance if echeance and _is_near(echeance, fenetre) else None
    rows = Saisine.objects.filter(pole=pole, etat__in=ETATS_PRIVES)
    readers = _readers(pole)
    for saisine in rows.select_related("auteur"):
        forgotten = _is_forgotten(saisine.updated_at.astimezone(pole.tz).date(), fenetre)
        if not near and not forgotten:
            continue
        for personne in _writers(saisine, readers):
            rappel = rappels.setdefault(personne.pk, Rappel(personne))
            if near:
                rappel.limite = near.date_limite
                rappel.a_transmettre += 1
            else:
                rappel.oublies += 1


def _is_near(echeance: Echeance, fenetre: Fenetre) -> bool:
    return any(
        fenetre.holds(fenetre.school_day_before(echeance.date_limite - timedelta(days=days)))
        for days in AVANT_LIMITE
    )


def _is_forgotten(change: date, fenetre: Fenetre) -> bool:
    """The draft has slept a whole number of times `BROUILLON_OUBLIE` days since the previous run."""
    slept, before = (fenetre.jour - change).days, (fenetre.apres - change).days
    return slept // BROUILLON_OUBLIE > max(0, before) // BROUILLON_OUBLIE


def _readers(pole: Pole) -> dict:
    """People of the schools of a pole: directors of today by school, and everybody who still holds a role."""
    people: dict = defaultdict(dict)
    roles = Affectation.objects.filter(pole=pole, personne__is_active=True).en_cours()
    for role in roles.select_related("personne", "pole"):
        people[role.personne_id][role.personne_id] = role.personne
        if role.fonction == Fonction.DIRECTEUR and role.is_live_today():
            people[role.ecole_id][role.personne_id] = role.personne
    return people


def _writers(saisine: Saisine, readers: dict) -> Iterator[Personne]:
    """Whose turn it is: the direction for its drafts and for what it must read again, else the author."""
    of_direction = saisine.etat == Etat.A_RELIRE or saisine.redacteur == Redacteur.DIRECTION
    if of_direction and saisine.nature != Nature.ENSEIGNANT and readers.get(saisine.ecole_id):
        yield from readers[saisine.ecole_id].values()
    elif readers.get(saisine.auteur_id):
        yield saisine.auteur


def _add_missions(pole: Pole, fenetre: Fenetre, rappels: dict) -> None:
    """Missions that nobody said they received: to the person, and to who asked."""
    waiting = Sollicitation.objects.attendues().filter(
        saisine__pole=pole,
        acquittee_le__isnull=True,
        created_at__gte=start_of(fenetre.jour, pole.tz) - timedelta(days=90),
    )
    for sollicitation in waiting.select_related("personne", "demandee_par"):
        asked = sollicitation.created_at.astimezone(pole.tz).date()
        if fenetre.holds(fenetre.after_school_days(asked, MISSION_NON_RECUE)):
            rappels.setdefault(sollicitation.personne_id, Rappel(sollicitation.personne)).missions += 1
            if sollicitation.saisine_id in closed_to(sollicitation.demandee_par):
                continue
            asker = rappels.setdefault(sollicitation.demandee_par_id, Rappel(sollicitation.demandee_par))
            asker.missions_demandees += 1


def _add_points(pole: Pole, fenetre: Fenetre, rappels: dict) -> None:
    """Checks whose day has come, then once more some school days later: to those who speak for the school."""
    near = (fenetre.jour - _AUTOUR, fenetre.jour + _AUTOUR)
    rows = Reponse.objects.dernieres().sans_point().filter(saisine__pole=pole, point_le__range=near)
    still_here = None
    for reponse in rows.filter(saisine__etat__in=ETATS_DU_POINT).select_related("saisine__pole"):
        asked = fenetre.school_day_before(reponse.point_le)
        again = fenetre.after_school_days(reponse.point_le, POINT_NON_FAIT)
        if not (fenetre.holds(asked) or fenetre.holds(again)):
            continue
        still_here = _readers(pole) if still_here is None else still_here
        for personne in people_of_school(reponse.saisine):
            if personne.pk in still_here:
                rappels.setdefault(personne.pk, Rappel(personne)).points += 1


def _add_pistes(pole: Pole, fenetre: Fenetre, rappels: dict) -> None:
    """Pistes that somebody of the pole carries, some days before their date."""
    near = (fenetre.jour - _AUTOUR, fenetre.jour + _AUTOUR)
    rows = Piste.objects.portees().filter(reponse__saisine__pole=pole, avant_le__range=near)
    roles = Affectation.objects.filter(pole=pole, personne__is_active=True).en_cours()
    due = defaultdict(list)
    for piste in rows.filter(porteur__in=roles.values("personne")).select_related("porteur"):
        if fenetre.holds(fenetre.school_day_before(piste.avant_le - timedelta(days=AVANT_PISTE))):
            due[piste.porteur].append(piste.pk)
    for porteur, pistes in due.items():
        # Whoever reads the case no more is told nothing of it.
        if read := Piste.objects.visible_to(porteur).filter(pk__in=pistes).count():
            rappels.setdefault(porteur.pk, Rappel(porteur)).pistes += read
