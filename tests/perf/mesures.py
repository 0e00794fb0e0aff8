"""The figures themselves."""

import resource
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pole.enums import Nature
from saisines.forms.etapes import as_posted
from saisines.models import Etape, Saisine
from saisines.natures import description
from tests.perf.serveurs import WARM_UP, Cost, Server, compare
from tests.perf.volume import Look, People

TRIAGE, MEMBER, CASE, MA_PAGE, FORM = (
    "tri",
    "liste d’un membre",
    "dossier",
    "Ma page",
    "enregistrer une étape",
)
# Limit, and what is aimed at.
LIMITS = {TRIAGE: (4, 1.5), MEMBER: (3, 1.2), CASE: (4, 2), FORM: (2.5, 1.5)}
GROWTH = {TRIAGE, MEMBER, CASE, MA_PAGE}
MAX_BLOCKS = 250
STEP = "preoccupation"


def pages(app: Server, bare: Server, people: People, *, rounds: int) -> dict[str, Cost]:
    """Cost of each page, both servers taking turns."""
    coordination, member = people.coordination, people.membre

    def turn(ours, minimal, *, status=(200, 200)):
        return compare((app, ours), (bare, minimal), rounds=rounds, expect=status)

    def get(path: str, look: Look, side: str) -> dict:
        return {"path": path, "cookies": getattr(look, side)}

    bare_triage = [get("/tri/", coordination, "bare")]
    return {
        TRIAGE: turn([get("/saisines/tri/", coordination, "ours")], bare_triage),
        MEMBER: turn([get("/saisines/", member, "ours")], [get("/membre/", member, "bare")]),
        CASE: turn(
            [get(f"/saisines/{pk}/", coordination, "ours") for pk in people.dossiers],
            [get(f"/cas/{pk}/", coordination, "bare") for pk in people.dossiers],
        ),
        MA_PAGE: turn([get("/", coordination, "ours")], bare_triage),
        FORM: turn(saves(people, "ours", rounds), saves(people, "bare", rounds), status=(302, 302)),
    }


def saves(people: People, side: str, rounds: int) -> list[dict]:
    """The POSTs of one step, as a director sends them with « Continuer »: each one changes a text."""
    step = Etape.objects.filter(saisine=people.brouillon, code=STEP).first()
    version = step.version if step else 0
    addresses = {
        "ours": f"/saisines/{people.brouillon}/modifier/{STEP}/",
        "bare": f"/cas/{people.brouillon}/ecrire/",
    }
    cookies = getattr(people.direction, side)
    return [
        save(addresses[side], cookies, version=version + number, essai=number)
        for number in range(rounds + WARM_UP)
    ]


def save(path: str, cookies: str, *, version: int, essai: int) -> dict:
    """One save of the step, whose text differs from the one before."""
    token = "a" * 32
    posted = as_posted(description(Nature.ELEVE).etape(STEP), {})
    fields = {name: value for name, value in posted.items() if value != ""} | {
        "csrfmiddlewaretoken": token,
        "version": version,
        "question": f"Comment l’aider à rester en classe, essai {essai} ?",
        "points_appui": "Il aime le dessin et range volontiers la bibliothèque. " * 4,
    }
    return {"path": path, "cookies": f"{cookies}; csrf={token}", "body": urlencode(fields, doseq=True)}


def queries(people: People):
    """Statements of each page, at the real boundary."""
    for name, path, look, limit in (
        (TRIAGE, "/saisines/tri/", people.coordination, 8),
        (MEMBER, "/saisines/", people.membre, 8),
        (CASE, f"/saisines/{people.dossiers[0]}/", people.coordination, 10),
        (MA_PAGE, "/", people.coordination, 12),
    ):
        client = Client(headers={"cookie": look.ours, "host": "localhost"})
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        yield f"requêtes SQL, {name}", len(captured), limit, "requêtes"


def blocks(people: People) -> int:
    """Blocks that PostgreSQL reads for the list of a member, thirty cases among all."""
    cases = Saisine.objects.visible_to(people.membre.personne).for_list().order_by("date_limite", "pk")[:25]
    sql, parameters = cases.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def fiche(people: People):
    """Processor time of one PDF, the library already loaded."""
    client = Client(headers={"cookie": people.coordination.ours, "host": "localhost"})
    path = f"/saisines/{people.dossiers[0]}/fiche.pdf"
    client.get(path)
    start = own_cpu()
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    yield "fiche PDF, processeur", own_cpu() - start, 1.0, "s"


def own_cpu() -> float:
    """Processor time of this process since it began, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
