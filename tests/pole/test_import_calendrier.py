"""The official export and its seven traps, on made-up files in the official shapes."""

import json
from datetime import date
from pathlib import Path

import pytest

from pole.calendrier_national import read_national_calendar
from pole.import_calendrier import Fiche, read_calendar, understand
from pole.lecture import FichierIllisible

DATA = Path(__file__).parent / "data"
PORTAIL = DATA / "calendrier-portail.csv"
TECHNIQUE = DATA / "calendrier-technique.csv"
API = DATA / "calendrier-api.json"
ICS = DATA / "calendrier-zone-a.ics"


def keys_and_dates(lignes, zone, annee):
    return {row.code: (row.debut, row.reprise) for row in lignes if (row.zone, row.annee) == (zone, annee)}


def shipped(zone, annee, *without):
    dates = keys_and_dates(read_national_calendar(), zone, annee)
    return {code: both for code, both in dates.items() if code not in without}


def fiche(**fields):
    filled = {
        "ligne": 2,
        "description": "Vacances de la Toussaint",
        "population": "-",
        "debut": "2026-10-16T22:00:00+00:00",
        "fin": "2026-11-01T23:00:00+00:00",
        "zones": "Zone A",
        "annee": "2026-2027",
    }
    return Fiche(**(filled | fields))


def one(**fields):
    """The single row of a record."""
    lecture = understand([fiche(**fields)])
    assert lecture.rejets == lecture.ecartees == ()
    [row] = lecture.lignes
    return row


def refusal(**fields):
    [rejet] = understand([fiche(**fields)]).rejets
    return rejet.raison


@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_portal_csv_gives_the_dates_of_the_shipped_table(zone):
    lecture = read_calendar(PORTAIL)

    assert keys_and_dates(lecture.lignes, zone, 2026) == shipped(zone, 2026)


def test_technical_csv_gives_the_dates_of_the_shipped_table():
    lecture = read_calendar(TECHNIQUE)

    assert keys_and_dates(lecture.lignes, "B", 2026) == shipped("B", 2026)
    assert lecture.rejets == ()


def test_api_json_gives_the_dates_of_the_shipped_table():
    assert keys_and_dates(read_calendar(API).lignes, "A", 2026) == shipped("A", 2026)


def test_ics_gives_the_dates_of_the_shipped_table():
    lecture = read_calendar(ICS)

    assert keys_and_dates(lecture.lignes, "A", 2026) == shipped("A", 2026)
    assert keys_and_dates(lecture.lignes, "C", 2026) == shipped("C", 2026, "hiver", "printemps", "ete")
    assert [rejet.raison for rejet in lecture.ecartees] == ["dates des enseignants"]
    assert lecture.rejets == ()


def test_trap_1_paris_midnight_in_utc_is_the_next_day():
    row = one(debut="2026-12-18T23:00:00+00:00", fin="2027-01-03T23:00:00+00:00", description="Noël")

    assert (row.debut, row.reprise) == (date(2026, 12, 19), date(2027, 1, 4))


def test_trap_1_holds_for_overseas_zones():
    dates = keys_and_dates(read_calendar(PORTAIL).lignes, "Réunion", 2026)

    assert dates == {
        "rentree": (date(2026, 8, 17), date(2026, 8, 17)),
        "toussaint": (date(2026, 10, 10), date(2026, 10, 26)),
        "noel": (date(2026, 12, 19), date(2027, 1, 25)),
        "hiver": (date(2027, 3, 6), date(2027, 3, 22)),
        "printemps": (date(2027, 5, 1), date(2027, 5, 17)),
        "ete": (date(2027, 7, 3), None),
    }


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-17",
        "17/10/2026",
        "2026-10-17T00:00:00+02:00",
        "2026-10-17T00:00:00",
        "2026-10-16T22:00:00",
        "20261017",
    ],
)
def test_date_is_read_in_every_shape(written):
    assert one(debut=written).debut == date(2026, 10, 17)


def test_trap_2_one_row_per_academie_is_one_row():
    lecture = read_calendar(PORTAIL)

    assert len({(row.zone, row.annee, row.code) for row in lecture.lignes}) == len(lecture.lignes)
    assert sum(row.code == "toussaint" and row.zone == "A" for row in lecture.lignes) == 1


@pytest.mark.parametrize(
    "population", ["Enseignants", "Enseignants du premier degré", "Élèves des lycées", "Saint-Martin"]
)
def test_trap_3_other_populations_are_left_aside(population):
    lecture = understand([fiche(population=population)])

    assert (lecture.lignes, lecture.rejets) == ((), ())
    assert len(lecture.ecartees) == 1


@pytest.mark.parametrize(
    "population", ["-", "", "Élèves", "Élèves du premier degré", "Premier degré et collèges"]
)
def test_trap_3_pupils_of_primary_schools_are_kept(population):
    assert one(population=population).code == "toussaint"


def test_trap_3_guadeloupe_without_its_islands_is_guadeloupe():
    assert one(population="Guadeloupe sauf Saint-Martin", zones="Guadeloupe").zone == "Guadeloupe"


def test_trap_4_end_is_the_day_classes_resume():
    assert one().reprise == date(2026, 11, 2)


def test_trap_5_bridge_with_two_equal_dates_closes_until_monday():
    row = one(
        description="Pont de l'Ascension", debut="2027-05-06T22:00:00+00:00", fin="2027-05-06T22:00:00+00:00"
    )

    assert (row.code, row.debut, row.reprise) == ("pont", date(2027, 5, 7), date(2027, 5, 10))


