"""Rotation of the keys while the site runs, interrupted, and once the old keys are gone (T11)."""

import base64
import threading
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from pole import crypto
from pole.models import Envoi
from pole.services import cles
from pole.services.envois import enqueue
from saisines.models import Eleve, Etape, PieceJointe, Saisine
from saisines.services.pieces import LABEL, read
from tests.factories.pole import EcoleFactory, PersonneFactory


def key(letter):
    return base64.b64encode(letter.encode() * 32).decode()


ANCIENNES = {"CLES_CHIFFREMENT": f"c1:{key('a')}", "CLES_INDEX": f"i1:{key('b')}"}
DEUX = {
    "CLES_CHIFFREMENT": f"c2:{key('c')},c1:{key('a')}",
    "CLES_INDEX": f"i2:{key('d')},i1:{key('b')}",
}
NEUVES = {"CLES_CHIFFREMENT": f"c2:{key('c')}", "CLES_INDEX": f"i2:{key('d')}"}


@pytest.fixture
def keys(settings):
    def use(values):
        for name, value in values.items():
            setattr(settings, name, value)

    use(ANCIENNES)
    return use


@pytest.fixture
def ecole(db, keys):
    return EcoleFactory()


def pupil(ecole, number=0):
    return Eleve.objects.create(pole=ecole.pole, ecole=ecole, nom=f"Zyglobax {number}", prenom="Quorvine")


def attachment(ecole):
    author = PersonneFactory()
    saisine = Saisine.objects.create(pole=ecole.pole, ecole=ecole, auteur=author, annee=2026)
    Etape.objects.create(saisine=saisine, code="demande", modifiee_par=author, contenu={"mot": "Brimolux"})
    piece = PieceJointe(
        saisine=saisine, type="essais", nom="Zyglobax.pdf", cle="c1", taille=4, pages=1, deposee_par=author
    )
    sealed = crypto.seal_bytes(b"%PDF", label=LABEL, row=piece.pk)
    piece.chemin = default_storage.save(f"pieces/aa/{piece.pk.hex}", ContentFile(sealed))
    piece.save()
    return piece


def rotate():
    out = StringIO()
    call_command("tourner_cles", stdout=out)
    return out.getvalue()


