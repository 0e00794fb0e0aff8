"""Import the schools of a circonscription from the official directory: dry run by default."""

from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pole.annuaire import LectureAnnuaire, LigneEcole, nom_circonscription, read_annuaire
from pole.crypto import normalise
from pole.lecture import FichierIllisible, why_unreadable
from pole.models import Ecole, Pole
from pole.services.annuaire import Changements, EcoleModifiee, apply, compare
from pole.uai import normalise_uai


class Command(BaseCommand):
    help = (
        "Met à jour les écoles d’un pôle d’après l’annuaire de l’éducation. "
        "Sans --appliquer, montre sans écrire."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="export CSV du jeu « fr-en-annuaire-education »")
        parser.add_argument("--circonscription", default="", metavar="UAI", help="UAI du bureau de l’IEN")
        parser.add_argument(
            "--nom", default="", help="nom de la circonscription, si le fichier n’a pas son UAI"
        )
        parser.add_argument("--pole", default="", help="nom ou identifiant du pôle, s’il n’a pas cet UAI")
        parser.add_argument(
            "--prive", action="store_true", help="prendre aussi les écoles privées sous contrat"
        )
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")

    def handle(self, *args, fichier: Path, circonscription: str, nom: str, pole: str, **options) -> None:
        target = find_pole(pole, circonscription, nom)
        try:
            lecture = read_annuaire(fichier, circonscription=circonscription, nom=nom, prive=options["prive"])
        except OSError as error:
            raise CommandError(why_unreadable(fichier, error)) from error
        except FichierIllisible as error:
            raise CommandError(str(error)) from error
        changements = compare(target, lecture)
        self.report(target, lecture, changements)
        if options["appliquer"]:
            apply(changements, by=None)
            self.stdout.write("Écoles enregistrées.")
        else:
            self.stdout.write("Essai : rien n’est écrit. Ajoutez --appliquer.")

    def report(self, pole: Pole, lecture: LectureAnnuaire, changements: Changements) -> None:
        self.stdout.write(
            f"{pole.nom} : {len(lecture.ecoles)} écoles trouvées dans {lecture.lues} lignes "
            f"(circonscription « {lecture.circonscription} »)."
        )
        for ligne in changements.nouvelles:
            self.stdout.write(f"+ {describe(ligne)}")
        for change in changements.modifiees:
            self.stdout.write(f"~ {describe(change.ecole)} : {differences(change)}")
        for ecole in changements.disparues:
            self.stdout.write(f"- {describe(ecole)} : n’est plus dans le fichier, sera marquée fermée")
        for ecole in changements.a_verifier:
            self.stdout.write(f"? {describe(ecole)} : peut-être sur une ligne refusée, reste ouverte")
        for reason, count in lecture.ecartees.most_common():
            self.stdout.write(f"Laissées de côté : {reason} ({count})")
        for rejet in lecture.rejets:
            self.stdout.write(f"Refusée, {rejet}")
        self.stdout.write(f"{changements.bilan}, {changements.inchangees} inchangées.")


def find_pole(name: str, circonscription: str, nom: str) -> Pole:
    """The pole named by hand, else the one of that office, else the one of that name."""
    if not (name or circonscription or nom):
        raise CommandError("De quelle circonscription ? Donnez --circonscription et l’UAI de son bureau.")
    poles = Pole.objects.all()
    if not name and circonscription:
        found = list(poles.filter(uai=normalise_uai(circonscription)))
    else:
        found = [pole for pole in poles if is_called(pole, name or nom)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError("Plusieurs pôles portent ce nom : donnez l’identifiant avec --pole.")
    raise CommandError(
        "Aucun pôle ne correspond : créez-le d’abord avec « creer_pole », ou précisez --pole NOM."
    )


def is_called(pole: Pole, name: str) -> bool:
    try:
        return pole.pk == UUID(name)
    except ValueError:
        return normalise(nom_circonscription(name)) == normalise(pole.nom)


def describe(ecole: Ecole | LigneEcole) -> str:
    return f"{ecole.uai} {ecole.nom}" + (f", {ecole.commune}" if ecole.commune else "")


def differences(change: EcoleModifiee) -> str:
    labels = {field.name: field.verbose_name for field in Ecole._meta.concrete_fields}
    described = [
        f"{labels[name]} « {shown(change.avant[name])} » → « {shown(after)} »"
        for name, after in change.apres.items()
        if name != "fermee_le"
    ]
    return ", ".join(["rouvre", *described] if change.rouvre else described)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
