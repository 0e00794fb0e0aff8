"""The official directory in all its shapes, on the made-up sample that is shipped."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import pole.annuaire
from pole.annuaire import (
    CirconscriptionInconnue,
    LigneEcole,
    nom_circonscription,
    normalise_departement,
    read_annuaire,
)
from pole.lecture import FichierIllisible
from pole.uai import cle_uai, valider_uai

EXEMPLE = Path(pole.annuaire.__file__).parent / "data" / "annuaire-exemple.csv"
ECULLY = "0690273X"
GRENOBLE_4 = "0389004F"
ELBEUF = "0769004Z"


def text():
    return EXEMPLE.read_text(encoding="utf-8-sig")


def rows():
    """The well-formed records of the sample, header first."""
    with EXEMPLE.open(encoding="utf-8-sig", newline="") as stream:
        lines = [line for line in stream if not line.startswith(("0699018", "0699019"))]
    return list(csv.reader(lines, delimiter=";"))


def write(folder, table, delimiter=";", encoding="utf-8-sig"):
    path = folder / "annuaire.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(table)
    return path


def with_cell(table, uai, column, value):
    place = table[0].index(column)
    return [[*row[:place], value, *row[place + 1 :]] if row[0] == uai else row for row in table]


def school(path, uai, **options):
    found = {ecole.uai: ecole for ecole in read_annuaire(path, **options).ecoles}
    return found.get(uai)


def test_sample_has_the_72_columns_of_the_official_file():
    header = rows()[0]

    assert len(header) == 72
    assert (header[0], header[-1]) == ("Identifiant_de_l_etablissement", "libelle_bassin_formation")
    assert all(len(row) == 72 for row in rows())


def test_school_is_described_as_the_pole_stores_it():
    assert school(EXEMPLE, "0699001J", circonscription=ECULLY) == LigneEcole(
        uai="0699001J",
        nom="École élémentaire Jean Jaurès",
        nature="elementaire",
        education_prioritaire="rep_plus",
        adresse="12 rue des Sources",
        code_postal="69009",
        commune="Lyon 9e Arrondissement",
        departement="69",
        telephone="0465711074",
        mail="ce.0699001J@ac-lyon.example",
        effectif=312,
    )


@pytest.mark.parametrize(
    ("circonscription", "names"),
    [
        (ECULLY, {"École élémentaire Jean Jaurès", "École primaire Louis Pergaud"}),
        (GRENOBLE_4, {"École Jules Ferry"}),
        (ELBEUF, {"École élémentaire Molière"}),
    ],
)
def test_sample_has_the_schools_of_the_demonstration(circonscription, names):
    lecture = read_annuaire(EXEMPLE, circonscription=circonscription)

    assert names <= {ecole.nom for ecole in lecture.ecoles}
    assert len(lecture.ecoles) == 11
    assert all(valider_uai(ecole.uai) for ecole in lecture.ecoles)


def test_nature_comes_from_the_two_columns():
    lecture = read_annuaire(EXEMPLE, circonscription=ECULLY)

    assert Counter(ecole.nature for ecole in lecture.ecoles) == {
        "elementaire": 5,
        "maternelle": 3,
        "primaire": 3,
    }


def test_schools_of_the_directory_closed_private_or_of_second_degree_are_left_aside():
    lecture = read_annuaire(EXEMPLE, circonscription=ECULLY)

    assert lecture.ecartees == {"école privée": 2, "école fermée ou pas encore ouverte": 2}
    assert not any(ecole.prive for ecole in lecture.ecoles)


def test_school_that_closes_at_the_end_of_the_year_is_still_open():
    assert school(EXEMPLE, "0699015Z", circonscription=ECULLY).nom == "École élémentaire Le Grand Pré"


def test_private_schools_under_contract_are_taken_on_demand():
    lecture = read_annuaire(EXEMPLE, circonscription=ECULLY, prive=True)

    assert [ecole.nom for ecole in lecture.ecoles if ecole.prive] == ["École primaire privée Sainte-Blandine"]
    assert lecture.ecartees["école privée hors contrat"] == 1


def test_rejected_lines_give_their_number_and_reason():
    lecture = read_annuaire(EXEMPLE, circonscription=ECULLY)

    said = [str(rejet).replace("\u00a0", " ") for rejet in lecture.rejets]
    assert said == [
        "ligne 12 : 5 colonnes au lieu de 72",
        "ligne 13 : un guillemet reste ouvert",
        "ligne 20 : « 0699016Z » n’est pas un UAI valide",
        "ligne 21 : le nom de l’école manque",
        "ligne 22 : l’UAI 0699002K est déjà à la ligne 4",
    ]
    lines = text().splitlines()
    assert [lines[rejet.ligne - 1][:7] for rejet in lecture.rejets] == [
        "0699018",
        "0699019",
        "0699016",
        "0699017",
        "0699002",
    ]


def test_broken_line_of_another_department_is_only_counted():
    lecture = read_annuaire(EXEMPLE, circonscription=GRENOBLE_4)

    assert lecture.rejets == ()
    assert lecture.ecartees["ligne abîmée d’un autre département"] == 2


def test_reading_is_complete_only_when_each_refused_line_names_its_school():
    assert not read_annuaire(EXEMPLE, circonscription=ECULLY).est_complete
    elbeuf = read_annuaire(EXEMPLE, nom="Elbeuf")
    assert elbeuf.est_complete
    assert elbeuf.uai_rejetes == {"0699018C", "0699019D"}


def test_name_longer_than_a_column_is_refused(tmp_path):
    path = write(tmp_path, with_cell(rows(), "0769101E", "Nom_etablissement", "É" * 151))

    [rejet] = read_annuaire(path, circonscription=ELBEUF).rejets

    assert "dépasse 150 caractères" in rejet.raison
    assert rejet.uai == "0769101E"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "cp1252"])
def test_every_separator_and_encoding_reads_the_same(tmp_path, delimiter, encoding):
    path = write(tmp_path, rows(), delimiter, encoding)

    for circonscription in (ECULLY, GRENOBLE_4, ELBEUF):
        expected = read_annuaire(EXEMPLE, circonscription=circonscription)
        assert read_annuaire(path, circonscription=circonscription).ecoles == expected.ecoles


@pytest.mark.parametrize(
    "change",
    [str.lower, str.upper, lambda h: h.replace("_", " "), lambda h: f" {h.replace('etab', 'étab')} "],
)
def test_headers_are_read_without_case_or_accents(tmp_path, change):
    header, *others = rows()

    path = write(tmp_path, [[change(cell) for cell in header], *others])

    assert (
        read_annuaire(path, circonscription=ELBEUF).ecoles
        == read_annuaire(EXEMPLE, circonscription=ELBEUF).ecoles
    )


def test_columns_in_another_order_with_unknown_ones_read_the_same(tmp_path):
    table = [["etablissement_multi_lignes", *reversed(row)] for row in rows()]

    path = write(tmp_path, table)

    assert (
        read_annuaire(path, circonscription=ELBEUF).ecoles
        == read_annuaire(EXEMPLE, circonscription=ELBEUF).ecoles
    )


def test_older_file_that_ends_at_libelle_nature_reads_the_same(tmp_path):
    table = rows()
    last = table[0].index("libelle_nature") + 1

    path = write(tmp_path, [row[:last] for row in table])

    # No code of circonscription on each line: the office is a line of the file.
    lecture = read_annuaire(path, circonscription=ECULLY)
    assert lecture.ecoles == read_annuaire(EXEMPLE, circonscription=ECULLY).ecoles
    assert lecture.circonscription == "Écully - Lyon La Duchère"


def test_file_without_the_columns_that_are_not_needed_reads_the_same_schools(tmp_path):
    table = rows()
    kept = [
        table[0].index(name)
        for name in (
            "Identifiant_de_l_etablissement",
            "Nom_etablissement",
            "Type_etablissement",
            "Statut_public_prive",
            "nom_circonscription",
            "etat",
        )
    ]

    lecture = read_annuaire(write(tmp_path, [[row[i] for i in kept] for row in table]), nom="Elbeuf")

    assert [e.nom for e in lecture.ecoles] == [e.nom for e in read_annuaire(EXEMPLE, nom="Elbeuf").ecoles]
    # The type is read in the name, and what is unknown stays empty.
    assert lecture.ecoles[1].nature == "maternelle"
    assert (lecture.ecoles[1].commune, lecture.ecoles[1].effectif) == ("", None)
    assert lecture.champs_absents == {"education_prioritaire"}


@pytest.mark.parametrize(
    "nom",
    [
        "Écully - Lyon La Duchère",
        "ECULLY – LYON LA DUCHERE",
        "ecully lyon la duchere",
        "Circonscription d’inspection du 1er degré d’Écully - Lyon La Duchère",
    ],
)
def test_circonscription_is_found_by_its_name_however_it_is_typed(nom):
    assert len(read_annuaire(EXEMPLE, nom=nom).ecoles) == 11


def test_name_shared_by_two_circonscriptions_asks_for_the_uai(tmp_path):
    first = read_annuaire(EXEMPLE, circonscription=GRENOBLE_4).ecoles[0]
    table = with_cell(rows(), first.uai, "code_circonscription", ELBEUF)

    with pytest.raises(CirconscriptionInconnue, match=f"Plusieurs.*{GRENOBLE_4}.*{ELBEUF}.*Donnez l’UAI"):
        read_annuaire(write(tmp_path, table), nom="Grenoble 4")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Indiquez l’UAI"),
        ({"circonscription": "0690273Y"}, "n’est pas un UAI"),
        ({"circonscription": "0690001" + cle_uai("0690001")}, "Aucune école ouverte.*70 lignes"),
        ({"nom": "Atlantide"}, "Aucune école ouverte"),
    ],
)
def test_unknown_circonscription_says_what_to_do(options, said):
    with pytest.raises(CirconscriptionInconnue, match=said):
        read_annuaire(EXEMPLE, **options)


def test_older_file_without_the_office_asks_for_the_name(tmp_path):
    table = [row[:50] + row[50:51] for row in rows() if row[0] != ELBEUF]

    with pytest.raises(CirconscriptionInconnue, match="ajoutez --nom"):
        read_annuaire(write(tmp_path, table), circonscription=ELBEUF)


@pytest.mark.parametrize("content", ["a;b;c\n1;2;3\n", "\n", ""])
def test_file_that_is_not_the_directory_names_the_missing_columns(tmp_path, content):
    (tmp_path / "autre.csv").write_text(content, encoding="utf-8")

    with pytest.raises(FichierIllisible, match="identifiant_de_l_etablissement"):
        read_annuaire(tmp_path / "autre.csv", nom="Elbeuf")


def test_compressed_file_is_refused(tmp_path):
    (tmp_path / "annuaire.csv").write_bytes(b"PK\x03\x04\x14\x00\x00")

    with pytest.raises(FichierIllisible, match="sans compression"):
        read_annuaire(tmp_path / "annuaire.csv", nom="Elbeuf")


def test_address_on_two_lines_of_the_file_is_one_record(tmp_path):
    path = write(tmp_path, with_cell(rows(), "0769101E", "Adresse_1", "Le Bourg\r\n5 rue Molière"))

    assert school(path, "0769101E", circonscription=ELBEUF).adresse == "Le Bourg 5 rue Molière"
    assert len(read_annuaire(path, circonscription=ELBEUF).ecoles) == 11


def test_open_quotation_mark_costs_one_line_only(tmp_path):
    lines = text().splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if line.startswith("0769101E"))
    lines[place] = lines[place].replace("École élémentaire", '"École élémentaire')
    path = tmp_path / "annuaire.csv"
    path.write_text("".join(lines), encoding="utf-8", newline="")

    lecture = read_annuaire(path, circonscription=ELBEUF)

    assert len(lecture.ecoles) == 10
    assert (place + 1, "0769101E") in [(rejet.ligne, rejet.uai) for rejet in lecture.rejets]


def test_hostile_text_comes_out_as_text_on_one_line(tmp_path):
    hostile = "École\x00 <script>alert(1)</script>\u2028=1+1 {{ secret }}\x1b[31m"

    path = write(tmp_path, with_cell(rows(), "0769101E", "Nom_commune", hostile), encoding="utf-16")

    assert (
        school(path, "0769101E", nom="Elbeuf").commune
        == "École <script>alert(1)</script> =1+1 {{ secret }} [31m"
    )


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("Mail", "pas-une-adresse", "mail", ""),
        ("Mail", "ec.0769101E@ac-normandie.example", "mail", "ec.0769101E@ac-normandie.example"),
        ("Nombre_d_eleves", "186.0", "effectif", 186),
        ("Nombre_d_eleves", "beaucoup", "effectif", None),
        ("Nombre_d_eleves", "-3", "effectif", None),
        ("Code_postal", "1000", "code_postal", "01000"),
        ("Appartenance_Education_Prioritaire", "rep +", "education_prioritaire", "rep_plus"),
        ("Appartenance_Education_Prioritaire", "", "education_prioritaire", ""),
        ("Code_departement", "02A", "departement", "2A"),
        ("Statut_public_prive", "PUBLIC", "prive", False),
    ],
)
def test_value_of_a_column_is_put_in_its_stored_form(tmp_path, column, value, field, stored):
    path = write(tmp_path, with_cell(rows(), "0769101E", column, value))

    assert getattr(school(path, "0769101E", circonscription=ELBEUF), field) == stored


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Circonscription d'inspection du 1er degré de Grenoble 4", "Grenoble 4"),
        ("Circonscription d'inspection du 1er degré d'Elbeuf", "Elbeuf"),
        ("Circonscription d’inspection du 1er degré du Val de Reuil", "Val de Reuil"),
        ("Circonscription d'inspection du 1r degré de Durtal", "Durtal"),
        ("CIRCONSCRIPTION D'INSPECTION DU 1ER DEGRE DE LA ROCHELLE", "LA ROCHELLE"),
        ("Circonscription d'inspection du 1er degré Rouen Nord", "Rouen Nord"),
        ("Elbeuf", "Elbeuf"),
        ("Deuil-la-Barre", "Deuil-la-Barre"),
        ("", ""),
    ],
)
def test_name_of_a_circonscription_is_stripped_for_display(written, shown):
    assert nom_circonscription(written) == shown


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1", "01"),
        ("01", "01"),
        ("001", "01"),
        ("075", "75"),
        ("95", "95"),
        ("02A", "2A"),
        ("2b", "2B"),
        ("971", "971"),
        ("978", "978"),
        ("20", ""),
        ("0", ""),
        ("96", ""),
        ("979", ""),
        ("", ""),
        ("Ain", ""),
    ],
)
def test_department_code_is_normalised(written, code):
    assert normalise_departement(written) == code
