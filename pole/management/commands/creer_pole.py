"""Start a real circonscription: empty, with its reference lists, its calendar and its first coordinator."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from pole.services.poles import create_pole
from pole.services.referentiels import COMMUN

QUESTIONS = {
    "nom": "Nom de la circonscription, sans ce mot (Écully, Grenoble 4)",
    "code": "Mot des références, en majuscules (ECULLY)",
    "uai": "UAI du bureau de l’IEN",
    "zone": "Zone de vacances (A, B, C, Corse, Réunion…)",
    "coordination": "Adresse de la première personne qui coordonne, à son nom",
}


class Command(BaseCommand):
    help = "Crée une circonscription vide et invite sa première coordination."

    def add_arguments(self, parser):
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name}", default="", help=question)
        parser.add_argument("--fuseau", default="", help="Fuseau horaire, si ce n’est pas celui de la zone")
        parser.add_argument("--modele", default=COMMUN, help="Règles et listes de départ")

    def handle(self, *args, **options):
        answers = {name: self.ask(name, question, options) for name, question in QUESTIONS.items()}
        try:
            pole, invitation = create_pole(fuseau=options["fuseau"], modele=options["modele"], **answers)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"La circonscription « {pole.nom} » est prête."))
        self.stdout.write("Son invitation part par courriel. Le même lien, à ne donner qu’à cette personne :")
        self.stdout.write(settings.ADRESSE_PUBLIQUE.rstrip("/") + invitation.get_absolute_url())

    def ask(self, name, question, options):
        """The option, or the answer typed; an empty one is refused by the fields."""
        if value := options[name].strip():
            return value
        try:
            return input(f"{question} : ").strip()
        except EOFError as error:
            raise CommandError(f"Il manque --{name} ({question}).") from error
