"""The whole country in one file: 66 000 lines in under 30 s and 300 MB (issue 2, point 4)."""

import csv
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

import pole.annuaire
from pole.models import Ecole, Pole
from pole.uai import cle_uai

EXEMPLE = Path(pole.annuaire.__file__).parent / "data" / "annuaire-exemple.csv"
LIGNES = 66_000
PAR_CIRCONSCRIPTION = 50
SECONDES = 30
MEGAOCTETS = 300
ECULLY = "0690273X"

# The peak of /proc begins with the program; that of getrusage would hold the memory of the process that
# started it.
MESURE = """
import re, sys
from pathlib import Path
import django
django.setup()
from pole.annuaire import read_annuaire
lecture = read_annuaire(Path(sys.argv[1]), circonscription=sys.argv[2])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(lecture.lues, len(lecture.ecoles), peak // 1024)
"""


def uai(number):
    digits = f"{number:07d}"
    return digits + cle_uai(digits)


@pytest.fixture(scope="module")
def national_file(tmp_path_factory):
    """A file of 66 000 lines of 72 columns, about as heavy as the official one."""
    with EXEMPLE.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=";")
        header = reader.fieldnames
        model = next(row for row in reader if row["Nom_etablissement"] == "École élémentaire Jean Jaurès")
    path = tmp_path_factory.mktemp("annuaire") / "national.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, header, delimiter=";")
        writer.writeheader()
        for number in range(LIGNES):
            group = number // PAR_CIRCONSCRIPTION
            office = ECULLY if group == 700 else uai(9_000_000 + group)
            writer.writerow(
                model
                | {
                    "Identifiant_de_l_etablissement": uai(1_000_000 + number),
                    "Nom_etablissement": f"École élémentaire n° {number}",
                    "code_circonscription": office,
                    "nom_circonscription": f"Circonscription d'inspection du 1er degré de Ville {group}",
                }
            )
    return path


@pytest.mark.lent
@pytest.mark.django_db
def test_national_file_is_imported_in_time(national_file):
    Pole.objects.create(nom="Écully – Lyon La Duchère", code="ECULLY", uai=ECULLY)
    output = StringIO()

    start = time.perf_counter()
    call_command("importer_ecoles", str(national_file), circonscription=ECULLY, appliquer=True, stdout=output)
    elapsed = time.perf_counter() - start

    assert "50 écoles trouvées dans 66000 lignes" in output.getvalue()
    assert Ecole.objects.count() == PAR_CIRCONSCRIPTION
    assert elapsed < SECONDES, f"{elapsed:.1f} s"


@pytest.mark.lent
def test_national_file_is_read_within_its_memory(national_file):
    run = subprocess.run(  # noqa: S603 (our own interpreter and file)
        [sys.executable, "-c", MESURE, str(national_file), ECULLY],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    lines, schools, megabytes = map(int, run.stdout.split())
    assert (lines, schools) == (LIGNES, PAR_CIRCONSCRIPTION)
    assert megabytes < MEGAOCTETS, f"{megabytes} Mo"
