"""The agenda: order, slots, minutes, points, late cases; who reads it and who sets it."""

import re
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cellules.agenda import duree_of, parties_of, slots
from cellules.models import EtatInscription, EtatReunion, Inscription, MomentDuPoint, Point
from cellules.services.annee import ReunionRefusee
from cellules.services.ordre_du_jour import (
    ajouter_point,
    ajouter_situation,
    deplacer_ligne,
    regler,
    retirer_point,
)
from pole.enums import Nature, Urgence
from saisines.enums import Etat
from saisines.services import orientations
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

LETTRE = "Nous en parlons à cette réunion."


@pytest.fixture
def ecole(db):
    return EcoleFactory()


@pytest.fixture
def pilote(ecole):
    return coordinatrice(ecole.pole)


@pytest.fixture
def reunion(ecole):
    today = ecole.pole.today()
    return ReunionFactory(
        pole=ecole.pole,
        date=today + timedelta(days=20),
        date_limite=today + timedelta(days=14),
        heure=time(13, 30),
    )


def enrolled(ecole, by, number=1, **fields):
    cases = [SaisineFactory(ecole=ecole, **fields) for _ in range(number)]
    for saisine in cases:
        orientations.inscrire(saisine, by=by, lettre=LETTRE)
    return cases


def address(reunion, name="ordre_du_jour", *args):
    return reverse(f"cellules:{name}", args=[reunion.pk, *args])


def read(reunion):
    return parties_of(reunion, reunion.inscriptions.a_l_ordre_du_jour(), reunion.points.all())


def test_returns_come_first_then_urgent_then_new_between_opening_and_closing(ecole, pilote, reunion):
    (new,) = enrolled(ecole, pilote)
    (urgent,) = enrolled(ecole, pilote, urgence=Urgence.HAUTE)
    ajouter_point(reunion, by=pilote, libelle="Charte", minutes=5, moment=MomentDuPoint.OUVERTURE)
    ajouter_point(reunion, by=pilote, libelle="Date", minutes=5, moment=MomentDuPoint.CLOTURE)

    found = [(part.titre, [one.creneau for one in part.passages]) for part in read(reunion)]
    assert found == [
        ("Ouverture", ["13\u00a0h\u00a030 – 13\u00a0h\u00a035"]),
        ("Urgences traitées depuis la dernière réunion", ["13\u00a0h\u00a035 – 13\u00a0h\u00a050"]),
        ("Nouvelles situations", ["13\u00a0h\u00a050 – 14\u00a0h\u00a005"]),
        ("Pour finir", ["14\u00a0h\u00a005 – 14\u00a0h\u00a010"]),
    ]
    by_case = slots(reunion, reunion.inscriptions.all(), reunion.points.all())
    assert by_case[new.inscriptions.get().pk].debut == time(13, 50)
    assert by_case[urgent.inscriptions.get().pk].apres == 5


def test_without_an_hour_the_slots_say_after_how_long(ecole, pilote, reunion):
    reunion.heure = None
    enrolled(ecole, pilote, 2)

    (part,) = read(reunion)
    assert [one.creneau for one in part.passages] == ["au début", "après 15\u00a0minutes"]


def test_case_without_discussion_takes_no_time(ecole, pilote, reunion):
    first, _ = [saisine.inscriptions.get() for saisine in enrolled(ecole, pilote, 2)]

    regler(reunion, by=pilote, minutes={first.pk: 25}, sans_debat={first.pk})

    assert duree_of(reunion, read(reunion)).minutes == 15


@pytest.mark.parametrize(
    ("cases", "minutes", "said"),
    [(8, 15, []), (9, 10, ["9 situations"]), (3, 45, ["15 minutes de plus"])],
)
def test_too_many_cases_or_minutes_are_said(ecole, pilote, reunion, cases, minutes, said):
    """S2-18, domaine 3.2: eight cases for two hours."""
    rows = [saisine.inscriptions.get() for saisine in enrolled(ecole, pilote, cases)]
    regler(reunion, by=pilote, minutes={row.pk: minutes for row in rows})

    warnings = duree_of(reunion, read(reunion)).avertissements
    assert len(warnings) == len(said)
    assert all(words in warning for words, warning in zip(said, warnings, strict=True))


def test_line_moves_among_its_own_part_and_stops_at_its_end(ecole, pilote, reunion):
    first, second, third = enrolled(ecole, pilote, 3)
    (urgent,) = enrolled(ecole, pilote, urgence=Urgence.HAUTE)

    deplacer_ligne(third.inscriptions.get(), by=pilote, vers_le_haut=True)
    deplacer_ligne(first.inscriptions.get(), by=pilote, vers_le_haut=True)

    assert [row.saisine for row in reunion.inscriptions.all()] == [urgent, first, third, second]


