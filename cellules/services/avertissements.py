"""What is worth knowing before a date is kept. Nothing here forbids: the coordinator decides."""

from datetime import date, timedelta

from cellules.ailleurs import expected_elsewhere
from cellules.models import Reunion
from pole.calendrier import (
    MERCREDI,
    PONT,
    VENDREDI,
    annee_scolaire,
    date_limite,
    est_jour_ecole,
    jours_feries,
)
from pole.models import Pole
from pole.services.calendrier import JoursEcole, jours_du_pole, territoire_du_pole


def avertissements(
    pole: Pole, jour: date, *, reunion: Reunion | None = None, limite: bool = True
) -> list[str]:
    """Sentences about a day: closed, Wednesday, other meeting, people expected elsewhere, deadline passed.

    `limite` says whether the meeting has a deadline. Raises CalendrierInconnu.
    """
    jours = jours_du_pole(pole, annee_scolaire(jour))
    closed = why_closed(pole, jour, jours)
    found = [closed]
    if jour.weekday() == MERCREDI and not closed:
        found.append("C’est un mercredi : des écoles ont classe ce matin-là.")
    if _others_that_day(pole, jour, reunion):
        found.append("Votre pôle a déjà une autre réunion ce jour-là.")
    if busy := len(expected_elsewhere(pole, [jour]).get(jour, ())):
        found.append(
            "Une personne de votre pôle est déjà attendue dans une autre circonscription ce jour-là."
            if busy == 1
            else f"{busy} personnes de votre pôle sont déjà attendues ailleurs ce jour-là."
        )
    if limite and date_limite(jour, pole.delai_limite_jours, jours.coupures, jours.feries) < pole.today():
        found.append("La date limite pour saisir serait déjà passée.")
    return [sentence for sentence in found if sentence]


def why_closed(pole: Pole, jour: date, jours: JoursEcole) -> str:
    """Why schools have no class that day, or nothing."""
    if nom := jours_feries(annee_scolaire(jour), territoire_du_pole(pole)).get(jour):
        return f"C’est un jour férié ({nom})."
    if jour.weekday() > VENDREDI:
        return "C’est un jour de fin de semaine."
    if est_jour_ecole(jour, jours.coupures, jours.feries):
        return ""
    for coupure in jours.coupures:
        end = coupure.reprise or coupure.debut + timedelta(days=1)
        if coupure.debut <= jour < end:
            return (
                "C’est un jour de pont."
                if coupure.code == PONT
                else f"Les écoles sont fermées\u00a0: {coupure.nom}."
            )
    return "Les écoles sont fermées ce jour-là."


def _others_that_day(pole: Pole, jour: date, reunion: Reunion | None) -> bool:
    others = Reunion.objects.tenues().filter(pole=pole, date=jour)
    return others.exclude(pk=reunion.pk if reunion else None).exists()
