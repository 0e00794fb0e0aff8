"""The journal of accesses: a line that changes, disappears or slips in shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from pole.enums import Fonction
from pole.journal import record
from pole.models import Acte, Ancre, Entree
from pole.services.journal import GRAINE, month_of, seal_pending, verify_chain
from tests.factories.pole import PersonneFactory, PoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pole():
    return PoleFactory()


def write(pole, count=1):
    reader = PersonneFactory()
    return [
        record(Acte.LECTURE, by=reader, fonction=Fonction.COORDONNATEUR, pole=pole, objet=pole)
        for _ in range(count)
    ]


def without_trigger(statement, *params):
    """Somebody with full rights on the database: nothing there stops them, the chain must show it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'pole_entree_immuable'")
            [trigger] = cursor.fetchone()
            cursor.execute("DROP TRIGGER pole_entree_immuable")
        cursor.execute(statement, params)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        else:
            cursor.execute(trigger)


def delete(line):
    without_trigger("DELETE FROM pole_entree WHERE id = %s", line.pk)


def reasons():
    return [(rupture.rang, rupture.raison) for rupture in verify_chain()]


def test_line_says_who_as_what_on_what_and_no_word_more(pole):
    [line] = write(pole)

    assert (line.objet, line.objet_id, line.fonction) == ("pole.pole", pole.pk, "coordonnateur")
    assert line.sceau == ""


def test_lines_are_chained_per_pole_and_month(pole):
    write(pole, 3)
    write(PoleFactory(), 2)
    record(Acte.CONNEXION, by=None, fonction="", pole=None)

    assert seal_pending() == 6
    assert sorted(Ancre.objects.values_list("nombre", flat=True)) == [1, 2, 3]
    assert list(Entree.objects.filter(pole=pole).order_by("pk").values_list("rang", flat=True)) == [1, 2, 3]
    assert list(verify_chain()) == []


def test_sealing_again_does_nothing_and_continues_the_chain(pole):
    write(pole, 2)
    seal_pending()
    before = Ancre.objects.get()

    assert seal_pending() == 0
    write(pole)
    assert seal_pending() == 1

    after = Ancre.objects.get()
    assert (before.nombre, after.nombre, after.pk) == (2, 3, before.pk)
    assert GRAINE not in {before.sceau, after.sceau}
    assert list(verify_chain()) == []


def test_sealing_goes_by_slices(pole):
    write(pole, 5)

    assert [seal_pending(2), seal_pending(2), seal_pending(2), seal_pending(2)] == [2, 2, 1, 0]
    assert list(verify_chain()) == []


def test_line_committed_late_with_a_lower_identifier_takes_the_next_rank(pole):
    """PostgreSQL gives identifiers before the commit: a slow transaction shows its line after others."""
    first, late, last = write(pole, 3)
    delete(late)
    seal_pending()
    late.save(force_insert=True)

    assert seal_pending() == 1
    ranks = dict(Entree.objects.values_list("pk", "rang"))
    assert ranks == {first.pk: 1, last.pk: 2, late.pk: 3}
    assert list(verify_chain()) == []


@pytest.mark.parametrize(
    "change",
    [
        "fonction = 'membre'",
        "acte = 'pdf'",
        "objet = 'pole.ecole'",
        "objet_id = NULL",
        "personne_id = NULL",
        "identite = NOT identite",
        "sceau = 'x'",
        "rang = 9",
    ],
)
def test_altered_line_breaks_the_chain_where_it_stands(pole, change):
    lines = write(pole, 4)
    seal_pending()

    without_trigger(f"UPDATE pole_entree SET {change} WHERE id = %s", lines[1].pk)  # noqa: S608 (fixed words)

    assert [rang for rang, _ in reasons()] == [2]


def test_altered_instant_breaks_the_chain(pole):
    [line] = write(pole)
    seal_pending()

    without_trigger(
        "UPDATE pole_entree SET le = %s WHERE id = %s", line.le - timedelta(microseconds=1), line.pk
    )

    assert reasons() == [(1, "ligne modifiée, ou supprimée et remplacée")]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_deleted_line_shows(pole, place):
    lines = write(pole, 4)
    seal_pending()

    delete(lines[place])

    assert [rang for rang, _ in reasons()] == [place + 1]


def test_inserted_line_shows(pole):
    line = write(pole, 3)[1]
    seal_pending()
    line.refresh_from_db()

    line.pk = None
    line.save(force_insert=True)

    assert len(reasons()) == 1


def test_line_unsealed_to_be_rewritten_shows_even_after_it_is_sealed_again(pole):
    line = write(pole, 3)[1]
    seal_pending()
    without_trigger("UPDATE pole_entree SET sceau = '', rang = NULL, acte = 'pdf' WHERE id = %s", line.pk)

    seal_pending()

    assert [rang for rang, _ in reasons()] == [2]


def test_all_lines_of_a_month_deleted_or_its_anchor_show(pole):
    write(pole, 2)
    seal_pending()
    Ancre.objects.update(nombre=3)
    assert reasons() == [(3, "dernières lignes supprimées")]

    Ancre.objects.all().delete()
    assert reasons() == [(0, "l’ancre du mois manque")]


def test_purged_month_keeps_its_anchor_and_is_not_a_break(pole):
    lines = write(pole, 2)
    seal_pending()
    for line in lines:
        delete(line)

    assert len(reasons()) == 1
    Ancre.objects.update(purge_le=timezone.now())
    assert reasons() == []


def test_month_is_cut_in_utc_whatever_the_zone_of_the_pole(pole):
    assert month_of(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == "2026-10"
    line = Entree.objects.create(
        pole=pole, fonction="x", acte=Acte.LECTURE, objet="", le=datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    )
    Entree.objects.create(
        pole=pole, fonction="x", acte=Acte.LECTURE, objet="", le=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    )

    seal_pending()

    line.refresh_from_db()
    assert (line.rang, list(verify_chain())) == (1, [])


def test_database_refuses_to_change_a_line_even_before_its_seal(pole):
    """T18: no code path of the application can, because the table itself says no."""
    lines = write(pole, 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entree.objects.filter(pk=lines[0].pk).update(fonction="membre")

    seal_pending()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entree.objects.filter(pk=lines[0].pk).update(sceau="")
    lines[1].refresh_from_db()
    lines[1].acte = Acte.PDF
    with pytest.raises(DatabaseError), transaction.atomic():
        lines[1].save()

    assert list(verify_chain()) == []


@pytest.mark.postgresql
@pytest.mark.postgresql  # SQLite has no session setting
def test_postgresql_refuses_deletions_but_those_of_the_purge(pole):
    write(pole)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entree.objects.all().delete()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pole.purge_journal = 'oui'")
        Entree.objects.all().delete()

    assert Entree.objects.count() == 0
