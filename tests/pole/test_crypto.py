"""Keys, sealed values and the keyed index, then the columns that use them."""

import base64
import copy
import pickle
import uuid

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Lower

from pole import crypto
from pole.fields import Sealed
from saisines.models import Eleve, Etape, Saisine
from tests.factories.pole import EcoleFactory, PersonneFactory

ROW, OTHER_ROW = uuid.UUID(int=1), uuid.UUID(int=2)


def key(letter):
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture
def eleve(db):
    ecole = EcoleFactory()
    return Eleve.objects.create(pole=ecole.pole, ecole=ecole, nom="Zyglobax", prenom="Quorvine")


@pytest.fixture
def etape(eleve):
    author = PersonneFactory()
    saisine = Saisine.objects.create(
        pole=eleve.pole, ecole=eleve.ecole, eleve=eleve, auteur=author, annee=2026
    )
    return Etape.objects.create(saisine=saisine, code="demande", modifiee_par=author)


def stored(model, column, pk):
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # pk by position: SQLite stores a UUID as 32 digits.
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE id = %s",  # noqa: S608 (names of the model)
            [model._meta.pk.get_db_prep_value(pk, connection)],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("text", ["", "é", "deux:points : partout", "\x00\n\r\u202e😀", "a" * 100_000])
def test_seal_opens_for_its_row(text):
    token = crypto.seal(text, label="essai", row=ROW)

    assert crypto.unseal(token, label="essai", row=ROW) == text


def test_seal_gives_another_value_each_time():
    assert crypto.seal("a", label="essai", row=ROW) != crypto.seal("a", label="essai", row=ROW)


def test_value_moved_to_another_row_or_column_does_not_open():
    token = crypto.seal("mot", label="essai", row=ROW)

    with pytest.raises(crypto.DecryptionError):
        crypto.unseal(token, label="essai", row=OTHER_ROW)
    with pytest.raises(crypto.DecryptionError):
        crypto.unseal(token, label="autre", row=ROW)


@pytest.mark.parametrize(
    "alter",
    [
        lambda token: token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:],
        lambda token: token.replace("v1:", "v2:", 1),
        lambda token: token.replace(":t1:", ":t9:", 1),
        lambda token: token.rpartition(":")[0] + ":",
        lambda token: token.rpartition(":")[0] + ":AAAA",
        lambda token: token[:-1] + "é",
        lambda token: "en clair",
        lambda token: "",
    ],
)
def test_altered_value_raises_and_says_no_word_of_it(alter):
    token = crypto.seal("Zyglobax", label="essai", row=ROW)

    with pytest.raises(crypto.DecryptionError) as refused:
        crypto.unseal(alter(token), label="essai", row=ROW)

    assert "Zyglobax" not in str(refused.value)


def test_row_identifier_written_otherwise_is_the_same_row():
    token = crypto.seal("mot", label="essai", row=str(ROW).upper())

    assert crypto.unseal(token, label="essai", row=ROW) == "mot"


def test_row_without_identifier_seals_nothing():
    with pytest.raises(ValueError, match="badly formed"):
        crypto.seal("mot", label="essai", row=None)


def test_first_key_seals_and_all_open(settings):
    settings.CLES_CHIFFREMENT = f"ancienne:{key('a')}"
    token = crypto.seal("mot", label="essai", row=ROW)
    settings.CLES_CHIFFREMENT = f"neuve:{key('b')},ancienne:{key('a')}"

    assert crypto.unseal(token, label="essai", row=ROW) == "mot"
    assert crypto.seal("mot", label="essai", row=ROW).startswith("v1:neuve:")


def test_wrong_key_under_the_same_name_does_not_open(settings):
    token = crypto.seal("mot", label="essai", row=ROW)
    settings.CLES_CHIFFREMENT = f"t1:{key('z')}"

    with pytest.raises(crypto.DecryptionError):
        crypto.unseal(token, label="essai", row=ROW)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "sans-deux-points",
        f":{key('a')}",
        "a:courte",
        f"a:b:{key('a')}",
        f"a b:{key('a')}",
        f"a:{key('a')},a:{key('b')}",
        f"a:{key('a')},A:{key('b')}",
        f"a:{key('a')},",
        f"a:{key('a')[:-4]}",
    ],
)
def test_malformed_keys_stop_and_do_not_show_the_key(settings, value):
    settings.CLES_CHIFFREMENT = value

    with pytest.raises(ImproperlyConfigured) as refused:
        crypto.encryption_keys()

    assert key("a")[:20] not in str(refused.value)


