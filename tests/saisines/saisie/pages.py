"""The pages of writing as a browser reaches and posts them."""

from django.urls import reverse

from saisines.models import Saisine
from saisines.natures import description
from saisines.recit import Recit
from tests.factories.pole import MotifFactory

NOUVELLE = "/saisines/nouvelle/"
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}
ETAPES = [etape.code for etape in description("P").etapes if etape.contenu]
VIDES = {
    "qui": {"plans-TOTAL_FORMS": 0, "plans-INITIAL_FORMS": 0},
    "preoccupation": {"faits-TOTAL_FORMS": 0, "faits-INITIAL_FORMS": 0},
    "essais": {
        f"{table}-{name}_FORMS": 0 for table in ("essais", "instances") for name in ("TOTAL", "INITIAL")
    },
    "famille": {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0},
    "pieces": {"appels-TOTAL_FORMS": 0, "appels-INITIAL_FORMS": 0},
    "avant-de-saisir": {},
}


def address(saisine, etape, name="modifier"):
    return reverse(f"saisines:{name}", args=[saisine.pk, etape])


def post(client, saisine, etape, version=0, /, **data):
    return client.post(address(saisine, etape), VIDES[etape] | {"version": version} | data)


def autosave(client, saisine, etape, version=0, /, **data):
    data = VIDES[etape] | {"version": version} | data
    return client.post(address(saisine, etape, "enregistrer"), data, **FETCH)


def lines(prefix, *rows):
    """Rows of a formset as a browser posts them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def fill(client, saisine):
    """A first saisine, the shortest way, as a browser posts it."""
    motif = MotifFactory(pole=saisine.pole)
    post(client, saisine, "qui", prenom="Lou", nom="Canari", naissance="2018-03-02", niveau="ce1")
    fait = lines("faits", {"quand": "depuis octobre", "quoi": "Il sort de la classe."})
    post(client, saisine, "preoccupation", motifs=[str(motif.pk)], question="Comment l’aider ?", **fait)
    essai = lines("essais", {"type": "apc", "effet": "non", "quand": "depuis octobre"})
    post(client, saisine, "essais", essais_comment="lignes", **essai)
    post(client, saisine, "famille", parents_informes="oui", parents_quand="le 12 septembre")
    return post(client, saisine, "pieces", urgence_motif="non")


def contenu(saisine, etape):
    return Recit(Saisine.objects.select_related("eleve").get(pk=saisine.pk)).valeurs(etape)
