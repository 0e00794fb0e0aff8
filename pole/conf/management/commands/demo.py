"""Load the demonstration: three circonscriptions, invented people and pupils."""

from django.core.management.base import BaseCommand, CommandParser

from pole.conf.demonstration.charger import load, password, require_demonstration
from pole.models import Pole
from pole.services.comptes import demonstration_accounts


class Command(BaseCommand):
    help = "Charge la démonstration. Deux fois de suite donnent le même résultat qu’une."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--si-vide", action="store_true", help="ne rien faire si la base a déjà un pôle")
        parser.add_argument(
            "--comptes", action="store_true", help="montrer les comptes et le mot de passe, sans rien charger"
        )

    def handle(self, *args, si_vide: bool, comptes: bool, **options) -> None:
        require_demonstration()
        if comptes:
            self.show_accounts()
        elif not (si_vide and Pole.objects.exists()):
            for pole, count in load().items():
                self.stdout.write(f"{pole} : {count} saisines ajoutées.")

    def show_accounts(self) -> None:
        self.stdout.write(f"Mot de passe de tous les comptes : {password()}")
        for pole, accounts in demonstration_accounts():
            self.stdout.write(f"\n{pole}")
            for label, email in accounts:
                self.stdout.write(f"  {email:<38} {label}")
