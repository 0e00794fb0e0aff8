"""Documents of a meeting: who reads what, tagged and in French, journaled, without any pupil's name."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cellules.models import Convie, Inscription, Reunion
from pole.models import Acte, Entree
from pole.services.exports import PAR_HEURE
from saisines.services.deports import deporter
from tests.cellules.papiers import answer, close, name_of
from tests.cellules.scene import enrolled
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.imprime import pages_of, words_of

KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def of_meeting(scene, name):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk])


def of_letter(scene, personne, name):
    return reverse(f"cellules:{name}", args=[scene.letter(personne).pk])


def get(personne, url):
    return signed_in(personne).get(url)


def words(response):
    assert response.status_code == 200, response.status_code
    return words_of(response.content)


# Who reads what


def test_page_lists_what_exists_for_each_reader(convened, invitee):
    pilot = page(get(convened.pilote, of_meeting(convened, "documents")))
    psy = page(get(convened.psy, of_meeting(convened, "documents")))
    stranger = page(get(membre(convened.pole), of_meeting(convened, "documents")))
    office = page(get(secretaire(convened.pole), of_meeting(convened, "documents")))

    assert "Feuille de présence" in pilot
    assert "Préparer tous les documents" in pilot
    assert str(convened.psy) in pilot
    assert "Votre ordre du jour" in psy
    assert "Feuille de présence" not in psy
    assert str(convened.medecin) not in psy
    assert "Rien pour vous ici" in stranger
    assert str(convened.psy) in office
    assert "Feuille de présence" not in office
    for text in (pilot, psy, stranger, office):
        assert "Relevé de décisions" not in text
        assert convened.premiere.reference not in text


def test_each_document_opens_to_those_for_whom_it_exists_and_to_nobody_else(convened, invitee):
    close(convened)
    ailleurs = coordinatrice(EcoleFactory().pole)
    people = {
        "coordination": convened.pilote,
        "IEN": inspectrice(convened.pole),
        "secrétariat": secretaire(convened.pole),
        "psychologue": convened.psy,
        "autre membre": membre(convened.pole),
        "partenaire": invitee,
        "direction": convened.direction,
        "ailleurs": ailleurs,
    }
    pilots = {"coordination", "IEN"}
    office = pilots | {"secrétariat", "psychologue"}
    expected = {
        of_meeting(convened, "presence_pdf"): pilots,
        of_meeting(convened, "releve"): pilots | {"psychologue"},
        of_meeting(convened, "releve_pdf"): pilots | {"psychologue"},
        of_letter(convened, convened.psy, "convocation_pdf"): office,
        of_letter(convened, convened.psy, "agenda_pdf"): office,
        of_letter(convened, convened.psy, "attestation_pdf"): office,
        of_letter(convened, invitee, "attestation_pdf"): (office | {"partenaire"}) - {"psychologue"},
    }

    clients = {name: signed_in(one) for name, one in people.items()}
    opened = {
        url: {name for name, client in clients.items() if client.get(url).status_code == 200}
        for url in expected
    }

    assert opened == expected


def test_no_document_of_a_meeting_holds_a_pupil_nor_a_case_that_is_not_the_readers(convened, invitee):
    close(convened)
    letters = ("convocation_pdf", "agenda_pdf", "attestation_pdf")
    texts = [
        words(get(convened.pilote, of_meeting(convened, name))) for name in ("presence_pdf", "releve_pdf")
    ]
    texts += [words(get(convened.psy, of_letter(convened, convened.psy, name))) for name in letters]
    theirs = [words(get(invitee, of_letter(convened, invitee, name))) for name in letters]

    for saisine in (convened.premiere, convened.seconde):
        for text in texts + theirs:
            assert name_of(saisine) not in text
            assert saisine.eleve.prenom not in text
    for text in theirs:
        assert convened.seconde.reference not in text
        assert convened.voisine.nom not in text
        assert convened.ecole.nom not in text


# Personal agenda and attestation


def test_personal_agenda_says_slots_and_nothing_of_the_rest(convened):
    text = words(
        get(convened.direction_voisine, of_letter(convened, convened.direction_voisine, "agenda_pdf"))
    )

    assert convened.seconde.reference in text
    assert "14 h 15" in text.replace("\u00a0", " ")
    assert convened.premiere.reference not in text


def test_common_points_are_on_the_agenda_of_staff_only(convened, invitee):
    convened.reunion.points.create(ajoute_par=convened.pilote, libelle="La charte du pôle", minutes=5)

    staff = words(get(convened.psy, of_letter(convened, convened.psy, "agenda_pdf")))
    partner = words(get(invitee, of_letter(convened, invitee, "agenda_pdf")))

    assert "La charte du pôle" in staff
    assert "La charte du pôle" not in partner


def test_attestation_exists_once_present_in_a_meeting_that_is_over(convened):
    url = of_letter(convened, convened.psy, "attestation_pdf")
    Convie.objects.filter(convocation__personne=convened.psy).update(presence=True)
    assert get(convened.psy, url).status_code == 404

    yesterday = convened.pole.today() - timedelta(days=1)
    Reunion.objects.filter(pk=convened.reunion.pk).update(date=yesterday, date_limite=yesterday)

    assert words(get(convened.psy, url))
    assert get(convened.medecin, of_letter(convened, convened.medecin, "attestation_pdf")).status_code == 404


def test_attestation_says_date_hours_and_function_and_nothing_of_the_cases(convened):
    close(convened)

    text = words(get(convened.psy, of_letter(convened, convened.psy, "attestation_pdf")))

    said = text.replace("\u00a0", " ")
    assert str(convened.psy) in said
    assert "de 14 h 00 à 14 h 30" in said
    assert convened.psy.affectations.get().metier.nom.lower() in said.lower()
    for saisine in (convened.premiere, convened.seconde):
        assert saisine.reference not in said
        assert saisine.ecole.nom not in said


# Attendance sheet


def test_attendance_sheet_keeps_each_slot_on_its_own_page(convened, invitee):
    sheet = get(convened.pilote, of_meeting(convened, "presence_pdf"))

    first, *slots = pages_of(sheet.content)
    assert str(convened.psy) in first
    for one in (convened.medecin, invitee, convened.direction, convened.direction_voisine):
        assert str(one) not in first
    one, two = slots
    assert str(invitee) in one
    assert str(convened.direction) in one
    assert str(convened.direction_voisine) not in one
    assert str(convened.medecin) in two
    assert str(invitee) not in two
    for text in (first, one, two):
        assert convened.premiere.reference not in text
        assert convened.ecole.nom not in text


def test_whoever_is_kept_away_from_a_case_prints_nobody_of_it(convened):
    other = coordinatrice(convened.pole)
    deporter(convened.premiere, by=fresh(convened.pilote), personne=other, raison="Conflit d’intérêts.")

    text = words(get(other, of_meeting(convened, "presence_pdf")))

    assert str(convened.direction_voisine) in text
    assert str(convened.direction) not in text


# Record of decisions


def test_record_exists_once_the_seance_is_closed(convened):
    assert get(convened.pilote, of_meeting(convened, "releve")).status_code == 404

    close(convened)

    text = page(get(convened.pilote, of_meeting(convened, "releve")))
    assert "L’élève progresse quand il est encouragé." in text
    assert "Encourager l’élève." in text
    assert str(convened.psy) in text
    assert "direction de l’école" in text
    assert str(convened.direction) not in text
    assert name_of(convened.premiere) not in text


def test_member_reads_the_record_of_their_cases_only(convened):
    close(convened)

    text = page(get(convened.medecin, of_meeting(convened, "releve")))
    printed = words(get(convened.medecin, of_meeting(convened, "releve_pdf")))

    for one in (text, printed):
        assert convened.seconde.reference in one
        assert convened.premiere.reference not in one


def test_record_takes_the_words_of_the_answer_once_it_is_sent(convened):
    close(convened)
    answer(convened, convened.premiere, comprehension=f"{name_of(convened.premiere)} avance.")

    text = page(get(convened.pilote, of_meeting(convened, "releve")))

    assert "L’élève avance." in text
    assert "Réponse envoyée à l’école" in text
    assert "Lire à deux." in text
    assert name_of(convened.premiere) not in text


def test_carried_over_case_is_named_by_its_reference_and_nothing_more(convened):
    close(convened)
    Inscription.objects.filter(saisine=convened.seconde).update(etat="reportee")

    text = page(get(convened.pilote, of_meeting(convened, "releve")))

    assert convened.seconde.reference in text.split("Reportées à une autre réunion")[1]
    assert text.count("progresse quand il est encouragé") == 1


def test_record_closes_to_members_with_their_access(convened):
    close(convened)
    convened.psy.acces_motifs.update(debut=timezone.now() - timedelta(days=9), fin=timezone.now())

    assert get(convened.psy, of_meeting(convened, "releve")).status_code == 404


# Form and trace


def test_documents_are_tagged_in_french_with_a_title_and_a_name_that_say_nothing(convened):
    close(convened)
    day = f"{convened.reunion.date:%Y-%m-%d}"
    letter = convened.psy
    expected = {
        of_meeting(convened, "presence_pdf"): f"presence-{day}.pdf",
        of_meeting(convened, "releve_pdf"): f"releve-{day}.pdf",
        of_letter(convened, letter, "convocation_pdf"): f"convocation-{day}.pdf",
        of_letter(convened, letter, "agenda_pdf"): f"ordre-du-jour-{day}.pdf",
        of_letter(convened, letter, "attestation_pdf"): f"attestation-{day}.pdf",
    }

    for url, name in expected.items():
        printed = get(convened.pilote, url)
        assert printed["Content-Disposition"] == f'attachment; filename="{name}"'
        read = pypdf.PdfReader(io.BytesIO(printed.content))
        root = read.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], name
        assert root["/Lang"] == "fr", name
        assert "/StructTreeRoot" in root, name
        for secret in (str(letter), convened.premiere.reference, name_of(convened.premiere)):
            assert secret not in read.metadata.title


def test_each_document_is_journaled_and_the_record_on_each_of_its_cases(convened):
    close(convened)

    get(convened.pilote, of_meeting(convened, "releve_pdf"))
    get(convened.pilote, of_meeting(convened, "releve"))

    lines = Entree.objects.filter(personne=convened.pilote).exclude(acte=Acte.CONNEXION)
    lines = lines.values_list("acte", "objet_id", "identite")
    both = {convened.premiere.pk, convened.seconde.pk}
    assert set(lines) == {(Acte.EXPORT, convened.reunion.pk, False)} | {
        (acte, pk, False) for acte in (Acte.PDF, Acte.LECTURE) for pk in both
    }


def took_all_exports_of_the_hour(scene, personne):
    for _ in range(PAR_HEURE):
        Entree.objects.create(
            acte=Acte.EXPORT, personne=personne, pole=scene.pole, fonction="", le=timezone.now()
        )


def test_document_that_holds_several_cases_is_bounded_as_exports_are(convened):
    close(convened)
    took_all_exports_of_the_hour(convened, convened.pilote)

    assert get(convened.pilote, of_meeting(convened, "releve_pdf")).status_code == 429


def test_letters_and_sheets_are_printed_for_everybody_however_many_they_are(convened):
    close(convened)
    took_all_exports_of_the_hour(convened, convened.pilote)
    letters = ("convocation_pdf", "agenda_pdf", "attestation_pdf")
    urls = [of_letter(convened, convened.psy, name) for name in letters]

    for url in (*urls, of_meeting(convened, "presence_pdf")):
        assert get(convened.pilote, url).status_code == 200, url

    lines = Entree.objects.filter(personne=convened.pilote, objet_id=convened.reunion.pk)
    assert list(lines.values_list("acte", flat=True)) == [Acte.PDF] * 4


@pytest.mark.parametrize("number", [1, 3])
def test_documents_cost_the_same_for_one_and_three(scene, number):
    people = [membre(scene.pole) for _ in range(number)]
    cases = [scene.premiere, *(enrolled(EcoleFactory(pole=scene.pole), scene.pilote) for _ in range(number))]
    for one in (*people, scene.psy):
        scene.convene(one, *cases, scene.seconde)
    scene.send()
    close(scene)
    for saisine in cases:
        answer(scene, saisine)
    expected = {
        (scene.pilote, of_meeting(scene, "documents")): 7,
        (scene.psy, of_meeting(scene, "documents")): 6,
        (scene.pilote, of_meeting(scene, "presence_pdf")): 9,
        (scene.psy, of_meeting(scene, "releve")): 10,
        (scene.psy, of_meeting(scene, "releve_pdf")): 12,
        (scene.psy, of_letter(scene, scene.psy, "convocation_pdf")): 9,
        (scene.psy, of_letter(scene, scene.psy, "agenda_pdf")): 9,
        (scene.psy, of_letter(scene, scene.psy, "attestation_pdf")): 10,
    }

    found = {}
    for person, url in expected:
        client = signed_in(person)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        found[person, url] = len([query for query in asked if query["sql"].startswith(KINDS)])

    assert found == expected
