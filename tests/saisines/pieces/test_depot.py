"""The documents of a draft: sealed at rest, bounded in number and weight, gone with their row."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from pole.enums import Nature
from saisines.enums import Etat
from saisines.models import PIECES_MAX, PieceJointe
from saisines.natures import description
from saisines.natures.pieces import REFUSEES, TypePiece
from saisines.services import pieces as services
from saisines.services.brouillon import DraftClosedError
from saisines.services.examen import PieceRefusedError
from saisines.services.pieces import OCTETS_MAX, attach, detach, read
from tests.factories.pole import EcoleFactory, directrice
from tests.factories.saisines import SaisineFactory
from tests.saisines.documents import pdf
from tests.saisines.pieces.scene import fichier, send


def test_piece_is_sealed_at_rest_under_a_name_that_says_nothing(saisine, auteur):
    content = pdf(2, words=b"CanariTexte")

    piece = attach(saisine, fichier(content), type="ppre", by=auteur)

    with default_storage.open(piece.chemin, "rb") as stored:
        sealed = stored.read()
    assert sealed.startswith(b"v1:t1:")
    assert b"%PDF" not in sealed
    assert b"CanariTexte" not in sealed
    assert piece.chemin == f"pieces/{piece.pk.hex[:2]}/{piece.pk.hex}"
    assert "CanariNom" in piece.nom
    assert (piece.pages, piece.taille, piece.cle) == (2, len(read(piece)), "t1")
    assert b"CanariTexte" in read(piece)


def test_half_written_piece_leaves_nothing(saisine, auteur, monkeypatch):
    def full_disk(name, content):
        raise OSError("no space left")

    monkeypatch.setattr(default_storage, "save", full_disk)

    with pytest.raises(PieceRefusedError, match="la place manque") as refusal:
        attach(saisine, fichier(), type="ppre", by=auteur)

    assert isinstance(refusal.value.__cause__, OSError)
    assert not PieceJointe.objects.exists()


def stored():
    return {
        name
        for folder in default_storage.listdir("pieces")[0]
        for name in default_storage.listdir(f"pieces/{folder}")[1]
    }


def test_row_that_fails_leaves_no_file(saisine, auteur):
    for _ in range(PIECES_MAX):
        attach(saisine, fichier(), type="ppre", by=auteur)
    before = stored()

    with pytest.raises(PieceRefusedError, match="déjà 6 documents"):
        attach(saisine, fichier(), type="ppre", by=auteur)

    assert stored() == before
    assert PieceJointe.objects.count() == PIECES_MAX


def test_piece_goes_with_its_file(saisine, auteur, django_capture_on_commit_callbacks):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)

    with django_capture_on_commit_callbacks(execute=True):
        detach(piece, by=auteur)

    assert not default_storage.exists(piece.chemin)
    assert not PieceJointe.objects.exists()


def test_quota_of_a_case_holds_in_the_database_too(saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    twin = {name: getattr(piece, name) for name in ("saisine", "type", "chemin", "cle", "taille", "pages")}

    for rang in (piece.rang, 0, PIECES_MAX + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            PieceJointe.objects.create(**twin, rang=rang, deposee_par=auteur)


def test_place_of_a_document_taken_back_is_free_again(saisine, auteur):
    pieces = [attach(saisine, fichier(), type="ppre", by=auteur) for _ in range(3)]
    detach(pieces[1], by=auteur)

    fresh = attach(saisine, fichier(), type="ppre", by=auteur)

    assert [piece.rang for piece in pieces] == [1, 2, 3]
    assert fresh.rang == 2


def test_documents_of_a_case_weigh_little_together(saisine, auteur):
    PieceJointe.objects.filter(pk=attach(saisine, fichier(), type="ppre", by=auteur).pk).update(
        taille=OCTETS_MAX - 10
    )

    with pytest.raises(PieceRefusedError, match="15\u00a0Mo ensemble"):
        attach(saisine, fichier(), type="ppre", by=auteur)


def test_two_at_the_last_place_are_told_to_begin_again(saisine, auteur, monkeypatch):
    """Another process took the rank between the count and the insertion: the database refuses it."""
    attach(saisine, fichier(), type="ppre", by=auteur)
    before = stored()
    monkeypatch.setattr(services, "min", lambda ranks: 1, raising=False)

    with pytest.raises(PieceRefusedError) as refusal:
        attach(saisine, fichier(), type="ppre", by=auteur)

    assert refusal.value.code == "occupe"
    assert stored() == before


@pytest.mark.parametrize("refusee", REFUSEES, ids=lambda refusee: refusee.code)
def test_what_follows_another_way_is_refused_with_its_way_and_never_read(saisine, auteur, refusee):
    """Domaine 5.6: what must not be stored; the message names the right channel."""
    unread = SimpleNamespace(name="bilan.pdf", size=1000)

    with pytest.raises(PieceRefusedError) as refusal:
        attach(saisine, unread, type=refusee.code, by=auteur)

    assert str(refusal.value) == refusee.voie
    assert not PieceJointe.objects.exists()


@pytest.mark.parametrize("nature", Nature)
def test_types_of_documents_follow_the_kind(ecole, auteur, nature):
    """P, G, O and A have documents; the others none (domaine 2.3, step 6)."""
    avec = {Nature.ELEVE, Nature.GROUPE, Nature.ORIENTATION, Nature.PROJET}
    saisine = SaisineFactory(ecole=ecole, auteur=auteur, etat=Etat.BROUILLON, nature=nature)

    types = description(nature).pieces

    assert bool(types) is (nature in avec)
    assert set(types) <= set(TypePiece.values)
    other = next(type for type in (*TypePiece.values, "") if type not in types)
    with pytest.raises(PieceRefusedError, match="Choisissez un type"):
        attach(saisine, fichier(), type=other, by=auteur)


def test_nothing_is_attached_or_removed_by_another_school_nor_once_studied(saisine, auteur):
    piece = attach(saisine, fichier(), type="ppre", by=auteur)
    stranger = directrice(EcoleFactory(pole=saisine.pole))

    with pytest.raises(PermissionDenied):
        detach(piece, by=stranger)
    with pytest.raises(PermissionDenied):
        attach(saisine, fichier(), type="ppre", by=stranger)
    send(saisine, auteur, Etat.ETUDIEE)
    with pytest.raises(DraftClosedError, match="Étudiée"):
        detach(piece, by=auteur)
    with pytest.raises(DraftClosedError, match="Étudiée"):
        attach(saisine, fichier(), type="ppre", by=auteur)