def test_trap_6_summer_without_end_is_read():
    row = one(
        description="Début des Vacances d'Été", debut="2028-07-03T22:00:00+00:00", fin="", annee="2027-2028"
    )

    assert (row.code, row.annee, row.debut, row.reprise) == ("ete", 2027, date(2028, 7, 4), None)


def test_summer_with_an_end_says_the_first_day_of_the_next_year():
    lecture = understand(
        [
            fiche(
                description="Vacances d'Été",
                debut="2026-07-03T22:00:00+00:00",
                fin="2026-08-31T22:00:00+00:00",
            )
        ]
    )

    assert [(row.code, row.annee, row.debut) for row in lecture.lignes] == [
        ("ete", 2025, date(2026, 7, 4)),
        ("rentree", 2026, date(2026, 9, 1)),
    ]


def test_trap_7_two_dates_for_one_break_ask_for_a_check():
    lecture = understand(
        [
            fiche(description="Vacances d'Été", debut="2026-07-04", fin=""),
            fiche(ligne=9, description="Début des Vacances d'Été", debut="2026-07-05", fin=""),
        ]
    )

    assert [row.debut for row in lecture.lignes] == [date(2026, 7, 4)]
    [rejet] = lecture.rejets
    assert rejet.ligne == 9
    assert "05/07/2026 alors qu’une ligne plus haut dit 04/07/2026" in rejet.raison
    assert "vérifiez dans l’arrêté" in rejet.raison


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("Rentrée scolaire des élèves", "rentree"),
        ("VACANCES DE NOËL", "noel"),
        ("Vacances de Carnaval", "hiver"),
        ("Vacances de Pâques", "printemps"),
        ("Vacances d’hiver", "hiver"),
        ("Vacances d'Été austral", "noel"),
        ("Vacances d'Hiver austral", "ete"),
        ("Vacances après 4ème période", "printemps"),
        ("Grandes Vacances", "ete"),
    ],
)
def test_label_of_every_territory_finds_its_place(description, code):
    assert understand([fiche(description=description)]).lignes[0].code == code


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"description": "Semaine en mai"}, "libellé inconnu"),
        ({"description": ""}, "libellé inconnu"),
        ({"debut": ""}, "date de début manque"),
        ({"debut": "13 février"}, "date illisible"),
        ({"debut": "2026-02-30"}, "date illisible"),
        ({"fin": ""}, "n’a pas de jour de reprise"),
        ({"fin": "2026-10-16"}, "ne font pas des vacances"),
        ({"fin": "2027-10-16"}, "ne font pas des vacances"),
        ({"zones": ""}, "la zone manque"),
        ({"annee": "2016-2017"}, "ne correspond pas aux dates"),
    ],
)
def test_record_that_cannot_be_understood_says_why(fields, said):
    assert said in refusal(**fields)


def test_rejected_lines_are_numbered_as_in_the_file():
    rejets = read_calendar(PORTAIL).rejets

    lines = PORTAIL.read_text(encoding="utf-8-sig").splitlines()
    assert [(lines[rejet.ligne - 1].split(";")[0], rejet.raison.split("\u00a0")[0]) for rejet in rejets] == [
        ("Semaine en mai", "libellé inconnu"),
        ("Vacances d'Hiver", "date illisible"),
        ("Vacances de Noël", "3 colonnes au lieu de 7"),
    ]


def test_asked_zone_is_the_only_one_kept():
    lecture = read_calendar(PORTAIL, zone="réunion")

    assert {row.zone for row in lecture.lignes} == {"Réunion"}


def test_zone_given_by_hand_is_that_of_an_ics_which_says_none(tmp_path):
    text = ICS.read_text(encoding="utf-8").replace(" - Zones A/B/C", "").replace(" - Zone A", "")
    (tmp_path / "sans.ics").write_text(text, encoding="utf-8")

    lecture = read_calendar(tmp_path / "sans.ics", zone="Saint-Martin")

    assert {row.zone for row in lecture.lignes} == {"Saint-Martin"}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"records": [{"fields": row} for row in rows]},
        lambda rows: {"records": [{"record": {"fields": row}} for row in rows]},
    ],
)
def test_json_of_every_version_of_the_api_is_read(tmp_path, wrap):
    rows = json.loads(API.read_text(encoding="utf-8"))["results"]
    (tmp_path / "api.json").write_text(json.dumps(wrap(rows)), encoding="utf-8")

    assert read_calendar(tmp_path / "api.json").lignes == read_calendar(API).lignes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_saved_again_by_a_spreadsheet_is_read(tmp_path, encoding, delimiter):
    text = PORTAIL.read_text(encoding="utf-8-sig").replace(";", delimiter)
    (tmp_path / "copie.csv").write_bytes(text.encode(encoding))

    assert read_calendar(tmp_path / "copie.csv").lignes == read_calendar(PORTAIL).lignes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"PK\x03\x04\x00\x00", "pas un texte"),
        (b"nom;prenom\nx;y\n", "pas l’export"),
        (b'{"results": [', "abîmé"),
        (b'{"autre": 1}', "ne contient pas"),
    ],
)
def test_file_that_is_something_else_is_refused_with_a_way_out(tmp_path, content, said):
    (tmp_path / "fichier").write_bytes(content)

    with pytest.raises(FichierIllisible, match=said):
        read_calendar(tmp_path / "fichier")


def test_json_record_that_is_not_an_object_is_rejected(tmp_path):
    (tmp_path / "api.json").write_text('[1, {"description": null}]', encoding="utf-8")

    lecture = read_calendar(tmp_path / "api.json")

    assert [(rejet.ligne, rejet.raison.split("\u00a0")[0]) for rejet in lecture.rejets] == [
        (1, "enregistrement illisible"),
        (2, "libellé inconnu"),
    ]
