"""Synthetic volume for benchmarks. It never touches a real installation."""

import time

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from pole.conf.demonstration.charger import password
from pole.conf.volume.ecriture import Ecriture
from pole.conf.volume.poles import CODE, add_pole
from pole.conf.volume.saisines import add_saisines
from pole.models import Pole
from saisines.services.acces import view_permission_id

POLES_PAR_TRANSACTION = 10


class Command(BaseCommand):
    help = "Remplit la base de circonscriptions inventées, pour mesurer. Complète jusqu’au nombre demandé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--poles", type=int, required=True, help="nombre de circonscriptions voulu")
        parser.add_argument("--annees", type=int, default=1, help="années scolaires couvertes")
        parser.add_argument("--saisines-par-pole", type=int, default=200, help="toutes années réunies")

    def handle(
        self, *args, poles: int, annees: int, saisines_par_pole: int, verbosity: int, **options
    ) -> None:
        if not (settings.DEMO or getattr(settings, "VOLUME_AUTORISE", False)):
            raise CommandError(
                "Ces réglages sont ceux d’une installation réelle : on n’y mêle pas de données inventées."
            )
        if min(poles, annees, saisines_par_pole) < 1:
            raise CommandError("Donnez des nombres à partir de 1.")
        start = time.monotonic()
        counts = self.fill(poles, annees, saisines_par_pole)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if verbosity:
            for table, count in sorted(counts.items()):
                self.stdout.write(f"{count:>10}  {table}")
            self.stdout.write(f"{time.monotonic() - start:.0f} s")

    def fill(self, poles: int, annees: int, saisines_par_pole: int) -> dict[str, int]:
        """Add the poles that are missing; how many rows were written, by table."""
        ecriture, secret, now = Ecriture(), make_password(password()), timezone.now()
        permission = view_permission_id()
        first = Pole.objects.filter(code__startswith=CODE).count()
        for start in range(first, poles, POLES_PAR_TRANSACTION):
            with transaction.atomic():
                for numero in range(start, min(start + POLES_PAR_TRANSACTION, poles)):
                    pole = add_pole(ecriture, numero, annees, now, secret)
                    add_saisines(ecriture, pole, saisines_par_pole, annees, permission)
                ecriture.flush()
        return dict(ecriture.counts)