def tokens(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")  # noqa: S608 (names of the model)
        return {row[0].rpartition(":")[0] for row in cursor.fetchall()}


def test_every_sealed_column_of_the_site_is_found():
    found = {f"{model._meta.label}.{field.name}" for model, field in cles.encrypted_columns()}

    assert {"saisines.Eleve.nom", "saisines.Etape.contenu", "pole.Envoi.contexte"} <= found


def test_label_of_each_sealed_column_is_its_own():
    labels = [field.label for _, field in cles.encrypted_columns()]

    assert "" not in labels
    assert len(labels) == len(set(labels))


def test_columns_index_and_files_are_readable_once_the_old_keys_are_gone(ecole, keys):
    eleve, piece = pupil(ecole), attachment(ecole)
    enqueue("pole/x", pole=ecole.pole, cle="c", adresse="a@exemple.test", contexte={"mot": "lien"})
    before = piece.chemin
    keys(DEUX)

    told = rotate()

    keys(NEUVES)
    again, piece = Eleve.objects.get(), PieceJointe.objects.get()
    assert (again.nom, again.prenom) == (eleve.nom, eleve.prenom)
    assert list(Eleve.objects.named(ecole.pole, "ZYGLOBAX 0", "quorvine")) == [again]
    assert Etape.objects.get().contenu == {"mot": "Brimolux"}
    assert Envoi.objects.get().contexte == {"mot": "lien"}
    assert (piece.nom, read(piece), piece.cle) == ("Zyglobax.pdf", b"%PDF", "c2")
    assert not default_storage.exists(before)
    assert "saisines.Eleve.nom" in told
    assert "Zyglobax" not in told
    assert cles.count_left() == []


def test_search_finds_a_name_before_during_and_after_the_rotation(ecole, keys):
    pupil(ecole)
    keys(DEUX)
    Eleve.objects.create(pole=ecole.pole, ecole=ecole, nom="Zyglobax 0", prenom="Quorvine")

    assert Eleve.objects.named(ecole.pole, "Zyglobax 0", "Quorvine").count() == 2
    rotate()
    assert Eleve.objects.named(ecole.pole, "Zyglobax 0", "Quorvine").count() == 2


def test_check_counts_what_is_left_and_changes_nothing(ecole, keys):
    pupil(ecole)
    keys(DEUX)
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("tourner_cles", verifier=True, stdout=out)

    assert "reste 1 dans saisines.Eleve.nom" in out.getvalue()
    assert tokens(Eleve, "nom") == {"v1:c1"}


def test_rotation_stopped_half_way_is_taken_up_again(ecole, keys, monkeypatch):
    for number in range(7):
        pupil(ecole, number)
    monkeypatch.setattr(cles, "LOT", 2)
    keys(DEUX)

    class Killed(BaseException):
        pass

    def kill(lieu, nombre):
        raise Killed

    with pytest.raises(Killed):
        cles.rotate_all(kill)
    assert tokens(Eleve, "nom") == {"v1:c1", "v1:c2"}

    rotate()
    assert tokens(Eleve, "nom") == {"v1:c2"}
    assert {eleve.nom for eleve in Eleve.objects.all()} == {f"Zyglobax {number}" for number in range(7)}


def test_rotating_twice_changes_nothing_more(ecole, keys):
    pupil(ecole)
    keys(DEUX)

    assert cles.rotate_all() == 3
    assert cles.rotate_all() == 0


def test_value_that_no_key_opens_stays_and_is_told(ecole, keys):
    lost = pupil(ecole)
    keys({"CLES_CHIFFREMENT": f"c2:{key('c')}", "CLES_INDEX": f"i2:{key('d')}"})
    kept = pupil(ecole, 1)
    out = StringIO()

    with pytest.raises(CommandError, match="une clé manque"):
        call_command("tourner_cles", stdout=out)

    assert "reste 1 dans saisines.Eleve.nom" in out.getvalue()
    assert Eleve.objects.get(pk=kept.pk).nom == "Zyglobax 1"
    keys(DEUX)
    rotate()
    assert Eleve.objects.get(pk=lost.pk).nom == "Zyglobax 0"


def test_text_saved_between_the_reading_and_the_writing_is_never_overwritten(ecole, keys):
    eleve = pupil(ecole)
    keys(DEUX)
    field = Eleve._meta.get_field("nom")
    [(pk, token)] = cles._left(Eleve, field).values_list("pk", "valeur_scellee")
    eleve.nom = "Nouveau"
    eleve.save()

    assert cles._rotate_value(Eleve, field, pk, token) is False
    assert Eleve.objects.get().nom == "Nouveau"


def test_sample_tells_the_values_that_do_not_open(ecole, keys):
    pupil(ecole)
    assert list(cles.sample()) == []

    keys({"CLES_CHIFFREMENT": f"c1:{key('z')}"})
    assert ("saisines.Eleve.nom", "c1") in list(cles.sample())
    keys({"CLES_CHIFFREMENT": f"c9:{key('a')}"})
    assert ("saisines.Eleve.nom", "clé absente") in list(cles.sample())


@pytest.mark.postgresql  # the test database of SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_rotation_under_writers_loses_no_text(keys):
    """Another thread keeps saving the same rows: each row ends with its last text, under the first key."""
    ecole = EcoleFactory()
    rows = [pupil(ecole, number) for number in range(40)]
    keys(DEUX)
    last = {}

    def save_again():
        try:
            for turn in range(3):
                for row in rows:
                    mine = Eleve.objects.get(pk=row.pk)
                    mine.nom = f"Tour {turn} {row.pk}"
                    mine.save(update_fields=["nom", "index_nom"])
                    last[row.pk] = mine.nom
        finally:
            connection.close()

    writer = threading.Thread(target=save_again)
    writer.start()
    while writer.is_alive():
        cles.rotate_all()
    cles.rotate_all()

    keys(NEUVES)
    assert {eleve.pk: eleve.nom for eleve in Eleve.objects.all()} == last
    assert all(Eleve.objects.named(ecole.pole, nom, "Quorvine").exists() for nom in last.values())
