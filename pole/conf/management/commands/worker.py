"""`manage.py worker`: what runs beside the site. Stop it with TERM or Ctrl-C: it finishes what it holds."""

import signal

from django.core.management.base import BaseCommand

from pole.travail import Travailleur


class Command(BaseCommand):
    help = "Envoie les courriels, lance les tâches planifiées et scelle le journal, jusqu’à TERM ou Ctrl-C."
    # A database that is down or not yet migrated must not keep the worker from starting: it waits.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--une-fois", action="store_true", help="faire ce qui attend maintenant, puis s’arrêter"
        )

    def handle(self, *, une_fois, **options):
        travailleur = Travailleur()
        if une_fois:
            travailleur.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, travailleur.stop)
        self.stdout.write("Le travailleur de fond est prêt.")
        travailleur.run()
        self.stdout.write("Le travailleur de fond s’est arrêté proprement.")
