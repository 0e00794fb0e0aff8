"""Whatever is posted beyond a form, or chosen beyond its lists, changes nothing (T24).

Each post is first honest, and accepted; then the same is posted with forged fields, and the database is as
after the honest one.
"""

import re

import pytest
import time_machine
from django.db import models
from django.utils import timezone

from pole.enums import Fonction
from pole.models import Affectation, Envoi, Metier, Motif, Personne
from saisines.models import Saisine
from saisines.services import dossier
from tests.clients import signed_in
from tests.securite.adresses import address, body
from tests.securite.conftest import kept_cookies, rolled_back
from tests.securite.etat_base import (
    IDENTIFIANT,
    JOUR,
    NOMBRE,
    TEXTE,
    all_models,
    forgeries,
    identifiers,
    read_all,
    tables,
)
from tests.securite.formulaires import forms_of
from tests.securite.honnetes import HONNETES, N_ECRIVENT_PAS, Honnete
from tests.securite.matrice import MATRICE
from tests.securite.monde import ANONYME, COORDO, COORDO_AILLEURS, DEDANS, DIRECTRICE
from tests.securite.regles import OK

pytestmark = pytest.mark.django_db

ACCOUNT = ("account_", "mfa_")
POSTED = [nom for nom, ligne in MATRICE.items() if ligne.post and not nom.startswith(ACCOUNT)]
WRITING = [nom for nom in POSTED if nom not in N_ECRIVENT_PAS]
# Names of model fields that a form of another page sends to an address without page of its own.
OF_THE_FORM = {
    "pole:changer": {"pole"},
    "cellules:proposer": {"annee"},
    "cellules:publier": {"annee"},
    "saisines:recherche": {"nom", "prenom"},
}
# They answer at once: a saved step, an address that is shown once.
ANSWERED = {"saisines:enregistrer", "cellules:abonnement"}
# Below the number of fields that one request may hold.
LOT = 300


def writer_of(nom) -> str:
    rule = MATRICE[nom].post
    return next((role for role in (COORDO, DIRECTRICE, *DEDANS) if rule.attendu(role) == OK), COORDO)


# What is posted


def after(client, url, data, known) -> tuple[int, dict[str, list[str]], list[str]]:
    """Status, rows by table, and forged values found, once this is posted; then undone."""
    with rolled_back(), kept_cookies(client):
        status = client.post(url, data).status_code
        read = read_all()
        return status, tables(known, read), forgeries(read)


def honest(monde, nom) -> tuple:
    """The browser, the address, the names that the page shows, and what is posted there."""
    ligne, client = MATRICE[nom], monde.client(writer_of(nom))
    honnete = HONNETES.get(nom, Honnete())
    url = address(nom, ligne, monde)
    honnete.avant(monde)
    page = address(honnete.page, MATRICE[honnete.page], monde) if honnete.page else url
    forms = forms_of(client.get(page).content.decode()) if ligne.get or honnete.page else []
    data = (forms[0].plausible() if forms else {}) | body(ligne, monde) | honnete.data(monde)
    shown = set(data).union(*(form.names for form in forms)) | OF_THE_FORM.get(nom, set())
    return client, url, shown, data


def forged(monde, shown: set[str]) -> dict[str, str]:
    """Every name of a model field, alone and as a column of the lines of the page, with telling values."""
    values = {}
    for model in all_models():
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            value = _forged_value(monde, field)
            values |= {field.name: value, getattr(field, "attname", field.name): value}
    lines = {found.group() for name in shown if (found := re.match(r"\w+-\d+-", name))}
    values |= {f"{line}{name}": value for line in sorted(lines)[:1] for name, value in list(values.items())}
    values |= dict.fromkeys(("is_staff", "is_admin", "user_permissions", "groups"), "on")
    return {name: value for name, value in values.items() if name not in shown and name != "version"}