def test_point_added_twice_is_one_and_its_removal_too(pilote, reunion):
    for _ in range(2):
        point = ajouter_point(reunion, by=pilote, libelle=" Charte ", minutes=5, moment=MomentDuPoint.CLOTURE)
    assert list(reunion.points.all()) == [point]

    for _ in range(2):
        retirer_point(point, by=pilote)
    assert not reunion.points.exists()


def test_late_case_needs_a_reason(ecole, pilote, reunion):
    today = ecole.pole.today()
    reunion.date_limite, reunion.date = today - timedelta(days=1), today + timedelta(days=3)
    reunion.save()
    saisine = SaisineFactory(ecole=ecole)

    with pytest.raises(ReunionRefusee, match="dites pourquoi") as refusal:
        ajouter_situation(reunion, saisine, by=pilote, lettre=LETTRE, raison=" ")
    assert refusal.value.champ == "raison"
    row = ajouter_situation(reunion, saisine, by=pilote, lettre=LETTRE, raison="Conseil demain.")

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.reunion_visee, saisine.date_reunion) == (
        Etat.INSCRITE,
        reunion.pk,
        reunion.date,
    )
    assert Inscription.objects.get(pk=row.pk).raison_tardive == "Conseil demain."


def test_case_sent_in_time_and_triaged_late_needs_no_reason(ecole, pilote, reunion):
    today = ecole.pole.today()
    reunion.date_limite, reunion.date = today - timedelta(days=1), today + timedelta(days=3)
    reunion.save()
    saisine = SaisineFactory(ecole=ecole, reunion_visee=reunion.pk, date_reunion=reunion.date)

    assert ajouter_situation(reunion, saisine, by=pilote, lettre=LETTRE).is_prevue


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"etat": EtatReunion.PROPOSEE}, "Publiez d’abord"),
        ({"etat": EtatReunion.ANNULEE}, "Publiez d’abord"),
        ({"date": "past"}, "a eu lieu"),
    ],
)
def test_agenda_of_a_meeting_that_is_not_to_come_does_not_change(ecole, pilote, reunion, fields, said):
    if fields.get("date") == "past":
        fields = {"date": ecole.pole.today() - timedelta(days=1), "date_limite": None}
    for name, value in fields.items():
        setattr(reunion, name, value)
    reunion.save()

    with pytest.raises(ReunionRefusee, match=said):
        ajouter_point(reunion, by=pilote, libelle="Charte", minutes=5, moment=MomentDuPoint.CLOTURE)


@pytest.mark.parametrize("role", [secretaire, membre, lambda pole: directrice(EcoleFactory(pole=pole))])
def test_only_those_who_conduct_the_meeting_set_its_agenda(ecole, pilote, reunion, role):
    (saisine,) = enrolled(ecole, pilote)
    other = role(ecole.pole)

    with pytest.raises(PermissionDenied):
        regler(reunion, by=other, minutes={saisine.inscriptions.get().pk: 30})
    with pytest.raises(PermissionDenied):
        ajouter_situation(reunion, SaisineFactory(ecole=ecole), by=other, lettre=LETTRE)


def test_case_of_another_pole_never_enters(pilote, reunion):
    with pytest.raises(PermissionDenied):
        ajouter_situation(reunion, SaisineFactory(), by=pilote, lettre=LETTRE, raison="Urgent")


def test_confidential_request_is_never_proposed(ecole, pilote, reunion):
    SaisineFactory(ecole=ecole, nature=Nature.ENSEIGNANT, eleve=None, reference="2627-SECRET-1")
    SaisineFactory(ecole=ecole, reference="2627-OUVERTE-1")

    html = page(signed_in(pilote).get(address(reunion, "ajouter_situation")))
    assert "2627-OUVERTE-1" in html
    assert "2627-SECRET-1" not in html


def test_secretariat_reads_references_and_slots_and_sets_nothing(ecole, pilote, reunion):
    (saisine,) = enrolled(ecole, pilote)
    ajouter_point(reunion, by=pilote, libelle="Sujet sensible", minutes=5, moment=MomentDuPoint.OUVERTURE)
    row = saisine.inscriptions.get()
    row.raison_tardive = "Conseil demain."
    row.save()
    html = page(signed_in(secretaire(ecole.pole)).get(address(reunion)))

    assert saisine.reference in html
    assert "13\u00a0h\u00a030" in html
    assert "Enregistrer" not in html
    assert "Conseil demain" not in html
    assert "Sujet sensible" not in html
    assert "13\u00a0h\u00a035" in html


def test_ien_sets_minutes_and_moves_a_line_in_one_act(ecole, pilote, reunion):
    first, second = [saisine.inscriptions.get() for saisine in enrolled(ecole, pilote, 2)]
    client = signed_in(inspectrice(ecole.pole))

    sent = {f"minutes-{first.pk}": "25", f"minutes-{second.pk}": "10", f"debat-{first.pk}": "on"}
    answer = client.post(address(reunion), sent | {"monter": str(second.pk)})

    assert answer.status_code == 302
    rows = list(reunion.inscriptions.all())
    assert [(row.pk, row.minutes, row.sans_debat) for row in rows] == [
        (second.pk, 10, False),
        (first.pk, 25, True),
    ]


