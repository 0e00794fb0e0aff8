"""`make bench`: each figure on one line, as a ratio to a limit measured in the same run.

POLES=1300 TOURS=200 make bench   (the defaults; POLES=20 gives a quick look)
"""

import os
import subprocess
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.perf.settings_app")

import django

django.setup()

from tests.perf import mesures, volume  # noqa: E402 (the models exist only after setup)
from tests.perf.serveurs import Server  # noqa: E402

POLES = int(os.environ.get("POLES", "1300"))
# 50,000 cases: the volume that the limit of blocks is set for.
POLES_DE_REFERENCE = 250
TOURS = int(os.environ.get("TOURS", "200"))


def say(name: str, value: float, limit: float, unit: str = "×", aim: float | None = None) -> bool:
    """Print one figure and whether it keeps to its limit."""
    kept = value <= limit
    wish = f" (visé {aim:g})" if aim is not None else ""
    sys.stdout.write(f"{'ok ' if kept else 'NON'}  {name} : {value:.2f} {unit} ≤ {limit:g}{wish}\n")
    sys.stdout.flush()
    return kept


def main() -> int:
    kept = []
    volume.prepare(poles=1)
    people = volume.people()
    alone = with_servers(lambda app, bare: mesures.pages(app, bare, people, rounds=TOURS))

    start = time.monotonic()
    volume.prepare(poles=min(POLES_DE_REFERENCE, POLES))
    blocks = mesures.blocks(people)
    kept.append(
        say(f"blocs lus, liste d’un membre parmi {volume.cases()}", blocks, mesures.MAX_BLOCKS, "blocs")
    )
    volume.prepare(poles=POLES)
    sys.stdout.write(f"     {volume.describe()} en {time.monotonic() - start:.0f} s\n")
    among_many = with_servers(lambda app, bare: mesures.pages(app, bare, people, rounds=TOURS))

    for name, cost in among_many.items():
        limit, aim = mesures.LIMITS.get(name, (None, None))
        if limit is not None:
            kept.append(say(f"processeur, {name} ÷ page minimale", cost.ratio, limit, aim=aim))
        if name in mesures.GROWTH:
            kept.append(
                say(f"croissance, {name}, {POLES} pôles ÷ un seul", cost.ours / alone[name].ours, 1.3)
            )
    kept.append(say(f"croissance, blocs lus parmi {volume.cases()}", mesures.blocks(people) / blocks, 1.3))
    for name, value, limit, unit in [*mesures.queries(people), *mesures.fiche(people)]:
        kept.append(say(name, value, limit, unit))
    sys.stdout.flush()
    kept.append(subprocess.run([sys.executable, "-m", "tests.perf.ecrivains"], check=False).returncode == 0)
    return 0 if all(kept) else 1


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
