"""The outside bodies of the demonstration, and who works there."""

from collections.abc import Mapping

from partenaires.models import Contact, Secteur, Structure
from pole.enums import Fonction
from pole.models import Affectation, Personne, Pole

CMP = "CMP d’Écully"


def open_structures(poles: Mapping[str, Pole], people: Mapping[str, Personne]) -> None:
    """One is enough to see a note de partage and the agreement of the parents for it."""
    structure, _ = Structure.objects.get_or_create(
        pole=poles["ecully"],
        nom=CMP,
        defaults={
            "secteur": Secteur.SANTE,
            "mission": "Consultations d’enfants et de leurs parents, sur rendez-vous.",
            "comment_solliciter": "Par les parents, ou par le pôle avec leur accord.",
            "telephone": "04 65 71 10 60",
        },
    )
    role = Affectation.objects.get(personne=people["cmp.ecully"], fonction=Fonction.PARTENAIRE)
    Contact.objects.get_or_create(affectation=role, defaults={"structure": structure})
