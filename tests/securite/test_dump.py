"""What a thief of the database and of the files reads (T10, G7): no word of a case, no usable link."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models

from pole.crypto import normalise
from pole.fields import EncryptedTextField
from saisines.models import Eleve
from tests.securite.monde import COORDO

pytestmark = pytest.mark.django_db

# Columns that hold text in clear, and why. A new one is a decision, written here.
INSTITUTION = "l’école ou la circonscription, publics dans l’annuaire officiel"
REGLES = "règles et mots du pôle, les mêmes pour tous les dossiers"
AGENT = "un agent dans sa fonction, jamais un élève ni une famille"
TECHNIQUE = "identifiant ou trace technique, sans parole de personne"
CLAIR = {
    "pole.pole": {
        INSTITUTION: "nom code academie uai adresse telephone boite_fonctionnelle zone",
        REGLES: "label mot_reunion cadence numeros_urgence numeros_agents delais_urgence avant_de_saisir "
        "ressources ordre_de_mission delegation_signature",
    },
    "pole.ecole": {INSTITUTION: "uai nom nom_tri adresse code_postal commune telephone mail"},
    "pole.personne": {AGENT: "email prenom nom nom_tri telephone", TECHNIQUE: "password"},
    "pole.affectation": {AGENT: "mission", TECHNIQUE: "jours"},
    "pole.absence": {TECHNIQUE: "jours"},
    "pole.invitation": {AGENT: "adresse mission", TECHNIQUE: "empreinte"},
    "cellules.abonnement": {TECHNIQUE: "empreinte"},
    "pole.metier": {REGLES: "code nom mission solliciter_quand"},
    "pole.motif": {REGLES: "code nom natures"},
    "pole.vacances": {INSTITUTION: "zone nom"},
    "pole.envoi": {
        AGENT: "adresse",
        "sujets fixes ; gardés dans la démonstration seulement": "sujet corps",
        TECHNIQUE: "gabarit cible cle message_id erreur",
    },
    "pole.execution": {TECHNIQUE: "tache erreur"},
    "pole.entree": {AGENT: "fonction", TECHNIQUE: "objet sceau"},
    "pole.ancre": {TECHNIQUE: "mois sceau"},
    "cellules.lotdedocuments": {TECHNIQUE: "situations chemin cle"},
    "cellules.regard": {AGENT: "fonction"},
    "cellules.reunion": {"lieu d’une réunion de professionnels": "lieu"},
    "partenaires.structure": {"annuaire de professionnels": "nom mission comment_solliciter telephone mail"},
    "saisines.eleve": {"empreinte du nom, sous une clé séparée": "index_nom"},
    "saisines.saisine": {"numéro tiré au sort": "reference"},
    "saisines.etape": {TECHNIQUE: "code"},
    "saisines.evenement": {AGENT: "fonction", TECHNIQUE: "nom"},
    "saisines.message": {AGENT: "fonction"},
    "saisines.accord": {AGENT: "vu_fonction"},
    "saisines.piecejointe": {TECHNIQUE: "type chemin cle"},
}
OURS = ("pole", "saisines", "cellules", "partenaires")


def is_text(field) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
    return isinstance(field, kinds) and not field.choices and not isinstance(field, EncryptedTextField)


def clear_columns() -> set[str]:
    return {
        f"{model._meta.label_lower}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if is_text(field)
    }


def test_every_text_in_clear_is_a_decision_with_its_reason():
    """A new narrative column in clear makes this fail: seal it, or say here why not."""
    decided = {
        f"{label}.{name}"
        for label, reasons in CLAIR.items()
        for names in reasons.values()
        for name in names.split()
    }

    assert clear_columns() == decided


def dump() -> str:
    """The whole database as text, with what this transaction has written."""
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump())
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                parts += [bytes(block).decode("utf-8", errors="replace") for block in rows]
    return "\n".join(parts)


def of_cases(monde) -> set[str]:
    """Canaries of the columns declared sealed, and of the attached files."""
    return {one for one, place in monde.voliere.tous.items() if place.lecteurs}


def test_dump_of_the_database_holds_no_word_of_a_case(monde):
    text = dump()

    found = monde.voliere.trouves(text)
    assert monde.ecole.nom in text  # the net has fish in it
    assert monde.voliere.decrits(found & of_cases(monde)) == []


def test_dump_holds_no_search_form_of_a_pupil_s_name(monde):
    """The blind index is keyed: neither the name nor a plain hash of it can be looked up."""
    eleve = monde["transmise"].eleve
    text = dump().casefold()

    assert normalise(eleve.nom) not in text
    assert normalise(eleve.nom_complet) not in text
    assert Eleve.objects.get(pk=eleve.pk).index_nom.casefold() in text


def test_stored_files_hold_no_word_of_a_case(monde):
    """The attachment is sealed, and its place on disk says nothing."""
    chemin = monde["pièce"].chemin
    with default_storage.open(chemin, "rb") as stored:
        content = stored.read()

    assert content.startswith(b"v1:")
    assert b"%PDF" not in content
    assert monde.voliere.trouves(chemin + content.decode("latin-1")) == set()


def test_dump_holds_no_usable_session_nor_invitation(monde):
    text = dump()
    client = monde.client(COORDO)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in text
    assert monde["invitation"].jeton not in text
    assert monde["invitation"].empreinte in text


def test_dump_holds_no_key(monde):
    text = dump()

    for keys in (settings.CLES_CHIFFREMENT, settings.CLES_INDEX):
        for key in keys.split(","):
            assert key.partition(":")[2] not in text
    assert settings.SECRET_KEY not in text
