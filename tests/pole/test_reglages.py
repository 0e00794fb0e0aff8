"""The pole sets its own rules, words and dates; and how a real circonscription starts."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from pole.calendrier_national import LigneCalendrier
from pole.enums import Fonction, QuiSaisit, RaisonUrgence
from pole.forms.reglages import ReglagesForm
from pole.models import Envoi, Invitation, Metier, Motif, Pole, Vacances
from pole.services.calendrier import calendrier_du_pole, load_national_calendar, save_vacances
from pole.services.invitations import find_open
from pole.services.reglages import correct_calendar, save_reference
from pole.urgences import REGLES, validate_delais
from tests.factories.pole import (
    EcoleFactory,
    MetierFactory,
    MotifFactory,
    PoleFactory,
    directrice,
    made_up_uai,
    secretaire,
)

pytestmark = pytest.mark.django_db


def as_posted(pole, **changes):
    """The form as the browser sends it back."""
    form = ReglagesForm(instance=pole)
    data = {name: form[name].value() for name in form.fields}
    for name in ("avant_de_saisir", "numeros_urgence", "numeros_agents", "ressources"):
        data[name] = form.fields[name].prepare_value(data[name])
    return {name: "" if value is None else value for name, value in data.items()} | changes


def test_settings_are_saved(client, pole, coordination):
    response = client.post(
        "/pole/reglages/",
        as_posted(
            pole,
            label="pôle ressources",
            qui_saisit="direction",
            delai_limite_jours="8",
            periode_5="2",
            relance_apres_jours="4",
            relance_avant_jours="3",
            ordre_de_mission="Vaut ordre de mission.",
            delegation_signature="délégation du 1er septembre",
            avant_de_saisir="Relire le livret\n\n  Appeler les parents ",
            numeros_urgence="Cellule d’écoute : 04 00 00 00 01",
            numeros_agents="Médecine de prévention : 04 00 00 00 02",
            delai_deces="10",
            ressources="Le livret d’accueil : https://exemple.test/livret?a=1:2\nUn outil https://exemple.test",
        ),
    )

    assert response.url == "/pole/reglages/"
    pole.refresh_from_db()
    assert (pole.label, pole.qui_saisit, pole.delai_limite_jours) == ("pôle ressources", "direction", 8)
    assert (pole.relance_apres_jours, pole.relance_avant_jours) == (4, 3)
    assert pole.ordre_de_mission == "Vaut ordre de mission."
    assert pole.delegation_signature == "délégation du 1er septembre"
    assert pole.cadence == {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2}
    assert pole.avant_de_saisir == ["Relire le livret", "Appeler les parents"]
    assert pole.numeros_urgence == [{"nom": "Cellule d’écoute", "numero": "04 00 00 00 01"}]
    assert pole.ressources == [
        {"nom": "Le livret d’accueil", "adresse": "https://exemple.test/livret?a=1:2"},
        {"nom": "Un outil", "adresse": "https://exemple.test"},
    ]
    assert pole.numeros_agents == [{"nom": "Médecine de prévention", "numero": "04 00 00 00 02"}]
    # What is not changed follows the table: a better default reaches every pole.
    assert pole.delais_urgence == {"deces": 10}
    assert pole.delai_urgence("deces") == timedelta(minutes=10)
    assert pole.delai_urgence("danger") == timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nom": ""}, "Ce champ est obligatoire"),
        ({"fuseau": "Mars/Olympus"}, "Choisissez dans la liste."),
        ({"zone": "Zone Q"}, "Choisissez dans la liste."),
        ({"zone": ""}, "Choisissez dans la liste."),
        ({"minutes_par_situation": "3"}, "supérieure ou égale à 5"),
        ({"relance_apres_jours": "0"}, "supérieure ou égale à 1"),
        ({"relance_apres_jours": "21"}, "inférieure ou égale à 20"),
        ({"relance_avant_jours": "16"}, "inférieure ou égale à 15"),
        ({"ordre_de_mission": "x" * 601}, "au plus 600"),
        ({"periode_1": "-1"}, "supérieure ou égale à 0"),
        ({"delai_deces": "1"}, "supérieure ou égale à 5"),
        ({"delai_danger": ""}, "Ce champ est obligatoire"),
        ({"numeros_urgence": "le 15"}, "Écrivez «\u00a0Nom\u00a0: numéro\u00a0»"),
    ],
)
def test_settings_say_what_to_change(client, pole, coordination, changes, message):
    response = client.post("/pole/reglages/", as_posted(pole, **changes))

    assert response.status_code == 200
    assert message in response.content.decode()


def test_zone_and_clock_are_chosen_among_those_of_the_country_and_those_imported(client, pole, coordination):
    save_vacances([LigneCalendrier("Saint-Martin", 2026, "rentree", "Rentrée", date(2026, 9, 1), None)])

    form = client.get("/pole/reglages/").context["form"]
    client.post("/pole/reglages/", as_posted(pole, zone="Saint-Martin", fuseau="America/Guadeloupe"))

    zones, fuseaux = dict(form.fields["zone"].choices), dict(form.fields["fuseau"].choices)
    assert list(zones)[:4] == ["A", "B", "C", "Corse"]
    assert (zones["Réunion"], zones["Saint-Martin"]) == ("La Réunion", "Saint-Martin")
    assert fuseaux["Indian/Reunion"] == "La Réunion"
    pole.refresh_from_db()
    assert (pole.zone, pole.fuseau) == ("Saint-Martin", "America/Guadeloupe")


def test_zone_that_left_the_list_does_not_become_another_in_silence(client, coordination, pole):
    Pole.objects.filter(pk=pole.pk).update(zone="Saint-Martin")

    response = client.post("/pole/reglages/", as_posted(Pole.objects.get(), nom="Autre nom"))

    assert response.context["form"].fields["zone"].choices[0] == ("", "Choisissez une zone")
    assert Pole.objects.get().zone == "Saint-Martin"


@pytest.mark.parametrize("row", [{"relance_apres_jours": 0}, {"relance_avant_jours": 16}])
def test_reminder_without_reason_is_refused_by_the_database(pole, row):
    with pytest.raises(IntegrityError):
        Pole.objects.filter(pk=pole.pk).update(**row)


def test_pole_without_a_known_clock_is_refused_by_the_database(pole):
    with pytest.raises(IntegrityError):
        Pole.objects.filter(pk=pole.pk).update(fuseau="Mars/Olympus")


@pytest.mark.parametrize("stored", [{"deces": "vite"}, {"deces": 0}, {"deces": True}, [], None, "{}"])
def test_delay_that_makes_no_sense_leaves_the_default(pole, stored):
    """An alert must go on whatever the settings hold."""
    pole.delais_urgence = stored

    assert pole.delai_urgence("deces") == timedelta(minutes=15)
    with pytest.raises(ValidationError):
        validate_delais(stored)


def test_every_reason_has_a_delay_and_a_death_the_shortest():
    assert set(REGLES) == set(RaisonUrgence)
    assert min(REGLES, key=lambda raison: REGLES[raison].minutes) == RaisonUrgence.DECES
    assert REGLES[RaisonUrgence.DECES].minutes < 60


def test_settings_ignore_what_is_not_theirs(client, pole, coordination):
    client.post("/pole/reglages/", as_posted(pole, uai="9990001X", code="FORGE", id="x"))

    before = (pole.uai, pole.code)
    pole.refresh_from_db()
    assert (pole.uai, pole.code) == before


def test_word_is_renamed_and_switched_off_but_its_code_stays(client, pole, coordination):
    metier = MetierFactory(pole=pole, code="psy_en", nom="Psychologue")

    client.post(
        f"/pole/reglages/metiers/{metier.pk}/",
        {"nom": "Psychologue de l’école", "rang": "2", "code": "autre"},
    )

    metier.refresh_from_db()
    assert (metier.nom, metier.code, metier.actif, metier.rang) == (
        "Psychologue de l’école",
        "psy_en",
        False,
        2,
    )


def test_word_is_added_to_this_pole(client, pole, coordination):
    client.post(
        "/pole/reglages/motifs/ajouter/",
        {"nom": "Climat de classe", "natures": ["G", "E"], "urgence": "normale", "rang": "9", "actif": "on"},
    )

    motif = Motif.objects.get()
    assert (motif.pole, motif.code, motif.natures, motif.actif) == (pole, "climat-de-classe", "GE", True)


def test_same_word_twice_is_refused_in_french(client, pole, coordination):
    MetierFactory(pole=pole, code="psychologue", nom="Psychologue")

    response = client.post("/pole/reglages/metiers/ajouter/", {"nom": "Psychologue", "rang": "0"})

    assert "Ce nom existe déjà dans la liste" in response.content.decode()
    assert Metier.objects.count() == 1


def test_unknown_list_is_not_found(client, coordination):
    assert client.get("/pole/reglages/ecoles/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_words_cost_the_same(client, pole, coordination, django_assert_num_queries, count):
    MotifFactory.create_batch(count, pole=pole)

    with django_assert_num_queries(4):  # session, user, roles, words
        response = client.get("/pole/reglages/motifs/")

    assert len(response.context["rows"]) == count


def test_director_changes_no_word(pole):
    with pytest.raises(PermissionDenied):
        save_reference(Metier(nom="X"), pole=pole, by=directrice(EcoleFactory(pole=pole)))


# School dates


def test_correction_keeps_only_what_differs_and_can_be_taken_back(pole):
    load_national_calendar()
    bureau = secretaire(pole)
    official = {row.code: (row.debut, row.reprise) for row in calendrier_du_pole(pole, 2026)}
    own = official | {"toussaint": (date(2026, 10, 16), official["toussaint"][1])}

    assert correct_calendar(pole, 2026, dates=own, by=bureau) == 1

    assert Vacances.objects.get(pole=pole).code == "toussaint"
    assert date(2026, 10, 16) in {row.debut for row in calendrier_du_pole(pole, 2026)}
    assert correct_calendar(pole, 2026, dates=official, by=bureau) == 0
    assert not Vacances.objects.filter(pole=pole).exists()


def test_calendar_page_shows_and_saves_the_dates_of_the_pole(client, pole):
    load_national_calendar()
    client.force_login(secretaire(pole))
    form = client.get("/pole/calendrier/?annee=2026").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    client.post("/pole/calendrier/?annee=2026", data | {"debut_hiver": "2027-02-12"})

    row = Vacances.objects.get(pole=pole)
    assert (row.code, row.debut) == ("hiver", date(2027, 2, 12))
    assert "Dates propres au pôle" in client.get("/pole/calendrier/?annee=2026").content.decode()


def test_calendar_refuses_an_end_before_the_beginning(client, pole):
    load_national_calendar()
    client.force_login(secretaire(pole))

    response = client.post(
        "/pole/calendrier/?annee=2026", {"debut_noel": "2026-12-19", "reprise_noel": "2026-12-01"}
    )

    assert "La reprise vient après le début" in response.content.decode()
    assert not Vacances.objects.filter(pole=pole).exists()


def test_correction_of_one_pole_is_not_that_of_another(pole):
    load_national_calendar()
    correct_calendar(pole, 2026, dates={"hiver": (date(2027, 2, 1), date(2027, 2, 15))}, by=secretaire(pole))

    assert date(2027, 2, 1) not in {row.debut for row in calendrier_du_pole(PoleFactory(), 2026)}


@pytest.mark.parametrize("annee", ["", "x", "1", "99999", "²"])
def test_strange_year_is_the_current_one(client, pole, annee):
    client.force_login(secretaire(pole))

    assert client.get("/pole/calendrier/", {"annee": annee}).status_code == 200


# creer_pole


def options(**changes):
    return {
        "nom": "Valbourg",
        "code": "VALBOURG",
        "uai": made_up_uai(1),
        "zone": "B",
        "coordination": "camille.dupre@exemple.test",
    } | changes


def test_creer_pole_prepares_an_empty_circonscription_and_its_first_invitation():
    out = StringIO()

    call_command("creer_pole", stdout=out, **options())

    pole = Pole.objects.get()
    assert (pole.nom, pole.code, pole.zone) == ("Valbourg", "VALBOURG", "B")
    assert Metier.objects.filter(pole=pole).exists()
    assert Motif.objects.filter(pole=pole).exists()
    assert calendrier_du_pole(pole, 2026)
    offered = Invitation.objects.get()
    assert offered.fonction == Fonction.COORDONNATEUR
    link = out.getvalue().split()[-1]
    assert link == django_settings.ADRESSE_PUBLIQUE + offered.get_absolute_url()
    assert find_open(link.rstrip("/").rpartition("/")[2]) == offered
    assert Envoi.objects.get().adresse == "camille.dupre@exemple.test"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"uai": "0690273A"}, "UAI"),
        ({"code": "val bourg"}, "majuscules"),
        ({"coordination": "ce.9990001a@exemple.test"}, "plusieurs personnes"),
        ({"code": "ÉCULLY"}, "sans accent"),
        ({"modele": "inconnu"}, "Modèle inconnu.*commun, ecully"),
        ({"zone": "Q"}, "Zone de vacances inconnue.*A, B, C, Corse, .*Réunion"),
        ({"fuseau": "Mars/Olympus"}, "Fuseau horaire inconnu.*Europe/Paris, .*Indian/Reunion"),
    ],
)
def test_creer_pole_refuses_and_leaves_nothing(changes, message):
    with pytest.raises(CommandError, match=message):
        call_command("creer_pole", stdout=StringIO(), **options(**changes))

    assert not Pole.objects.exists()
    assert not Envoi.objects.exists()


@pytest.mark.parametrize(
    ("typed", "zone", "fuseau"),
    [
        ("zone b", "B", "Europe/Paris"),
        ("corse", "Corse", "Europe/Paris"),
        ("la réunion", "Réunion", "Indian/Reunion"),
        ("Guyane", "Guyane", "America/Cayenne"),
    ],
)
def test_creer_pole_understands_the_zone_and_sets_its_clock(typed, zone, fuseau):
    call_command("creer_pole", stdout=StringIO(), **options(zone=typed))

    pole = Pole.objects.get()
    assert (pole.zone, pole.fuseau) == (zone, fuseau)


def test_creer_pole_gives_the_rules_of_the_model():
    call_command("creer_pole", stdout=StringIO(), **options(modele="elbeuf"))

    pole = Pole.objects.get()
    assert pole.qui_saisit == QuiSaisit.ENSEIGNANT
    assert "Mettre en place un PPRE" in pole.avant_de_saisir


def test_creer_pole_asks_what_is_missing(monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "Valbourg")

    call_command("creer_pole", stdout=StringIO(), **options(nom=""))

    assert len(asked) == 1
    assert Pole.objects.get().nom == "Valbourg"
