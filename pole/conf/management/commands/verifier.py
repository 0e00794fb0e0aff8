"""`manage.py verifier`: is this installation well? One line per check, an exit status for a monitor."""

from django.core.management.base import BaseCommand, CommandError

from pole.models import Ancre
from pole.verifications import run_all


class Command(BaseCommand):
    help = "Contrôle l’installation : une ligne par contrôle, un code de sortie non nul s’il y a une alerte."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--ancres",
            action="store_true",
            help="écrire le dernier sceau de chaque mois du journal, à garder hors de cette machine",
        )

    def handle(self, *, ancres, **options):
        if ancres:
            self.print_anchors()
            return
        alerts = 0
        for result in run_all():
            if not result.problemes:
                self.stdout.write(f"ok      {result.nom}")
            for problem in result.problemes:
                alerts += 1
                self.stdout.write(f"alerte  {result.nom}\u00a0: {problem}")
        if alerts:
            raise CommandError("L’installation demande votre attention.")

    def print_anchors(self):
        for ancre in Ancre.objects.order_by("mois", "pole_id"):
            self.stdout.write(f"{ancre.mois} {ancre.pole_id or '-'} {ancre.nombre} {ancre.sceau}")
