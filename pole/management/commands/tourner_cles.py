"""`manage.py tourner_cles`: bring what is sealed under the first key, while the site runs."""

from django.core.management.base import BaseCommand, CommandError

from pole.crypto import current_index_key_id, current_key_id
from pole.services.cles import count_left, rotate_all


class Command(BaseCommand):
    help = (
        "Rechiffre tout sous la première clé de CLES_CHIFFREMENT et de CLES_INDEX. Le site peut servir "
        "pendant ce temps. Interrompue, la commande se relance : elle reprend où elle en était."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--verifier",
            action="store_true",
            help="compter ce qui porte encore une ancienne clé, sans rien changer",
        )

    def handle(self, *, verifier, **options):
        if not verifier:
            self.stdout.write(f"Vers la clé {current_key_id()}, index {current_index_key_id()}.")
            total = rotate_all(lambda lieu, nombre: self.stdout.write(f"  {lieu} : {nombre}"))
            self.stdout.write(f"{total} valeurs rechiffrées.")
        restes = count_left()
        for reste in restes:
            self.stdout.write(f"  reste {reste.nombre} dans {reste.lieu}")
        if restes:
            raise CommandError(
                "Tout ne porte pas encore la première clé : gardez les anciennes. Si ce nombre ne baisse "
                "plus quand vous relancez la commande, une clé manque."
            )
        self.stdout.write("Rien ne porte d’ancienne clé : vous pouvez les retirer.")
