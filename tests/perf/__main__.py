"""`make bench`: each figure on one line, as a ratio to a limit measured in the same run.

make bench ARGS="--poles 1300 --tours 200"   (the defaults; « --poles 5 --tours 40 » gives a quick look)
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

FOLDER = tempfile.TemporaryDirectory(prefix="mesures-")
os.environ["MEDIA_ROOT"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.perf.settings_app")

import django  # noqa: E402 (it reads these variables)

django.setup()

from tests.perf import mesures, reunions, volume  # noqa: E402 (the models exist only after setup)
from tests.perf.serveurs import Cost, Server  # noqa: E402

# 50,000 cases: the volume that the limit of blocks is set for.
POLES_DE_REFERENCE = 250


def say(name: str, value: float, limit: float, unit: str = "×", aim: float | None = None) -> bool:
    """Print one figure and whether it keeps to its limit."""
    kept = value <= limit
    wish = f" (visé {aim:g})" if aim is not None else ""
    sys.stdout.write(f"{'ok ' if kept else 'NON'}  {name} : {value:.2f} {unit} ≤ {limit:g}{wish}\n")
    sys.stdout.flush()
    return kept


def asked() -> tuple[int, int]:
    """How many poles, and how many times each page is asked."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--poles", type=int, default=int(os.environ.get("POLES", "1300")))
    parser.add_argument("--tours", type=int, default=int(os.environ.get("TOURS", "200")))
    options = parser.parse_args()
    return options.poles, options.tours


def main() -> int:
    poles, tours = asked()
    kept = []
    volume.create()
    convened = reunions.convened_in_a_small_pole()
    volume.analyse()
    small = with_servers(lambda app, bare: reunions.list_of(convened, app, bare, rounds=tours))
    volume.prepare(poles=1)
    people = volume.people()
    alone = with_servers(lambda app, bare: mesures.pages(app, bare, people, rounds=tours))

    start = time.monotonic()
    volume.prepare(poles=min(POLES_DE_REFERENCE, poles))
    blocks = mesures.blocks(people)
    kept.append(
        say(f"blocs lus, liste d’un membre parmi {volume.cases()}", blocks, mesures.MAX_BLOCKS, "blocs")
    )
    volume.prepare(poles=poles)
    sys.stdout.write(f"     {volume.describe()} en {time.monotonic() - start:.0f} s\n")
    among_many = with_servers(lambda app, bare: mesures.pages(app, bare, people, rounds=tours))

    for name, cost in among_many.items():
        limit, aim = mesures.LIMITS.get(name, (None, None))
        if limit is not None:
            kept.append(say(f"processeur, {name} ÷ page minimale", cost.ratio, limit, aim=aim))
        if name in mesures.GROWTH:
            kept.append(
                say(f"croissance, {name}, {poles} pôles ÷ un seul", cost.ours / alone[name].ours, 1.3)
            )
    kept.append(say(f"croissance, blocs lus parmi {volume.cases()}", mesures.blocks(people) / blocks, 1.3))
    for name, value, limit, unit in [*mesures.queries(people), *mesures.fiche(people)]:
        kept.append(say(name, value, limit, unit))
    kept += of_meetings(people, small, tours)
    kept.append(subprocess.run([sys.executable, "-m", "tests.perf.ecrivains"], check=False).returncode == 0)
    return 0 if all(kept) else 1


def of_meetings(people, small: Cost, tours: int) -> list[bool]:
    """The séance and its documents; the list of thirty cases, in units of the bare page of each moment."""
    many = with_servers(lambda app, bare: reunions.list_of(people.membre, app, bare, rounds=tours))
    held = reunions.Tenue()
    save = with_servers(lambda app, bare: reunions.save_of_a_seance(held, app, bare, people, rounds=tours))
    name = f"liste de 30 dossiers parmi {volume.cases()} ÷ liste d’un pôle de 30 dossiers"
    return [
        say(name, many.ratio / small.ratio, reunions.LISTE),
        say("processeur, enregistrer en séance ÷ formulaire nu", save.ratio, reunions.SAVE_RATIO),
        say("enregistrer en séance, 95e centile", save.p95, reunions.SAVE_MS, "ms"),
        say("documents d’une réunion de 12 situations", reunions.documents(held), reunions.DOCUMENTS_S, "s"),
    ]


def with_servers(measure):
    app = Server("application", "tests.perf.settings_app", "pole.conf.wsgi")
    bare = Server("minimal", "tests.perf.settings_minimal", "django.core.wsgi:get_wsgi_application()")
    try:
        app.start()
        bare.start()
        return measure(app, bare)
    finally:
        app.stop()
        bare.stop()


if __name__ == "__main__":
    sys.exit(main())
