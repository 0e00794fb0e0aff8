"""Whatever is typed comes out as text; whatever is posted beyond a form changes nothing (T22, T23, T24)."""

import pytest
from django.apps import apps
from django.db import models

from pole.models import Affectation, Personne
from saisines.models import Saisine
from tests.securite.adresses import address, body
from tests.securite.conftest import kept_cookies, rolled_back
from tests.securite.formulaires import forms_of, intruders
from tests.securite.matrice import MATRICE, OK
from tests.securite.monde import (
    COORDO,
    COORDO_AILLEURS,
    DEDANS,
    DIRECTRICE,
)

pytestmark = pytest.mark.django_db

HOSTILE = {
    "polyglotte": "Zqxtext\"'><zqxi onload=x></textarea></title><script>zqx()</script>{{7*7}}{% debug %}",
    "formule": '=HYPERLINK("http://voleur.test";"Zqxtext")',
    "commandes": "Zqxtext\x00\x08\x1b[31m\x7f\r\nBcc: voleur@voleur.test\r\n\r\n",
    "sens": "Zqxtext\u202egnp.exe\u2066\u200f",
    "demi-signe": "Zqxtext \udcff".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "long": "Zqxtext " * 12_500,
}
ACCOUNT = ("account_", "mfa_")
POSTED = [nom for nom, ligne in MATRICE.items() if ligne.post and not nom.startswith(ACCOUNT)]
FORM = "application/x-www-form-urlencoded"
QUERIES = ["%00", "%ff", "-1", "9" * 20, "zz", "%F0%9F%98%80", "a" * 5000]
WITH_FORM = [nom for nom, ligne in MATRICE.items() if ligne.get and ligne.post]
# Above it the whole request is refused (DATA_UPLOAD_MAX_MEMORY_SIZE).
MAX = 1_000_000


def writer_of(nom) -> str:
    rule = MATRICE[nom].post
    preferred = (COORDO, DIRECTRICE)
    return next((role for role in (*preferred, *DEDANS) if rule.attendu(role) == OK), COORDO)


def page(monde, nom):
    client = monde.client(writer_of(nom))
    url = address(nom, MATRICE[nom], monde)
    return client, url, forms_of(client.get(url).content.decode())


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("nom", WITH_FORM)
def test_hostile_text_in_every_field_is_text_or_a_message(monde, nom, kind):
    client, url, forms = page(monde, nom)

    for form in forms:
        with rolled_back():
            sent = form.filled(HOSTILE[kind])
            response = client.post(form.action or url, sent)

            assert response.status_code < 500, form.action
            if sum(len(text) for values in sent.values() for text in values) < MAX:
                assert response.status_code not in {400, 404}, form.action
            if response.headers["Content-Type"].startswith("text/html"):
                text = response.content.decode()
                assert intruders(text) == [], form.action
                assert "Zqxtext49" not in text


@pytest.mark.parametrize("nom", [nom for nom in WITH_FORM if not nom.startswith(ACCOUNT)])
def test_bytes_that_are_no_text_are_no_error(monde, nom):
    """Wrong encodings: bytes that are not UTF-8, and a character set that the body denies."""
    client, url, forms = page(monde, nom)

    for form in forms:
        sent = b"&".join(name.encode() + b"=%ff%fe\xc3\x28" for name in sorted(form.names))
        for kind in (
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
        ):
            with rolled_back():
                response = client.generic("POST", form.action or url, sent, content_type=kind)

            assert response.status_code < 500, kind


@pytest.mark.parametrize(
    "value", ["%00", "%ff", "-1", "99999999999999999999", "zz", "%F0%9F%98%80", "a" * 5000]
)
@pytest.mark.parametrize("nom", [nom for nom, ligne in MATRICE.items() if ligne.get])
def test_hostile_query_of_every_page_is_no_error(monde, nom, value):
    role = next((role for role in (COORDO, DIRECTRICE) if MATRICE[nom].get.attendu(role) == OK), COORDO)
    names = ("page", "q", "annee", "etat", "ecole", "urgence", "ordre", "qui", "raison", "ajouter", "motif")
    query = "&".join(f"{name}={value}&{name}[]={value}&{name}={value}" for name in names)

    response = monde.client(role).get(f"{address(nom, MATRICE[nom], monde)}?{query}")

    assert response.status_code < 500
    assert intruders(response.content.decode("latin-1")) == []


# Beyond the form


OURS = ("pole", "saisines", "cellules", "partenaires")
# Drawn or dated at each act: never the same twice.
DRAWN = {"reference", "empreinte", "cle", "message_id", "chemin", "sceau", "index_nom", "jeton", "cible_id"}
DRAWN |= {"objet_id", "origine_id", "prochaine_date"}
# Names of model fields that a form of another page sends to an address without page of its own.
OF_THE_FORM = {
    "pole:changer": {"pole"},
    "cellules:proposer": {"annee"},
    "cellules:publier": {"annee"},
    "pole:membre_suppleance": {"personne", "jours"},
    "saisines:recherche": {"nom", "prenom"},
    "saisines:enregistrer": {"nom", "prenom", "naissance", "niveau"},
}