def _forged_value(monde, field) -> str:
    if field.is_relation:
        return str(foreign(monde).get(field.related_model, IDENTIFIANT))
    if choices := getattr(field, "choices", None):
        return PRECIOUS.get(field.name, str(choices[-1][0]))
    if isinstance(field, models.UUIDField):
        return str(IDENTIFIANT)
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.IntegerField):
        return NOMBRE
    if isinstance(field, models.DateTimeField):
        return f"{JOUR} 10:00"
    return JOUR if isinstance(field, models.DateField) else TEXTE


# The choice that would give the most.
PRECIOUS = {
    "etat": "close",
    "fonction": "ien",
    "nature": "E",
    "redacteur": "direction",
    "urgence": "immediate",
    "audience": "pole",
    "qui_saisit": "enseignant",
}


def foreign(monde) -> dict:
    """A row that is not for this person, by model."""
    rows = [
        monde[nom] for nom in ("réunion ailleurs", "structure ailleurs", "rôle ailleurs", "mission ailleurs")
    ]
    rows += [monde.la_bas, monde.ecole_voisine, monde["voisine"], monde["voisine"].eleve]
    rows += [monde.gens[COORDO_AILLEURS], monde["invitation ailleurs"], monde["motif ailleurs"]]
    rows.append(Metier.objects.get(pole=monde.la_bas))
    return {type(row): row.pk for row in rows}


def lots(values: dict[str, str]) -> list[dict[str, str]]:
    names = sorted(values)
    return [
        {name: values[name] for name in names[start : start + LOT]} for start in range(0, len(names), LOT)
    ]


@pytest.fixture
def one_reference(monkeypatch):
    """The number of a case is drawn: the same twice here, so that a forged one shows."""
    monkeypatch.setattr(dossier, "draw_reference", lambda pole: "2627-ZQX-001")


@pytest.mark.parametrize("nom", WRITING)
def test_honest_post_is_accepted_and_written(monde, nom):
    """Without it, the next test would prove nothing: a refused post changes nothing either."""
    with rolled_back():
        client, url, _, data = honest(monde, nom)
        known = identifiers()
        before = tables(known)

        status, rows, _ = after(client, url, data, known)

    changed = {label for label in rows if rows[label] != before[label]} - {"pole.entree"}
    assert status in {200, 302} if nom in ANSWERED else status == 302
    assert changed or nom in {"saisines:identite", "saisines:noms", "cellules:nom_en_seance"}, (
        "give this address a line in tests/securite/honnetes.py"
    )


@pytest.mark.parametrize("nom", POSTED)
def test_fields_that_a_form_does_not_show_change_nothing(monde, nom, one_reference):
    """T24: every field of every model added to every POST; the database is as without them.

    The clock stands still: some columns tell the minute.
    """
    with rolled_back(), time_machine.travel(timezone.now(), tick=False):
        client, url, shown, data = honest(monde, nom)
        known = identifiers()
        expected = after(client, url, data, known)

        for lot in lots(forged(monde, shown)):
            status, rows, traces = after(client, url, data | lot, known)

            changed = {label: set(found) ^ set(expected[1][label]) for label, found in rows.items()}
            assert status == expected[0]
            assert {label: found for label, found in changed.items() if found} == {}
            assert traces == []


def choices_beyond(monde) -> list[tuple[str, str, object]]:
    """Lists of a page, and a row of another pole, school or case that they do not hold."""
    stranger, elsewhere = monde.gens[COORDO_AILLEURS].pk, Metier.objects.get(pole=monde.la_bas).pk
    return [
        ("saisines:confier", "missions-0-personne", stranger),
        ("saisines:repondre", "interlocuteur", stranger),
        ("saisines:dialogue", "lecteurs", stranger),
        ("saisines:message_ouvrir", "lecteurs", stranger),
        ("pole:membre_suppleance", "personne", stranger),
        ("pole:ecole_direction", "successeur", stranger),
        ("pole:ecole_direction", "sortant", monde["rôle ailleurs"].pk),
        ("pole:inviter", "metier", elsewhere),
        ("pole:inviter", "ecole", monde.ecole_ailleurs.pk),
        ("pole:changer", "pole", monde.la_bas.pk),
    ]


