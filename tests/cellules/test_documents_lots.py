"""All the documents of a meeting in one act: made by the worker, sealed, given to who asked, then erased."""

import io
import time as clock
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cellules.models import AudienceRegard, EtatLot, LotDeDocuments
from cellules.services import archives, lots
from cellules.services.regards import ecrire_regard
from pole.conf.volume.saisines import CONTENUS
from pole.models import Acte, Entree
from saisines.services.deports import deporter
from tests.cellules.papiers import answer, close, name_of
from tests.cellules.scene import enrolled
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    fresh,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import EtapeFactory
from tests.imprime import words_of


@pytest.fixture(autouse=True)
def empty_storage():
    """Nothing was made before: what a test finds there is its own."""
    for path in list(archives.files()):
        default_storage.delete(path)


def ask(scene, by=None):
    return lots.demander(scene.reunion, by=fresh(by or scene.pilote))


def write(scene, personne, saisine):
    ecrire_regard(
        scene.inscription(saisine),
        by=fresh(personne),
        observe="Il reste au travail quand la consigne est courte. " * 4,
        propose="Couper la tâche en deux.",
        audience=AudienceRegard.MEMBRES,
        version=0,
    )


def address(scene, name):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk])


def archive(scene, personne):
    response = signed_in(personne).get(address(scene, "documents_zip"))
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == "application/zip"
    assert f'filename="documents-{scene.reunion.date:%Y-%m-%d}.zip"' in response["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(response.content))


def kinds(opened):
    return {name.split("-20")[0].removesuffix(".pdf") for name in opened.namelist()}


def test_whole_meeting_is_made_by_the_worker_and_taken_by_who_asked(convened):
    ask(convened)

    assert lots.make_next() == 1

    assert kinds(archive(convened, convened.pilote)) == {
        "dossier",
        "presence",
        "convocations",
        "ordres-du-jour",
    }


def test_closed_meeting_adds_attestations_the_record_and_each_answer(convened):
    close(convened)
    answer(convened, convened.premiere)
    ask(convened)
    lots.make_next()

    found = archive(convened, convened.pilote)

    assert {"attestations", "releve"} <= kinds(found)
    answers = [name for name in found.namelist() if name.startswith("reponse-")]
    assert answers == [f"reponse-{convened.premiere.reference}.pdf"]
    text = words_of(found.read(answers[0]))
    assert "Lire à deux." in text
    assert convened.seconde.reference not in text


def test_no_file_of_the_archive_holds_the_name_of_a_pupil(convened):
    for saisine in (convened.premiere, convened.seconde):
        EtapeFactory(
            saisine=saisine, contenu={"question": f"Comment aider {name_of(saisine)} ?", "faits": []}
        )
    close(convened)
    answer(convened, convened.premiere, comprehension=f"{name_of(convened.premiere)} avance.")
    ask(convened)
    lots.make_next()

    found = archive(convened, convened.pilote)

    texts = {name: words_of(found.read(name)) for name in found.namelist()}
    dossier = next(text for name, text in texts.items() if name.startswith("dossier"))
    assert "Comment aider l’élève ?" in dossier
    for name, text in texts.items():
        for saisine in (convened.premiere, convened.seconde):
            for word in (saisine.eleve.nom, saisine.eleve.prenom):
                assert word not in text, name


def test_asked_twice_it_is_made_once(convened):
    first, second = ask(convened), ask(convened)

    assert first.pk == second.pk
    assert (lots.make_next(), lots.make_next()) == (1, 0)


def test_made_again_the_first_file_goes(convened, django_capture_on_commit_callbacks):
    ask(convened)
    lots.make_next()
    old = LotDeDocuments.objects.get().chemin

    with django_capture_on_commit_callbacks(execute=True):
        ask(convened)
    lots.make_next()

    assert not default_storage.exists(old)
    assert default_storage.exists(LotDeDocuments.objects.get().chemin)


def test_file_is_sealed_on_the_disk_and_opens_only_for_its_row(convened):
    ask(convened)
    lots.make_next()
    lot = LotDeDocuments.objects.get()

    stored = default_storage.open(lot.chemin).read()

    assert not stored.startswith(b"PK")
    assert convened.premiere.reference.encode() not in stored
    assert lots.read_archive(lot)[:2] == b"PK"


def test_archive_is_for_who_asked_while_they_conduct(convened):
    ask(convened)
    lots.make_next()
    url = address(convened, "documents_zip")

    found = {
        "IEN": inspectrice(convened.pole),
        "secrétariat": secretaire(convened.pole),
        "membre": convened.psy,
        "direction": convened.direction,
        "ailleurs": coordinatrice(EcoleFactory().pole),
    }
    statuses = {name: signed_in(one).get(url).status_code for name, one in found.items()}
    convened.pilote.affectations.update(fin=timezone.now())

    assert statuses == {"IEN": 404, "secrétariat": 403, "membre": 403, "direction": 403, "ailleurs": 404}
    assert signed_in(convened.pilote).get(url).status_code == 404


def test_whoever_is_kept_away_since_has_the_archive_no_more(convened):
    other = coordinatrice(convened.pole)
    ask(convened, other)
    lots.make_next()
    deporter(convened.premiere, by=fresh(convened.pilote), personne=other, raison="Conflit d’intérêts.")

    refused = signed_in(other).get(address(convened, "documents_zip"))
    assert refused.status_code == 302
    ask(convened, other)
    lots.make_next()

    found = archive(convened, other)
    texts = " ".join(words_of(found.read(name)) for name in found.namelist())
    assert convened.seconde.reference in texts
    assert convened.premiere.reference not in texts


def test_somebody_who_conducts_no_more_when_the_worker_comes_gets_nothing(convened):
    ask(convened)
    convened.pilote.affectations.update(fin=timezone.now())

    lots.make_next()

    assert LotDeDocuments.objects.get().etat == EtatLot.ECHOUE


@pytest.mark.parametrize("who", ["psy", "direction", "secretariat"])
def test_others_may_not_ask(convened, who):
    person = secretaire(convened.pole) if who == "secretariat" else getattr(convened, who)

    with pytest.raises(PermissionDenied):
        ask(convened, person)


def test_killed_worker_leaves_it_to_the_next_one_after_a_while(convened, monkeypatch):
    ask(convened)

    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(lots, "plan_of", killed)
    with pytest.raises(KeyboardInterrupt):
        lots.make_next()
    monkeypatch.undo()
    assert lots.make_next() == 0

    LotDeDocuments.objects.update(vu_le=timezone.now() - lots.REPRISE - timedelta(seconds=1))

    assert lots.make_next() == 1
    assert LotDeDocuments.objects.get().is_pret


def test_worker_that_lost_its_place_keeps_nothing(convened, monkeypatch):
    ask(convened)
    lot = lots._take()
    LotDeDocuments.objects.update(vu_le=timezone.now() - lots.REPRISE - timedelta(seconds=1))
    assert lots.make_next() == 1
    kept = LotDeDocuments.objects.get().chemin

    lots._keep(lot, b"en retard", [])

    assert LotDeDocuments.objects.get().chemin == kept
    assert set(archives.files()) == {kept}


def test_worker_that_is_asked_to_stop_gives_it_back(convened):
    ask(convened)

    assert lots.make_next(lambda: True) == 0

    assert LotDeDocuments.objects.get().etat == EtatLot.DEMANDE
    assert lots.make_next() == 1


def test_fault_is_told_and_asked_again(convened, monkeypatch):
    ask(convened)
    monkeypatch.setattr(lots, "plan_of", lambda *args: 1 / 0)
    lots.make_next()
    monkeypatch.undo()

    text = page(signed_in(convened.pilote).get(address(convened, "documents")))
    assert "La préparation n’a pas abouti" in text
    signed_in(convened.pilote).post(address(convened, "preparer_documents"))
    lots.make_next()

    assert LotDeDocuments.objects.get().is_pret


def test_page_shows_how_far_it_is_with_and_without_javascript(convened):
    client = signed_in(convened.pilote)
    client.post(address(convened, "preparer_documents"))
    held = {"etat": EtatLot.EN_COURS, "jeton": uuid4(), "vu_le": timezone.now()}
    LotDeDocuments.objects.update(**held, fait=2, total=8)

    text = page(client.get(address(convened, "documents")))
    part = page(client.get(address(convened, "avancement")))

    for one in (text, part):
        assert "2 sur 8 préparés" in one
        assert 'hx-trigger="every 2s"' in one
        assert "Où en est-on" in one
    assert "htmx" in text
    LotDeDocuments.objects.all().delete()
    ask(convened)
    lots.make_next()
    done = page(client.get(address(convened, "avancement")))
    assert "hx-get" not in done
    assert "Tous les documents" in done


def test_archive_goes_after_three_days(convened, django_capture_on_commit_callbacks):
    ask(convened)
    lots.make_next()
    LotDeDocuments.objects.update(pret_le=timezone.now() - timedelta(days=3, minutes=1))
    url = address(convened, "documents_zip")
    assert signed_in(convened.pilote).get(url).status_code == 302

    with django_capture_on_commit_callbacks(execute=True):
        archives.erase_old(None, timezone.now())

    assert not LotDeDocuments.objects.exists()
    assert list(archives.files()) == []


def test_file_that_no_row_names_goes_after_a_day(convened, monkeypatch):
    default_storage.save("lots/ab/abandon", ContentFile(b"scelle"))

    archives.erase_old(None, timezone.now())
    assert list(archives.files()) == ["lots/ab/abandon"]
    monkeypatch.setattr(archives, "OUBLI", timedelta(0))
    archives.erase_old(None, timezone.now())

    assert list(archives.files()) == []


def test_taking_it_is_journaled_on_each_case_and_counted_as_an_export(convened):
    ask(convened)
    lots.make_next()

    archive(convened, convened.pilote)

    lines = Entree.objects.filter(personne=convened.pilote).exclude(acte=Acte.CONNEXION)
    assert set(lines.values_list("acte", "objet_id")) == {
        (Acte.EXPORT, convened.reunion.pk),
        (Acte.PDF, convened.premiere.pk),
        (Acte.PDF, convened.seconde.pk),
    }


def test_key_that_changes_reseals_the_archive(convened, settings):
    ask(convened)
    lots.make_next()
    settings.CLES_CHIFFREMENT = f"t2:{'B' * 43}=,{settings.CLES_CHIFFREMENT}"
    assert archives.count_files() == 1

    assert list(archives.rotate_files()) == [True]

    assert archives.count_files() == 0
    assert lots.read_archive(LotDeDocuments.objects.get())[:2] == b"PK"
    assert len(set(archives.files())) == 1


def test_check_tells_a_lost_archive_and_one_that_stayed(convened):
    ask(convened)
    lots.make_next()
    assert list(archives.check_lots()) == []

    default_storage.delete(LotDeDocuments.objects.get().chemin)
    LotDeDocuments.objects.update(pret_le=timezone.now() - timedelta(days=6))

    assert len(list(archives.check_lots())) == 2


@pytest.mark.lent
def test_meeting_of_twelve_cases_costs_less_than_ten_seconds_of_processor(scene):
    """The figure of the issue: generating and rendering all documents of a meeting of 12 cases."""
    cases = [scene.premiere, scene.seconde]
    cases += [enrolled(EcoleFactory(pole=scene.pole), scene.pilote) for _ in range(10)]
    people = [membre(scene.pole) for _ in range(8)]
    for saisine in cases:
        for code, contenu in CONTENUS.items():
            EtapeFactory(saisine=saisine, code=code, contenu=contenu)
    for one in people:
        scene.convene(one, *cases)
    for saisine in cases:
        scene.convene(directrice(saisine.ecole), saisine)
    scene.send()
    for one in people[:4]:
        for saisine in cases:
            write(scene, one, saisine)
    close(scene)
    for saisine in cases:
        answer(scene, saisine)
    ask(scene)

    start = clock.process_time()
    assert lots.make_next() == 1
    spent = clock.process_time() - start

    assert len(archive(scene, scene.pilote).namelist()) >= 17
    assert spent < 10
