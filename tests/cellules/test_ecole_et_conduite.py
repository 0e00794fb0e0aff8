"""A coordinator who also directs a school and is kept away from its case: she reads the case as its school
does, and conducts nothing of it."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cellules.a_faire import choses_des_reunions
from cellules.documents.dossier import situations_of
from cellules.documents.lot import plan_of
from cellules.documents_lus import documents_of
from cellules.models import Convie, Convocation, NoteDeSeance, Reunion
from cellules.services import convocations, seances
from cellules.services.cloture import clore
from cellules.services.horaires import prevenir_des_horaires
from cellules.services.ordre_du_jour import deplacer_ligne, regler
from cellules.services.regards import ecrire_regard
from cellules.services.reponses import confirmer_representant, repondre
from saisines.models import ProjetDeReponse
from saisines.services import deports
from tests.cellules.scene import enrolled, meeting
from tests.cellules.test_seances_pages import BACKGROUND, posted_bare
from tests.clients import page, signed_in
from tests.factories.pole import AffectationFactory, EcoleFactory, coordinatrice, fresh, membre

MOT = "Elle en parle avec sa grand-mère."


def kept_away(scene):
    """She coordinates the pole and directs the school of the first case, from which she is kept away."""
    person = coordinatrice(scene.pole)
    AffectationFactory(personne=person, fonction="directeur", pole=scene.pole, ecole=scene.ecole)
    deports.deporter(scene.premiere, by=fresh(scene.pilote), personne=person, raison="Une parente.")
    return person


@pytest.fixture
def double(salle):
    person = kept_away(salle)
    assert salle.premiere in salle.reads(person)
    return person


def address(scene, name, *args):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk, *args])


def test_notes_are_not_read_by_the_school_of_the_case(salle, double):
    salle.open()
    salle.study(salle.premiere, comprehension=MOT)
    client = signed_in(fresh(double))

    for name in ("seance", "cloture"):
        text = page(client.get(address(salle, name)))
        assert salle.premiere.reference not in text, name
        assert MOT not in text, name
        assert salle.seconde.reference in text, name
    assert client.get(address(salle, "situation", salle.row(salle.premiere).pk)).status_code == 404
    assert client.post(address(salle, "nom_en_seance", salle.row(salle.premiere).pk)).status_code == 404
    assert not NoteDeSeance.objects.visible_to(fresh(double)).exists()


def test_number_of_cases_before_the_opening_leaves_out_the_one_of_the_school(salle, double):
    text = page(signed_in(fresh(double)).get(address(salle, "seance")))

    assert "1 situation" in text
    assert "2 situations" in page(signed_in(salle.pilote).get(address(salle, "seance")))


def test_notes_are_not_written_by_the_school_of_the_case_even_with_the_place(salle, double):
    salle.open()
    salle.note(salle.premiere, comprehension=MOT)
    seances.prendre_la_plume(salle.reunion, by=fresh(double), de=salle.pilote.pk)

    with pytest.raises(PermissionDenied):
        salle.note(salle.premiere, by=double, version=1, comprehension="Autre chose.")
    with pytest.raises(PermissionDenied):
        seances.commencer(salle.row(salle.premiere), by=fresh(double))
    salle.note(salle.seconde, by=double, comprehension="La sienne.")

    assert salle.stored(salle.premiere).comprehension == MOT
    assert salle.stored(salle.seconde).comprehension == "La sienne."


def test_case_without_discussion_is_not_said_studied_by_its_school(salle, double):
    salle.open(double)
    salle.reunion.inscriptions.update(sans_debat=True)

    assert seances.noter_sans_debat(salle.reunion, by=fresh(double)) == 1

    assert [note.inscription.saisine for note in NoteDeSeance.objects.all()] == [salle.seconde]


@pytest.mark.parametrize("studied", [True, False])
def test_closing_leaves_the_case_of_the_school_to_another_pilot_and_closes_the_others(salle, double, studied):
    following = meeting(salle.pole, 30)
    salle.open()
    if studied:
        salle.study(salle.premiere)
    client = signed_in(fresh(double))

    assert client.post(address(salle, "cloture")).status_code == 302

    assert salle.row(salle.premiere).is_prevue
    assert {row.saisine for row in following.inscriptions.prevues()} == {salle.seconde}
    assert not ProjetDeReponse.objects.exists()
    assert "Clore la séance" in [one.titre[:15] for one in choses_of(salle, salle.pilote)]

    theirs = clore(salle.reunion, by=fresh(salle.pilote))
    assert (theirs.etudiees, theirs.reportees) == (int(studied), int(not studied))
    assert not salle.row(salle.premiere).is_prevue


def choses_of(scene, person):
    return list(choses_des_reunions(fresh(person), scene.pole))


def test_nothing_is_asked_of_a_school_for_a_meeting_that_studies_its_case_only(salle, double):
    assert any("séance" in one.titre for one in choses_of(salle, double))
    assert "Tenir la séance" in page(signed_in(fresh(double)).get(salle.reunion.get_absolute_url()))

    salle.reunion.inscriptions.filter(saisine=salle.seconde).delete()

    assert choses_of(salle, double) == []
    assert "Tenir la séance" not in page(signed_in(fresh(double)).get(salle.reunion.get_absolute_url()))
    assert choses_of(salle, salle.pilote)


@pytest.fixture
def table(scene):
    """Before the meeting: somebody for each case, and one of the pole for both."""
    Reunion.objects.filter(pk=scene.reunion.pk).update(heure=time(14))
    scene.reunion.refresh_from_db()
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.convene(scene.direction, scene.premiere)
    scene.convene(scene.direction_voisine, scene.seconde)
    scene.send()
    scene.double = kept_away(scene)
    return scene


@pytest.mark.parametrize("name", ["convocations", "ordre_du_jour"])
def test_who_is_convened_is_not_read_by_the_school_of_the_case(table, name):
    ecrire_regard(
        table.inscription(table.premiere),
        by=fresh(table.psy),
        observe=MOT,
        propose="",
        audience="conduite",
        version=0,
    )

    text = page(signed_in(fresh(table.double)).get(address(table, name)))

    assert table.seconde.reference in text
    assert table.premiere.reference not in text
    assert str(table.medecin) not in text
    assert "(1)" not in text


def test_convocations_of_the_case_are_not_decided_by_its_school(table):
    row = table.inscription(table.premiere)
    letter = table.letter(table.medecin)
    client = signed_in(fresh(table.double))
    by = fresh(table.double)

    assert client.get(address(table, "convier", row.pk)).status_code == 404
    assert client.post(address(table, "retirer_convie", letter.convies.get().pk)).status_code == 404
    for act in (
        lambda: convocations.convier(row, membre(table.pole), by=by),
        lambda: convocations.retirer(letter.convies.get(), by=by),
        lambda: deplacer_ligne(row, by=by, vers_le_haut=False),
    ):
        with pytest.raises(PermissionDenied):
            act()
    regler(table.reunion, by=by, minutes={row.pk: 45, table.inscription(table.seconde).pk: 25})

    row.refresh_from_db()
    assert row.minutes == 15
    assert table.inscription(table.seconde).minutes == 25
    assert letter.convies.get().etat == "envoyee"


def test_formation_is_proposed_for_the_cases_that_one_conducts_only(scene):
    scene.usual(scene.psy)
    double = kept_away(scene)

    convocations.proposer(scene.reunion, by=fresh(double))

    assert {saisine for _, saisine in scene.convened()} == {scene.seconde}
    convocations.proposer(scene.reunion, by=fresh(scene.pilote))
    assert (scene.psy, scene.premiere) in scene.convened()


def test_stand_in_for_the_case_of_the_school_is_agreed_to_by_another_pilot(table):
    letter = table.letter(table.psy)
    repondre(letter, by=fresh(table.psy), reponse="represente", representant=membre(table.pole))
    client = signed_in(fresh(table.double))

    assert "à la place de" not in page(client.get(address(table, "convocations")))
    assert client.post(address(table, "representer", letter.pk)).status_code == 404
    with pytest.raises(PermissionDenied):
        confirmer_representant(letter, by=fresh(table.double))
    assert "à la place de" in page(signed_in(table.pilote).get(address(table, "convocations")))
    assert len(confirmer_representant(letter, by=fresh(table.pilote))) == 2


def test_new_hours_of_the_case_are_not_told_by_its_school(table):
    row = table.inscription(table.premiere)
    deplacer_ligne(row, by=fresh(table.pilote), vers_le_haut=False)
    Convocation.objects.filter(personne=table.direction_voisine).update(annonce_apres=0)

    assert prevenir_des_horaires(table.reunion, by=fresh(table.double)) == 0
    assert prevenir_des_horaires(table.reunion, by=fresh(table.pilote)) == 1


def test_letters_and_lot_say_nothing_of_the_case_nor_of_who_comes_for_it_alone(table):
    double = fresh(table.double)

    told = [
        [one.saisine for one in letter["situations"]]
        for make in plan_of(table.reunion, double, situations_of(table.reunion, double))
        if (made := make()) and made.nom.startswith("convocations-")
        for letter in made.contexte["pages"]
    ]

    assert told == [[table.seconde], [table.seconde]]
    names = {one.personne for one in documents_of(table.reunion, double).toutes}
    assert names == {table.psy, table.direction_voisine}
    client = signed_in(fresh(double))
    assert (
        client.get(reverse("cellules:convocation_pdf", args=[table.letter(table.medecin).pk])).status_code
        == 404
    )
    text = page(client.get(reverse("cellules:convocation", args=[table.letter(table.psy).pk])))
    assert table.premiere.reference not in text


def test_school_kept_away_still_reads_its_own_invitation(scene):
    double = kept_away(scene)
    scene.convene(fresh(double), scene.seconde)
    scene.send()
    letter = scene.letter(double)
    Convie.objects.create(
        convocation=letter,
        inscription=scene.inscription(scene.premiere),
        etat="envoyee",
        envoyee_le=letter.envoyee_le,
    )

    text = page(signed_in(fresh(double)).get(letter.get_absolute_url()))

    assert scene.premiere.reference in text
    assert scene.seconde.reference in text


@pytest.mark.parametrize("number", [1, 3])
def test_whoever_is_kept_away_pays_no_query_for_each_case(salle, number, django_assert_num_queries):
    day = salle.pole.today()
    salle.on(day + timedelta(days=9))
    cases = [enrolled(EcoleFactory(pole=salle.pole), salle.pilote) for _ in range(number)]
    salle.convene(membre(salle.pole), salle.premiere, *cases)
    salle.send()
    salle.on(day)
    person = kept_away(salle)
    salle.open(person)
    salle.study(salle.seconde, by=person)
    client = signed_in(fresh(person))
    one = salle.row(salle.seconde).pk

    for name, args, queries in (
        ("seance", (), 12),
        ("fiche_seance", (), 12),
        ("situation", (one,), 12),
        ("cloture", (), 9),
        ("convocations", (), 11),
        ("documents", (), 8),
        ("presence_pdf", (), 12),
    ):
        with django_assert_num_queries(queries):
            assert client.get(address(salle, name, *args)).status_code == 200, name
    with django_assert_num_queries(13):
        assert (
            client.post(address(salle, "situation", one), posted_bare(salle), headers=BACKGROUND).status_code
            == 200
        )