def test_row_of_another_pole_chosen_in_a_list_is_refused(monde):
    """The honest choice is accepted (test above); the foreign one writes nothing at all."""
    for nom, name, value in choices_beyond(monde):
        with rolled_back():
            client, url, _, data = honest(monde, nom)
            known = identifiers()
            before = tables(known)
            assert name in data, f"{nom} {name}"

            _, rows, _ = after(client, url, data | {name: str(value)}, known)

            changed = {label for label in rows if rows[label] != before[label]} - {"pole.entree"}
            assert changed == set(), f"{nom} {name}"


def test_motive_of_another_pole_is_not_kept_in_a_step(monde):
    with rolled_back():
        client, url = (
            monde.client(DIRECTRICE),
            address("saisines:enregistrer", MATRICE["saisines:enregistrer"], monde),
        )
        url = url.replace("/qui/", "/preoccupation/")
        data = {"version": 1, "faits-TOTAL_FORMS": 0, "faits-INITIAL_FORMS": 0, "question": "Zqxquestion"}

        mine = client.post(url, data | {"motifs": [str(monde["motif"].pk)]})
        theirs = client.post(url, data | {"version": 2, "motifs": [str(monde["motif ailleurs"].pk)]})

        assert mine.json()["version"] == 2
        assert "id_motifs" in theirs.json()["erreurs"]
        assert set(Motif.objects.filter(saisines=monde["brouillon"].pk)) == {monde["motif"]}


def test_account_opened_from_an_invitation_takes_the_function_offered_and_nothing_else(monde, mailed_code):
    """Three posts without a session of one's own, each with every field of every model."""
    invitation = monde["invitation école"]
    client = monde.client(ANONYME)
    forging = {**FORGED_ACCOUNT, "ecole": monde.ecole_voisine.pk, "pole": monde.la_bas.pk}
    with rolled_back(), kept_cookies(client):
        client.post(f"/pole/invitation/{invitation.jeton}/", forging)
        account = {"prenom": "Zqxprenom", "nom": "Zqxnom", "email": "voleur@exemple.test"}
        client.post("/pole/invitation/compte/", forging | account | {"mot_de_passe": ""})
        entered = client.post("/pole/invitation/code/", forging | {"code": mailed_code()})

        person = Personne.objects.get(email=invitation.adresse)
        assert entered.status_code == 302
        assert (person.is_superuser, person.is_active, person.prenom) == (False, True, "Zqxprenom")
        assert not Personne.objects.filter(email="voleur@exemple.test").exists()
        role = Affectation.objects.get(personne=person)
        assert (role.pole, role.ecole, role.fonction) == (monde.ici, monde.ecole, Fonction.ENSEIGNANT)


FORGED_ACCOUNT = {
    "is_superuser": "on",
    "is_staff": "on",
    "fonction": "ien",
    "adresse": "voleur@exemple.test",
    "generation_sessions": NOMBRE,
    "boite_partagee": "on",
    "personne": str(IDENTIFIANT),
}


@pytest.fixture
def mailed_code(monde):
    """The code of the last mail to the address of the school's invitation."""

    def read():
        envoi = Envoi.objects.filter(adresse=monde["invitation école"].adresse).latest("created_at")
        return envoi.contexte["code"]

    return read


def test_changing_a_password_changes_nothing_else_of_the_account(monde):
    old, new = "un mot de passe assez long", "un autre mot de passe long"
    with rolled_back():
        person = Personne.objects.get(pk=monde.gens[DIRECTRICE].pk)
        person.set_password(old)
        person.save()
        typed = {"oldpassword": old, "password1": new, "password2": new}
        page = signed_in(person).post(
            "/compte/mot-de-passe/", typed | FORGED_ACCOUNT | {"email": "voleur@exemple.test"}
        )

        after_it = Personne.objects.get(pk=person.pk)
        assert page.status_code == 302
        assert after_it.check_password(new)
        assert (after_it.is_superuser, after_it.email) == (False, person.email)
        assert Affectation.objects.filter(personne=person, fonction="ien").count() == 0


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