def test_keys_of_both_base64_alphabets_are_the_same(settings):
    raw = bytes(range(224, 256))
    settings.CLES_CHIFFREMENT = (
        f"a:{base64.b64encode(raw).decode()}, b:{base64.urlsafe_b64encode(raw).decode()}"
    )

    assert crypto.encryption_keys() == {"a": raw, "b": raw}


def test_bytes_of_a_file_open_for_their_row_even_with_colons_inside():
    content = b"%PDF-1.7\n:::" + bytes(range(256))
    token = crypto.seal_bytes(content, label="piece.fichier", row=ROW)

    assert crypto.open_bytes(token, label="piece.fichier", row=ROW) == content
    assert content[:8] not in token
    with pytest.raises(crypto.DecryptionError):
        crypto.open_bytes(token, label="piece.fichier", row=OTHER_ROW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élodie", "ELODIE"),
        ("Œuvré", "œuvre"),
        ("Le  Goff-Kéré", "le goff kere"),
        ("Nin\u0303o", "Niño"),
        ("Strauß", "STRAUSS"),
        ("D’Arc", "d'arc"),
        (" \u00a0Ali\u202f", "ali"),
        ("ﬁlou", "FILOU"),
    ],
)
def test_normalise_folds_case_accents_and_signs(one, other):
    assert crypto.normalise(one) == crypto.normalise(other)


def test_blind_index_is_the_same_for_the_same_name_and_unrelated_elsewhere():
    here = crypto.blind_index(ROW, "Zyglobax", "Quorvine")

    assert here == crypto.blind_index(ROW, "ZYGLOBAX", "quorvine")
    assert here != crypto.blind_index(OTHER_ROW, "Zyglobax", "Quorvine")
    assert here != crypto.blind_index(ROW, "Zyglobax Quorvine", "")
    assert "zyglobax" not in here


def test_blind_index_is_searched_under_every_key(settings):
    settings.CLES_INDEX = f"ancien:{key('a')}"
    before = crypto.blind_index(ROW, "Zyglobax")
    settings.CLES_INDEX = f"neuf:{key('b')},ancien:{key('a')}"

    assert crypto.blind_index_candidates(ROW, "Zyglobax") == [crypto.blind_index(ROW, "Zyglobax"), before]
    assert crypto.blind_index(ROW, "Zyglobax").startswith("neuf:")


def test_column_holds_no_clear_word(eleve):
    row = stored(Eleve, "nom", eleve.pk)

    assert row.startswith("v1:t1:")
    assert "Zyglobax" not in row


def test_column_is_read_back_and_opened_only_when_read(eleve):
    found = Eleve.objects.get(pk=eleve.pk)

    assert isinstance(found.__dict__["nom"], Sealed)
    assert found.nom == "Zyglobax"
    assert found.__dict__["nom"] == "Zyglobax"
    assert isinstance(found.__dict__["prenom"], Sealed)


def test_sealed_value_shows_nothing_by_accident(eleve):
    sealed = Eleve.objects.get(pk=eleve.pk).__dict__["nom"]

    assert f"{sealed!r} {sealed}" == "<texte chiffré> <texte chiffré>"


def test_column_moved_by_sql_does_not_open(eleve):
    other = Eleve.objects.create(pole=eleve.pole, ecole=eleve.ecole, nom="Autre", prenom="Autre")
    Eleve.objects.filter(pk=other.pk).update(nom=Sealed(stored(Eleve, "nom", eleve.pk)))

    with pytest.raises(crypto.DecryptionError):
        _ = Eleve.objects.get(pk=other.pk).nom


def test_row_copied_unread_under_a_new_identifier_is_refused(etape):
    etape.contenu = {"mot": "Zyglobax"}
    etape.save()
    copied = Etape.objects.get(pk=etape.pk)
    copied.pk, copied.code = uuid.uuid4(), "copie"

    with pytest.raises(crypto.DecryptionError):
        copied.save(force_insert=True)


