"""`verifier` finds an attachment that was lost, left behind or damaged, at a bounded cost."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from pole import verifications
from pole.services import planification
from saisines.enums import Etat
from saisines.models import PieceJointe
from saisines.services import controles
from saisines.services.controles import DELAI, DITES, OUBLI, OUVERTES, check_pieces, erase_left_files
from saisines.services.pieces import attach, read
from tests.factories.pole import EcoleFactory, directrice
from tests.factories.saisines import SaisineFactory
from tests.saisines.documents import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_storage():
    """The storage of the tests outlives each of them."""
    for path in list(controles._files("pieces")):
        default_storage.delete(path)


@pytest.fixture
def author():
    return directrice(EcoleFactory())


@pytest.fixture
def join(author):
    """Attach a document to a new draft."""
    ecole = author.affectations.get().ecole

    def one():
        saisine = SaisineFactory(ecole=ecole, etat=Etat.BROUILLON, auteur=author)
        return attach(saisine, SimpleUploadedFile("CanariNom.pdf", pdf()), type="ppre", by=author)

    return one


def found():
    """What the check says once what is being written has had the time to be."""
    with time_machine.travel(timezone.now() + DELAI + timedelta(minutes=1)):
        return list(check_pieces())


def damage(piece):
    default_storage.delete(piece.chemin)
    default_storage.save(piece.chemin, ContentFile(b"v1:t1:" + b"0" * 200))


def test_storage_where_nothing_was_ever_joined_is_well():
    assert found() == []


@pytest.mark.parametrize("count", [1, 3])
def test_attachments_that_are_all_there_are_well_for_two_queries(join, count, django_assert_num_queries):
    for _ in range(count):
        join()

    with django_assert_num_queries(2):
        assert list(check_pieces()) == []


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 pièce jointe sans fichier"), (3, "3 pièces jointes sans fichier")]
)
def test_row_whose_file_is_lost_is_told_by_its_path(join, count, said):
    join()
    lost = [join() for _ in range(count)]
    for piece in lost:
        default_storage.delete(piece.chemin)

    [problem] = found()

    assert problem.startswith(said)
    assert all(piece.chemin in problem for piece in lost)
    assert "Canari" not in problem


@pytest.mark.parametrize("count", [1, 3])
def test_file_that_no_row_names_is_told(join, count):
    join()
    left = [join() for _ in range(count)]
    PieceJointe.objects.filter(pk__in=[piece.pk for piece in left]).delete()

    [problem] = found()

    assert "que plus aucune saisine ne nomme" in problem
    assert all(piece.chemin in problem for piece in left)


def erased():
    """The job as the worker runs it, a week later."""
    with time_machine.travel(timezone.now() + OUBLI + timedelta(minutes=1)):
        erase_left_files(None, timezone.now())


def test_file_left_by_a_killed_server_goes_after_a_week(join):
    """Half joined, or half erased: it holds what a pupil is about, and nobody knows of it."""
    kept, left = join(), join()
    PieceJointe.objects.filter(pk=left.pk).delete()

    erase_left_files(None, timezone.now())
    there = default_storage.exists(left.chemin)
    erased()
    erased()

    assert there
    assert not default_storage.exists(left.chemin)
    assert read(kept)


def test_many_files_of_no_case_are_told_and_never_touched(join, monkeypatch):
    """A database put back to an older day, a storage that two sites share: the files are somebody's."""
    monkeypatch.setattr(controles, "OUBLIES_MAX", 2)
    left = [join() for _ in range(3)]
    PieceJointe.objects.filter(pk__in=[piece.pk for piece in left]).delete()

    erased()
    [problem] = found()

    assert all(default_storage.exists(piece.chemin) for piece in left)
    assert "vont-ils ensemble" in problem


def test_job_that_erases_files_is_run_by_the_worker(join, monkeypatch):
    monkeypatch.setattr(controles, "OUBLI", timedelta(0))
    left = join()
    PieceJointe.objects.filter(pk=left.pk).delete()

    planification.run_due()

    assert not default_storage.exists(left.chemin)


def test_file_that_is_being_written_is_not_told_yet():
    default_storage.save("pieces/ab/abcdef", ContentFile(b"x"))

    assert list(check_pieces()) == []
    assert len(found()) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_file_that_does_not_open_is_told(join, count):
    join()
    damaged = [join() for _ in range(count)]
    for piece in damaged:
        damage(piece)

    [problem] = found()

    assert "qui ne s’ouvrent pas" in problem
    assert all(piece.chemin in problem for piece in damaged)


def test_file_put_in_the_place_of_another_does_not_open(join):
    """Each file is bound to its row: a copy of another case is seen."""
    one, other = join(), join()
    with default_storage.open(one.chemin, "rb") as stored:
        sealed = stored.read()
    default_storage.delete(other.chemin)
    default_storage.save(other.chemin, ContentFile(sealed))

    [problem] = found()

    assert other.chemin in problem
    assert one.chemin not in problem


def test_document_removed_while_the_check_runs_is_not_told(join, monkeypatch):
    piece = join()
    known = iter([{piece.chemin: piece.pk}, {}])
    default_storage.delete(piece.chemin)
    monkeypatch.setattr(controles, "_known", lambda: next(known))

    assert found() == []


def test_only_a_sample_is_opened_and_many_problems_are_told_in_one_line(join, monkeypatch):
    pieces = [join() for _ in range(DITES + 1)]
    opened = []
    monkeypatch.setattr(controles, "OUVERTES", 2)
    monkeypatch.setattr(controles, "read", lambda piece: opened.append(piece.pk) or read(piece))

    assert found() == []

    assert len(set(opened)) == len(opened) == 2
    assert OUVERTES <= 20
    for piece in pieces:
        default_storage.delete(piece.chemin)
    [problem] = found()
    assert problem.startswith(f"{len(pieces)} pièces jointes sans fichier")
    assert problem.count("pieces/") == DITES
    assert problem.endswith(", …)")


def test_verifier_runs_it_and_ends_with_an_alert(join, monkeypatch):
    default_storage.delete(join().chemin)
    mine = {nom: check for nom, check in verifications._controles.items() if nom == "pièces jointes"}
    monkeypatch.setattr(verifications, "_controles", mine)
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("verifier", stdout=out)

    assert "alerte  pièces jointes\u00a0: 1 pièce jointe sans fichier" in out.getvalue()
