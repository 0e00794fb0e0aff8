"""Eight people who write at once on SQLite, as the example service runs the site.

python -m tests.perf.ecrivains   (called by `make bench`; ECRIVAINS=8 ENREGISTREMENTS=40)

Each saves as fast as the page itself ever does; then all save without a pause, to see where it breaks.
The figure is the time inside the server, as gunicorn's access log tells it.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from threading import Thread

FOLDER = tempfile.TemporaryDirectory(prefix="ecrivains-")
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/base.sqlite3"
os.environ["MEDIA_ROOT"] = f"{FOLDER.name}/media"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.perf.settings_app"

import django  # noqa: E402 (it reads these variables)

django.setup()

from django.core.management import call_command  # noqa: E402 (the models exist only after setup)
from django.urls import reverse  # noqa: E402

from saisines.services.dossier import create_draft  # noqa: E402
from tests.factories.pole import EcoleFactory, PoleFactory, directrice, fresh  # noqa: E402
from tests.perf.mesures import STEP, save  # noqa: E402
from tests.perf.serveurs import Server  # noqa: E402
from tests.perf.volume import look  # noqa: E402

ECRIVAINS = int(os.environ.get("ECRIVAINS", "8"))
ENREGISTREMENTS = int(os.environ.get("ENREGISTREMENTS", "40"))
# static/js/saisie.js: a save comes two seconds after the last key.
PAUSE = 2.0
LIMITE_MS = 150


def writers() -> list[tuple[str, str]]:
    """(address of the background save, cookies) of directors, each on a draft of their own."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    pole = PoleFactory()
    found = []
    for _ in range(ECRIVAINS):
        ecole = EcoleFactory(pole=pole)
        person = fresh(directrice(ecole))
        draft, _ = create_draft(by=person, pole=pole, ecole=ecole, jeton=os.urandom(16).hex())
        found.append((reverse("saisines:enregistrer", args=[draft.pk, STEP]), look(person).ours))
    return found


def write(server: Server, address: str, cookies: str, *, first: int, pause: float) -> None:
    for number in range(first, first + ENREGISTREMENTS):
        answer = server.get(**save(address, cookies, version=number, essai=number))
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}: {answer.body[:200]!r}")
        time.sleep(pause)


def warm_up(server: Server, people: list) -> None:
    """Load in both workers what is loaded once, with pages that write nothing."""
    for address, cookies in people * 2:
        server.get(address.removesuffix("enregistrer/"), cookies)


def saved(journal: Path) -> list[float]:
    """Time of each save so far, in milliseconds."""
    lines = [line.split() for line in journal.read_text().splitlines()]
    return [int(microseconds) / 1000 for method, microseconds in lines if method == "POST"]


def regime(server: Server, people: list, journal: Path, *, first: int, pause: float) -> tuple[float, float]:
    """Median and 95th percentile of the time inside the server, in milliseconds."""
    seen = len(saved(journal))
    threads = [
        Thread(target=write, args=(server, *person), kwargs={"first": first, "pause": pause})
        for person in people
    ]
    for thread in threads:
        thread.start()
        time.sleep(pause / ECRIVAINS)  # people do not begin on the same tick
    for thread in threads:
        thread.join()
    time.sleep(0.5)
    times = saved(journal)[seen:]
    if len(times) != ECRIVAINS * ENREGISTREMENTS:
        raise RuntimeError(f"{len(times)} answers for {ECRIVAINS * ENREGISTREMENTS} saves")
    cuts = quantiles(times, n=20)
    return cuts[9], cuts[18]


def main() -> int:
    journal = Path(FOLDER.name) / "acces.log"
    journal.touch()
    people = writers()
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    options += ["--access-logfile", str(journal), "--access-logformat", "%(m)s %(D)s"]
    server = Server("ecrivains", "tests.perf.settings_app", "pole.conf.wsgi", options=options)
    server.start()
    try:
        warm_up(server, people)
        median, p95 = regime(server, people, journal, first=0, pause=PAUSE)
        rush = regime(server, people, journal, first=ENREGISTREMENTS, pause=0)
    finally:
        server.stop()
    kept = p95 <= LIMITE_MS
    sys.stdout.write(
        f"{'ok ' if kept else 'NON'}  enregistrer une étape, {ECRIVAINS} personnes sur SQLite, 95e centile : "
        f"{p95:.0f} ms ≤ {LIMITE_MS} (médiane {median:.0f})\n"
        f"     sans aucune pause : médiane {rush[0]:.0f} ms, 95e centile {rush[1]:.0f} ms\n"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