def test_two_people_setting_an_agenda_at_once_keep_the_lines_of_each(ecole, pilote, reunion):
    first, second = [saisine.inscriptions.get() for saisine in enrolled(ecole, pilote, 2)]
    shown = page(signed_in(pilote).get(address(reunion)))
    before = {}
    for row in (first, second):
        before |= {f"minutes-{row.pk}": "15", f"initial-minutes-{row.pk}": "15"}
        before[f"initial-debat-{row.pk}"] = "False"
    assert all(f'name="{name}"' in shown for name in before)

    signed_in(pilote).post(address(reunion), before | {f"minutes-{first.pk}": "30"})
    signed_in(inspectrice(ecole.pole)).post(address(reunion), before | {f"debat-{second.pk}": "on"})

    rows = {row.pk: (row.minutes, row.sans_debat) for row in reunion.inscriptions.all()}
    assert rows == {first.pk: (30, False), second.pk: (15, True)}


def test_box_of_a_line_is_drawn_its_label_follows_it(ecole, pilote, reunion):
    """The DSFR draws the box beside the label that comes right after the input: nothing in between."""
    enrolled(ecole, pilote, 3)

    html = page(signed_in(pilote).get(address(reunion)))

    assert len(re.findall(r'<input type="checkbox"[^>]*><label', html)) == 3


@pytest.mark.parametrize("typed", ["", "0", "-5", "181", "dix", "1e3"])
def test_minutes_that_make_no_sense_are_told_and_kept(ecole, pilote, reunion, typed):
    (saisine,) = enrolled(ecole, pilote)
    row = saisine.inscriptions.get()

    html = page(signed_in(pilote).post(address(reunion), {f"minutes-{row.pk}": typed}))

    assert "Écrivez un nombre de minutes, de 1 à 180." in html
    assert f'value="{typed}"' in html or not typed
    assert Inscription.objects.get().minutes == 15


def test_line_of_another_meeting_is_not_touched(ecole, pilote, reunion):
    (saisine,) = enrolled(ecole, pilote)
    other = ReunionFactory(pole=ecole.pole, date=reunion.date + timedelta(days=30), date_limite=None)
    row = saisine.inscriptions.get()

    signed_in(pilote).post(address(other), {f"minutes-{row.pk}": "60", "descendre": str(row.pk)})

    row.refresh_from_db()
    assert (row.minutes, row.etat) == (15, EtatInscription.PREVUE)


def test_point_is_added_and_removed_from_the_page(pilote, reunion):
    client = signed_in(pilote)
    client.post(
        address(reunion, "ajouter_point"),
        {"libelle": "Outils de langage", "minutes": "10", "moment": "0"},
    )
    point = Point.objects.get()
    assert (point.libelle, point.minutes, point.moment) == ("Outils de langage", 10, 0)
    assert "Outils de langage" in page(client.get(address(reunion)))

    client.post(address(reunion, "retirer_point", point.pk))
    assert "Rien n’est encore à l’ordre du jour" in page(client.get(address(reunion)))


def test_late_case_without_reason_comes_back_with_every_word(ecole, pilote, reunion):
    today = ecole.pole.today()
    reunion.date_limite, reunion.date = today - timedelta(days=1), today + timedelta(days=3)
    reunion.save()
    saisine = SaisineFactory(ecole=ecole)

    sent = {"saisine": str(saisine.pk), "lettre": "Votre demande est lue jeudi.", "raison": ""}
    html = page(signed_in(pilote).post(address(reunion, "ajouter_situation"), sent))

    assert "dites pourquoi cette situation n’attend pas" in html
    assert "Votre demande est lue jeudi." in html
    assert not Inscription.objects.exists()


def test_reason_is_asked_for_once_the_deadline_is_over_and_not_before(ecole, pilote, reunion):
    SaisineFactory(ecole=ecole)
    client, url = signed_in(pilote), address(reunion, "ajouter_situation")

    assert "n’attend pas" not in page(client.get(url))
    reunion.date_limite = ecole.pole.today() - timedelta(days=1)
    reunion.save()
    asked = page(client.get(url))
    assert "Pourquoi cette situation n’attend pas la réunion suivante" in asked
    assert "facultatif" not in asked


@pytest.mark.parametrize("number", [1, 3, 12])
def test_agenda_costs_eight_queries_whatever_its_length(
    ecole, pilote, reunion, number, django_assert_num_queries
):
    enrolled(ecole, pilote, number)
    ajouter_point(reunion, by=pilote, libelle="Charte", minutes=5, moment=MomentDuPoint.OUVERTURE)
    client = signed_in(pilote)
    client.get(address(reunion))

    with django_assert_num_queries(8):
        client.get(address(reunion))