def columns(model):
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.DateTimeField | models.AutoField) and field.name not in DRAWN
    ]


def rows_of(model, known: set) -> list[str]:
    """Rows by their values; identifiers that did not exist before are drawn, hence left out."""
    rows = []
    for row in model._base_manager.all():
        values = [getattr(row, field.attname) for field in columns(model)]
        rows.append(repr([value for value in values if not _is_new(value, known)]))
    return sorted(rows)


def _is_new(value, known) -> bool:
    return hasattr(value, "hex") and hasattr(value, "version") and value not in known


def all_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def identifiers() -> set:
    return {pk for model in all_models() for pk in model._base_manager.values_list("pk", flat=True)}


def after(client, url, data, known) -> dict[str, list[str]]:
    with rolled_back(), kept_cookies(client):
        client.post(url, data)
        return {model._meta.label_lower: rows_of(model, known) for model in all_models()}


def forged(monde, but: set[str]) -> dict[str, str]:
    """Every name of a model field, with a value that would matter."""
    fields = {field for model in all_models() for field in model._meta.concrete_fields}
    values = {
        "etat": "close",
        "fonction": "ien",
        "nature": "E",
        "redacteur": "direction",
        "urgence": "immediate",
        "audience": "pole",
        "qui_saisit": "enseignant",
        "ecole": str(monde.ecole_voisine.pk),
        "pole": str(monde.la_bas.pk),
        "saisine": str(monde["voisine"].pk),
        "eleve": str(monde["voisine"].eleve_id),
    }
    people = {field.name for field in fields if field.related_model is Personne}
    values |= {name: str(monde.gens[COORDO_AILLEURS].pk) for name in people}
    names = {name for field in fields for name in (field.name, field.attname)}
    sent = {name: values.get(name.removesuffix("_id"), "1") for name in names}
    return {name: value for name, value in sent.items() if name not in but and name != "version"}


@pytest.mark.parametrize("nom", POSTED)
def test_fields_that_a_form_does_not_show_change_nothing(monde, nom):
    """T24: every field of every model added to every POST; the database is as without them."""
    ligne, client = MATRICE[nom], monde.client(writer_of(nom))
    url = address(nom, ligne, monde)
    forms = forms_of(client.get(url).content.decode()) if ligne.get else []
    shown = set().union(*(form.names for form in forms)) | OF_THE_FORM.get(nom, set())
    data = (forms[0].plausible() if forms else {}) | body(ligne, monde)
    known = identifiers()

    honest = after(client, url, data, known)
    forging = after(client, url, data | forged(monde, shown), known)

    changed = {label: set(rows) ^ set(honest[label]) for label, rows in forging.items()}
    assert {label: rows for label, rows in changed.items() if rows} == {}


def test_school_of_somebody_else_in_a_new_saisine_is_refused(monde):
    """T5: the school comes from the role."""
    client, url = monde.client(DIRECTRICE), "/saisines/nouvelle/"
    form = forms_of(client.get(url).content.decode())[0]

    for school in (monde.ecole_voisine, monde.ecole_ailleurs):
        with rolled_back():
            before = Saisine.objects.filter(ecole=school).count()
            client.post(url, form.filled("x") | {"ecole": str(school.pk)})

            assert Saisine.objects.filter(ecole=school).count() == before


def test_parameter_given_twice_opens_no_second_door(monde):
    """15.3.7: the pole of a person, then the pole of another."""
    client = monde.client(COORDO)

    for order in ((monde.ici, monde.la_bas), (monde.la_bas, monde.ici)):
        client.post("/pole/changer/", {"pole": [str(pole.pk) for pole in order]})

        assert client.get("/pole/").context["pole"] == monde.ici


def test_invitation_gives_no_role_that_its_author_may_not_give(monde):
    """A director invites teachers of the school, whatever is posted."""
    client = monde.client(DIRECTRICE)
    url = address("pole:ecole_enseignants", MATRICE["pole:ecole_enseignants"], monde)

    client.post(
        url, {"adresses": "nouvelle@exemple.test", "fonction": "ien", "ecole": monde.ecole_voisine.pk}
    )

    invited = type(monde["invitation"]).objects.get(adresse="nouvelle@exemple.test")
    assert (invited.fonction, invited.ecole) == ("enseignant", monde.ecole)
    assert Affectation.objects.filter(personne__email="nouvelle@exemple.test").count() == 0


def test_too_large_a_post_is_refused_and_nothing_is_kept(monde):
    client = monde.client(DIRECTRICE)
    url = address("saisines:modifier", MATRICE["saisines:modifier"], monde)

    many = client.post(url, {f"champ{n}": "x" for n in range(500)})
    heavy = client.post(url, {"nom": "x" * 1_100_000}, content_type="application/x-www-form-urlencoded")

    assert many.status_code == 400
    assert heavy.status_code in {400, 413}
