"""Import the official school calendar: dry run by default."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pole.calendrier import nom_annee
from pole.calendrier_national import LigneCalendrier
from pole.import_calendrier import LectureCalendrier, read_calendar
from pole.lecture import FichierIllisible, why_unreadable
from pole.services.calendrier import ChangementsCalendrier, compare_vacances, save_vacances
from pole.territoires import normalise_zone


class Command(BaseCommand):
    help = "Importe le calendrier scolaire officiel (CSV, JSON ou ICS). Sans --appliquer, montre sans écrire."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="export du jeu « fr-en-calendrier-scolaire »")
        parser.add_argument("--zone", default="", help="ne garder que cette zone : A, Corse, Réunion…")
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")

    def handle(self, *args, fichier: Path, zone: str, appliquer: bool, **options) -> None:
        try:
            lecture = read_calendar(fichier, zone=zone)
        except OSError as error:
            raise CommandError(why_unreadable(fichier, error)) from error
        except FichierIllisible as error:
            raise CommandError(str(error)) from error
        changements = (save_vacances if appliquer else compare_vacances)(lecture.lignes)
        self.report_reading(lecture)
        self.report_changes(changements)
        if not lecture.lignes:
            suffix = f" pour la zone {normalise_zone(zone)}" if zone else ""
            raise CommandError(f"Aucune date comprise dans ce fichier{suffix}.")
        self.stdout.write(
            "Calendrier enregistré." if appliquer else "Essai : rien n’est écrit. Ajoutez --appliquer."
        )

    def report_reading(self, lecture: LectureCalendrier) -> None:
        for reason, count in Counter(rejet.raison for rejet in lecture.ecartees).most_common():
            self.stdout.write(f"Laissées de côté : {reason} ({count})")
        for rejet in lecture.rejets:
            self.stdout.write(f"Refusée, {rejet}")

    def report_changes(self, changements: ChangementsCalendrier) -> None:
        for ligne in changements.nouvelles:
            self.stdout.write(f"+ {describe(ligne)}")
        for modification in changements.modifiees:
            self.stdout.write(f"~ {describe(modification.apres)}, au lieu de {dates(modification.avant)}")
        self.stdout.write(
            f"{len(changements.nouvelles)} nouvelles, {len(changements.modifiees)} modifiées, "
            f"{changements.inchangees} inchangées."
        )


def describe(ligne: LigneCalendrier) -> str:
    return f"{ligne.zone} {nom_annee(ligne.annee)}, {ligne.nom} : {dates(ligne)}"


def dates(ligne: LigneCalendrier) -> str:
    reprise = f" → {ligne.reprise:%d/%m/%Y}" if ligne.reprise and ligne.reprise != ligne.debut else ""
    return f"{ligne.debut:%d/%m/%Y}{reprise}"
