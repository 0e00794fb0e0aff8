"""The schools of a pole brought in line with the directory: compare, apply, command. Nothing is deleted."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

import pole.annuaire
from pole.annuaire import read_annuaire
from pole.models import Acte, Ecole, Entree, Pole
from pole.services.annuaire import apply, compare
from tests.factories.pole import PoleFactory, coordinatrice

pytestmark = pytest.mark.django_db

EXEMPLE = Path(pole.annuaire.__file__).parent / "data" / "annuaire-exemple.csv"
ECULLY = "0690273X"
ELBEUF = "0769004Z"
MOLIERE = "0769101E"


@pytest.fixture
def elbeuf():
    return Pole.objects.create(nom="Elbeuf", code="ELBEUF", uai=ELBEUF, zone="B")


@pytest.fixture
def imported(elbeuf):
    apply(compare(elbeuf, reading()), by=None)
    return elbeuf


def reading(path=EXEMPLE, **options):
    return read_annuaire(path, **({"circonscription": ELBEUF} | options))


def edited(folder, edit):
    """The sample without its broken lines, each row passed through `edit` (None removes it)."""
    with EXEMPLE.open(encoding="utf-8-sig", newline="") as stream:
        lines = [line for line in stream if not line.startswith(("0699018", "0699019"))]
    header, *rows = csv.reader(lines, delimiter=";")
    table = [row for row in (edit(dict(zip(header, row, strict=True))) for row in rows) if row]
    path = folder / "annuaire.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, delimiter=";")
        writer.writeheader()
        writer.writerows(table)
    return path


def changing(uai, **cells):
    return lambda row: row | cells if row["Identifiant_de_l_etablissement"] == uai else row


def without(uai):
    return lambda row: None if row["Identifiant_de_l_etablissement"] == uai else row


def test_first_import_proposes_every_school_and_writes_nothing(elbeuf):
    changes = compare(elbeuf, reading())

    assert len(changes.nouvelles) == 11
    assert (changes.modifiees, changes.disparues, changes.inchangees) == ((), (), 0)
    assert not Ecole.objects.exists()


def test_applied_import_stores_the_schools_ready_for_search(imported):
    ecole = Ecole.objects.get(uai=MOLIERE)

    assert ecole.pole == imported
    assert (ecole.nom, ecole.commune, ecole.effectif) == ("École élémentaire Molière", "Elbeuf", 224)
    assert ecole.nom_tri == "ecole elementaire moliere elbeuf"
    for stored in Ecole.objects.all():
        stored.full_clean()


def test_second_import_of_the_same_file_changes_nothing(imported):
    changes = compare(imported, reading())

    assert not changes
    assert changes.inchangees == 11


def test_changed_school_shows_before_and_after_and_is_updated(imported, tmp_path):
    path = edited(tmp_path, changing(MOLIERE, Nom_etablissement="École Poquelin", Nombre_d_eleves="230"))

    changes = compare(imported, reading(path))
    apply(changes, by=None)

    [change] = changes.modifiees
    assert change.avant == {"nom": "École élémentaire Molière", "effectif": 224}
    assert change.apres == {"nom": "École Poquelin", "effectif": 230}
    stored = Ecole.objects.get(uai=MOLIERE)
    assert (stored.nom, stored.effectif, stored.nom_tri) == ("École Poquelin", 230, "ecole poquelin elbeuf")


def test_file_that_says_nothing_erases_nothing(imported, tmp_path):
    path = edited(tmp_path, changing(MOLIERE, Mail="", Telephone="", Nombre_d_eleves=""))

    assert not compare(imported, reading(path))


def test_file_without_a_column_for_priority_education_leaves_it(imported, tmp_path):
    path = edited(tmp_path, lambda row: row)
    renamed = path.read_text(encoding="utf-8").replace("Appartenance_Education_Prioritaire", "Autre", 1)
    path.write_text(renamed, encoding="utf-8")

    assert not compare(imported, reading(path))


def test_school_that_leaves_priority_education_is_updated(imported, tmp_path):
    path = edited(tmp_path, changing(MOLIERE, Appartenance_Education_Prioritaire=""))

    apply(compare(imported, reading(path)), by=None)

    assert Ecole.objects.get(uai=MOLIERE).education_prioritaire == ""


@pytest.mark.parametrize("edit", [without(MOLIERE), changing(MOLIERE, etat="FERME")])
def test_school_gone_from_the_file_is_closed_and_never_deleted(imported, tmp_path, edit):
    changes = compare(imported, reading(edited(tmp_path, edit)))
    apply(changes, by=None)

    assert [ecole.uai for ecole in changes.disparues] == [MOLIERE]
    assert Ecole.objects.get(uai=MOLIERE).fermee_le == imported.today()
    assert Ecole.objects.filter(pole=imported).count() == 11


def test_school_already_closed_keeps_its_date(imported, tmp_path):
    Ecole.objects.filter(uai=MOLIERE).update(fermee_le=date(2024, 7, 5))

    changes = compare(imported, reading(edited(tmp_path, without(MOLIERE))))
    apply(changes, by=None)

    assert changes.disparues == ()
    assert Ecole.objects.get(uai=MOLIERE).fermee_le == date(2024, 7, 5)


def test_closed_school_that_returns_is_reopened(imported):
    Ecole.objects.filter(uai=MOLIERE).update(fermee_le=date(2024, 7, 5))

    changes = compare(imported, reading())
    apply(changes, by=None)

    assert [change.rouvre for change in changes.modifiees] == [True]
    assert Ecole.objects.get(uai=MOLIERE).fermee_le is None


def test_school_on_a_refused_line_stays_open(imported, tmp_path):
    path = edited(tmp_path, changing(MOLIERE, Nom_etablissement=""))

    changes = compare(imported, reading(path))
    apply(changes, by=None)

    assert ([e.uai for e in changes.a_verifier], changes.disparues) == ([MOLIERE], ())
    assert Ecole.objects.get(uai=MOLIERE).fermee_le is None


def test_school_stays_open_when_a_refused_line_says_no_uai(imported, tmp_path):
    path = edited(tmp_path, changing(MOLIERE, Identifiant_de_l_etablissement="0769101Z"))

    changes = compare(imported, reading(path))

    assert ([e.uai for e in changes.a_verifier], changes.disparues) == ([MOLIERE], ())


def test_private_school_is_left_alone_when_private_ones_are_not_asked_for(elbeuf):
    apply(compare(elbeuf, reading(prive=True)), by=None)

    changes = compare(elbeuf, reading(prive=False))

    assert Ecole.objects.get(prive=True).nom == "École primaire privée Fénelon"
    assert not changes


def test_schools_of_another_pole_are_not_touched(imported):
    other = Pole.objects.create(nom="Écully – Lyon La Duchère", code="ECULLY", uai=ECULLY)
    apply(compare(other, reading(circonscription=ECULLY)), by=None)

    assert Ecole.objects.filter(pole=imported, fermee_le__isnull=True).count() == 11
    assert Ecole.objects.filter(pole=other).count() == 11


def test_import_is_written_in_the_journal_with_numbers_only(elbeuf, tmp_path):
    coordination = coordinatrice(elbeuf)
    closed = edited(tmp_path, without(MOLIERE))

    apply(compare(elbeuf, reading()), by=None)
    apply(compare(elbeuf, reading(closed)), by=coordination)

    lines = Entree.objects.filter(acte=Acte.ECOLES).order_by("pk")
    assert [(line.personne, line.fonction) for line in lines] == [
        (None, "installation\u00a0: 11 nouvelles, 0 modifiées, 0 fermées"),
        (coordination, "Coordination du pôle\u00a0: 0 nouvelles, 0 modifiées, 1 fermées"),
    ]
    assert {(line.pole, line.objet, line.objet_id) for line in lines} == {(elbeuf, "pole.pole", elbeuf.pk)}


def test_import_that_changes_nothing_leaves_no_line(imported):
    apply(compare(imported, reading()), by=None)

    assert Entree.objects.filter(acte=Acte.ECOLES).count() == 1


def test_schools_of_a_pole_are_imported_by_its_pilots_only(elbeuf):
    with pytest.raises(PermissionDenied):
        apply(compare(elbeuf, reading()), by=coordinatrice(PoleFactory()))

    assert not Ecole.objects.exists()


def test_import_costs_the_same_queries_for_any_number_of_schools(elbeuf, tmp_path, django_assert_num_queries):
    lecture = reading()
    with django_assert_num_queries(1):  # schools of the pole
        first = compare(elbeuf, lecture)
    with django_assert_num_queries(4):  # savepoint, insert, journal, release
        apply(first, by=None)

    path = edited(tmp_path, lambda row: row | {"Telephone": "0261910000"})
    changes = compare(elbeuf, reading(path))
    assert len(changes.modifiees) == 11
    with django_assert_num_queries(4):  # savepoint, update, journal, release
        apply(changes, by=None)


def run(*args):
    output = StringIO()
    call_command("importer_ecoles", *map(str, args), stdout=output)
    return output.getvalue().replace("\u00a0", " ")


def test_command_shows_without_writing(elbeuf):
    printed = run(EXEMPLE, "--circonscription", ELBEUF)

    assert "Elbeuf : 11 écoles trouvées dans 70 lignes (circonscription « Elbeuf »)." in printed
    assert "+ 0769101E École élémentaire Molière, Elbeuf" in printed
    assert "Laissées de côté : école privée (1)" in printed
    assert "11 nouvelles, 0 modifiées, 0 fermées, 0 inchangées." in printed
    assert "Essai : rien n’est écrit. Ajoutez --appliquer." in printed
    assert not Ecole.objects.exists()


def test_command_writes_on_demand_and_shows_what_changes_next(elbeuf, tmp_path):
    run(EXEMPLE, "--circonscription", ELBEUF.lower(), "--appliquer")
    path = edited(
        tmp_path,
        lambda row: without("0769102F")(changing(MOLIERE, Nom_etablissement="École Poquelin")(row)),
    )

    printed = run(path, "--circonscription", ELBEUF, "--appliquer")

    assert "~ 0769101E École élémentaire Molière, Elbeuf : nom « École élémentaire Molière »" in printed
    assert "→ « École Poquelin »" in printed
    assert "- 0769102F École maternelle Molière, Elbeuf : n’est plus dans le fichier" in printed
    assert "0 nouvelles, 1 modifiées, 1 fermées, 9 inchangées." in printed
    assert Ecole.objects.get(uai=MOLIERE).nom == "École Poquelin"


def test_command_reports_each_rejected_line(db):
    Pole.objects.create(nom="Écully – Lyon La Duchère", code="ECULLY", uai=ECULLY)

    printed = run(EXEMPLE, "--circonscription", ECULLY)

    assert "Refusée, ligne 12 : 5 colonnes au lieu de 72" in printed
    assert "Refusée, ligne 20 : « 0699016Z » n’est pas un UAI valide" in printed


def test_command_says_that_a_school_reopens(imported):
    Ecole.objects.filter(uai=MOLIERE).update(fermee_le=date(2024, 7, 5), effectif=10)

    assert "Elbeuf : rouvre, nombre d’élèves « 10 » → « 224 »" in run(EXEMPLE, "--circonscription", ELBEUF)


@pytest.mark.parametrize("by", ["nom", "uuid", "nom de circonscription"])
def test_command_finds_the_pole_by_its_name_or_identifier(elbeuf, by):
    arguments = {
        "nom": ["--circonscription", ELBEUF, "--pole", "ELBEUF"],
        "uuid": ["--circonscription", ELBEUF, "--pole", elbeuf.pk],
        "nom de circonscription": ["--nom", "elbeuf", "--prive"],
    }[by]

    assert "Elbeuf : 1" in run(EXEMPLE, *arguments)


def test_command_refuses_with_a_way_out(elbeuf, tmp_path):
    with pytest.raises(CommandError, match="creer_pole"):
        run(EXEMPLE, "--circonscription", ECULLY)
    with pytest.raises(CommandError, match=r"Impossible de lire absent\.csv"):
        run(tmp_path / "absent.csv", "--circonscription", ELBEUF)
    with pytest.raises(CommandError, match="n’est pas un UAI"):
        run(EXEMPLE, "--circonscription", "0769004A", "--pole", "Elbeuf")
    Pole.objects.create(nom="elbeuf", code="ELBEUF2", uai=ECULLY)
    with pytest.raises(CommandError, match="Plusieurs pôles"):
        run(EXEMPLE, "--nom", "Elbeuf")