def test_save_keeps_unread_values_and_seals_changed_ones(eleve):
    before = stored(Eleve, "nom", eleve.pk), stored(Eleve, "naissance", eleve.pk)
    etape_like = Eleve.objects.get(pk=eleve.pk)
    etape_like.naissance = "2018-05-04"
    etape_like.save(update_fields=["naissance"])

    assert stored(Eleve, "nom", eleve.pk) == before[0]
    assert (before[1], Eleve.objects.get(pk=eleve.pk).naissance) == ("", "2018-05-04")


def test_deferred_refreshed_copied_and_pickled_values_stay_readable(eleve):
    deferred = Eleve.objects.only("pk").get(pk=eleve.pk)
    found = Eleve.objects.get(pk=eleve.pk)

    assert deferred.nom == "Zyglobax"
    assert copy.deepcopy(found).nom == "Zyglobax"
    assert copy.copy(found).nom == "Zyglobax"
    assert pickle.loads(pickle.dumps(found)).nom == "Zyglobax"  # noqa: S301 (our own bytes)
    found.nom = "Changé"
    found.refresh_from_db()
    assert found.nom == "Zyglobax"


def test_bulk_create_seals_and_bulk_update_refuses_loudly(eleve):
    made = Eleve(pole=eleve.pole, ecole=eleve.ecole, nom="Brimolux", index_nom="x")
    Eleve.objects.bulk_create([made])

    assert stored(Eleve, "nom", made.pk).startswith("v1:")
    assert Eleve.objects.get(pk=made.pk).nom == "Brimolux"
    made.nom = "Autre"
    with pytest.raises(FieldError):
        Eleve.objects.bulk_update([made], ["nom"])


def test_conditional_update_writes_a_sealed_value_only(etape):
    field = Etape._meta.get_field("contenu")

    with pytest.raises(FieldError), transaction.atomic():
        Etape.objects.filter(pk=etape.pk).update(contenu={"a": 1})
    Etape.objects.filter(pk=etape.pk, version=0).update(contenu=field.seal({"a": 1}, etape.pk), version=1)

    etape.refresh_from_db()
    assert (etape.contenu, etape.version) == ({"a": 1}, 1)


def test_json_document_comes_back_as_it_was(etape):
    etape.contenu = {"liste": [1, None, "é"], "réponse": {"oui": True}}
    etape.save()

    again = Etape.objects.get(pk=etape.pk)
    again.contenu["liste"].append("ajout")
    again.save()

    assert Etape.objects.get(pk=etape.pk).contenu == {
        "liste": [1, None, "é", "ajout"],
        "réponse": {"oui": True},
    }


def test_empty_json_document_is_never_shared(etape):
    one, other = Etape.objects.get(pk=etape.pk), Etape.objects.get(pk=etape.pk)
    one.contenu["a"] = 1

    assert other.contenu == {}


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: rows.filter(nom="Zyglobax"),
        lambda rows: rows.exclude(nom__icontains="z"),
        lambda rows: rows.filter(nom__isnull=True),
        lambda rows: rows.order_by("nom"),
        lambda rows: rows.order_by("-nom"),
        lambda rows: rows.order_by(F("nom").desc()),
        lambda rows: rows.order_by(Lower("nom")),
        lambda rows: rows.values("nom"),
        lambda rows: rows.values(),
        lambda rows: rows.values(copie=F("nom")),
        lambda rows: rows.values_list("pk", "nom"),
        lambda rows: rows.values_list(),
        lambda rows: rows.get(nom="Zyglobax"),
    ],
)
def test_search_sort_and_extraction_are_refused(eleve, ask):
    with pytest.raises(FieldError, match="chiffré"):
        ask(Eleve.objects.all())


def test_sort_through_another_table_is_refused(eleve):
    with pytest.raises(FieldError, match="chiffré"):
        Saisine.objects.order_by("eleve__nom")
    with pytest.raises(FieldError, match="chiffré"):
        Saisine.objects.values_list("eleve__prenom")
    with pytest.raises(FieldError, match="chiffré"):
        Saisine.objects.filter(eleve__nom="Zyglobax")


def test_clear_columns_are_still_extracted(eleve):
    assert list(Eleve.objects.order_by("created_at").values_list("pk", flat=True)) == [eleve.pk]
    assert list(Eleve.objects.values("pk", quand=F("created_at"))) == [
        {"pk": eleve.pk, "quand": eleve.created_at}
    ]
