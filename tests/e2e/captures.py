"""`python -m tests.e2e.captures FOLDER`: the pictures of the README and of the guides.

The demonstration in a database of its own, served for the time of the pictures, seen by a real browser. The
same pages at the same widths under the same names: a picture changes only when its page does.
"""

import io
import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = tempfile.TemporaryDirectory(prefix="captures-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "pole.conf.settings.dev",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    "DEMO": "1",
    "DATABASE_URL": f"sqlite:///{FOLDER.name}/captures.sqlite3",
    "MEDIA_ROOT": f"{FOLDER.name}/media",
    "STATIC_ROOT": f"{FOLDER.name}/static",
}
django.setup()

# What needs the settings comes after them.
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from pole.models import Personne  # noqa: E402
from saisines.enums import Etat  # noqa: E402
from saisines.models import Saisine  # noqa: E402
from tests.conftest import CHROMIUM_ARGS, CHROMIUM_NAMES  # noqa: E402
from tests.e2e.visite import cookies_of  # noqa: E402

POIDS_MAX = 150_000
COULEURS = 128
TELEPHONE = 390
BUREAU = 1280
HAUTEUR = 860


@dataclass(frozen=True)
class Vue:
    """One picture: its name, who looks, where, at which width."""

    nom: str
    compte: str
    chemin: str
    largeur: int = BUREAU


# `{en_cours}` and the like: a case of that person (see `cases_of`).
VUES = (
    Vue("ma-page-direction", "directrice.jaures", "/"),
    Vue("saisie", "directrice.jaures", "{brouillon}modifier/preoccupation/", TELEPHONE),
    Vue("dossier-direction", "directrice.jaures", "{en_cours}"),
    Vue("tri", "coordination.ecully", "/saisines/tri/"),
    Vue("ma-page-membre", "psy.ecully", "/"),
    Vue("dossier-membre", "psy.ecully", "{confiee}"),
    Vue("annee", "secretariat.ecully", "/cellules/"),
    Vue("ma-page-ien", "ien.ecully", "/"),
)


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """Nothing: the command says what it made."""


@contextmanager
def served():
    """Address of the site, for the time of the block."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), SilentHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def cases_of(personne: Personne) -> dict[str, str]:
    """Pages of the cases that the pictures show, as this person reaches them."""
    seen = Saisine.objects.visible_to(personne).select_related("ecole").order_by("transmise_le", "pk")
    wanted = {
        "brouillon": seen.filter(etat=Etat.BROUILLON),
        "en_cours": seen.filter(etat=Etat.PRISE_EN_CHARGE, sollicitations__isnull=False),
        "confiee": seen.filter(sollicitations__personne=personne).exclude(etat=Etat.CLOSE),
    }
    found = {name: query.last() for name, query in wanted.items()}
    return {name: case.get_absolute_url() for name, case in found.items() if case is not None}


def take(page, vue: Vue, url: str, cases: dict[str, str]) -> bytes:
    page.set_viewport_size({"width": vue.largeur, "height": HAUTEUR})
    page.goto(url + vue.chemin.format(**cases))
    page.wait_for_load_state("networkidle")
    return small(page.screenshot(animations="disabled", caret="hide"))


def small(png: bytes) -> bytes:
    """The same picture with few colours: text stays sharp, the file is four times lighter."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    picture.quantize(COULEURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def seen_by(browser, vue: Vue, url: str) -> bytes:
    """The picture of one page in a browser of its own."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    cases = {}
    if vue.compte:
        personne = Personne.objects.get(email=f"{vue.compte}@demo.example")
        context.add_cookies(cookies_of(personne, url))
        cases = cases_of(personne)
    data = take(context.new_page(), vue, url, cases)
    context.close()
    return data


def main(folder: Path, only: set[str]) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("demo", verbosity=0)
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        for vue in VUES:
            if only and vue.nom not in only:
                continue
            data = seen_by(browser, vue, url)
            print(f"{vue.nom}.png : {len(data) // 1000} ko")  # noqa: T201 (a command)
            if len(data) > POIDS_MAX:
                raise SystemExit(f"{vue.nom}.png pèse plus de {POIDS_MAX // 1000} ko.")
            (folder / f"{vue.nom}.png").write_bytes(data)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) == 1:
        raise SystemExit("Usage : python -m tests.e2e.captures DOSSIER [nom…]")
    with FOLDER:
        main(Path(sys.argv[1]), set(sys.argv[2:]))
