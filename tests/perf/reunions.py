"""The figures of a meeting: a save of its séance, all its documents, the list of whoever is convened."""

from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode

from cellules.models import Convie, LotDeDocuments
from cellules.models.lots import EtatLot
from cellules.services import lots
from cellules.services.cloture import clore
from cellules.services.regards import audiences_of, ecrire_regard, role_of
from saisines.models import Acces, Piste
from tests.cellules.papiers import answer
from tests.cellules.salle import Salle
from tests.cellules.scene import Scene, enrolled
from tests.factories.pole import EcoleFactory, directrice, fresh, membre
from tests.perf.mesures import own_cpu, saves
from tests.perf.serveurs import WARM_UP, Cost, Server, compare
from tests.perf.volume import Look, People, look

SITUATIONS, PERSONNES, QUI_ECRIVENT = 12, 20, 4
ACCES = 30
# A regard, a note and an answer are some of these sentences; an answer has five pistes.
TEXTE = (
    "Il lit seul quand on lui en laisse le temps ; les consignes courtes l’aident, les longues le perdent. "
)
PISTES = 5
SAVE_MS, SAVE_RATIO = 100, 4.0
DOCUMENTS_S = 10.0
LISTE = 1.3


class Tenue(Salle):
    """Twelve cases of as many schools, twenty people convened, four of whom write on each case."""

    def __init__(self):
        Scene.__init__(self)
        others = [enrolled(self.school(), self.pilote) for _ in range(SITUATIONS - 2)]
        self.cases = [self.premiere, self.seconde, *others]
        people = [self.psy, self.medecin, *(membre(self.pole) for _ in range(PERSONNES - 2))]
        for rank, person in enumerate(people):
            here = self.cases if rank < QUI_ECRIVENT else self.cases[rank % 4 :: 4]
            self.convene(person, *here)
        self.send()
        for person in people[:QUI_ECRIVENT]:
            self.write_regards(fresh(person))
        self.on(self.pole.today())
        self.open()

    def school(self):
        ecole = EcoleFactory(pole=self.pole)
        directrice(ecole)
        return ecole

    def write_regards(self, person):
        for saisine in self.cases:
            row = self.row(saisine)
            audience = audiences_of(role_of(row, person))[0]
            ecrire_regard(row, by=person, observe=TEXTE * 4, propose=TEXTE, audience=audience, version=0)

    def end(self):
        """Studied, closed, answered."""
        for saisine in self.cases:
            self.study(saisine, version=self.stored_version(saisine), comprehension=TEXTE * 4)
        clore(self.reunion, by=fresh(self.pilote))
        for saisine in self.cases:
            sent = answer(self, saisine, comprehension=TEXTE * 4)
            for rang in range(2, PISTES + 1):
                Piste.objects.create(reponse=sent, rang=rang, texte=TEXTE, qui="La classe")

    def stored_version(self, saisine) -> int:
        row = self.row(saisine)
        return row.note.version if hasattr(row, "note") else 0


def save_of_a_seance(tenue: Tenue, app: Server, bare: Server, people: People, *, rounds: int) -> Cost:
    """The save that the page of the séance sends as one types, beside a plain form of one step."""
    coordination = look(fresh(tenue.pilote))
    ours = [
        _typed(tenue, saisine, coordination, version=version)
        for version in range(1 + (rounds + WARM_UP) // SITUATIONS)
        for saisine in tenue.cases
    ][: rounds + WARM_UP]
    minimal = saves(people, "bare", rounds)
    return compare((app, ours), (bare, minimal), rounds=rounds, expect=(200, 302))


def _typed(tenue: Tenue, saisine, coordination: Look, *, version: int) -> dict:
    """Everything that the form of a case holds, its text longer by some words than the time before."""
    row, token = tenue.row(saisine), "a" * 32
    fields = {
        "csrfmiddlewaretoken": token,
        "version": version,
        "comprehension": TEXTE * 4 + f"Noté {version} fois.",
        "interlocuteur": tenue.psy.pk,
        "point_le": (tenue.pole.today() + timedelta(days=42)).isoformat(),
        "etudiee": "oui",
    }
    for rank in range(1, PISTES + 1):
        fields |= {f"piste-{rank}-texte": f"Un temps de lecture {rank}", f"piste-{rank}-qui": "La classe"}
    here = Convie.objects.actuels().filter(inscription=row)
    fields |= {f"presence-{pk}": "oui" for pk in here.values_list("pk", flat=True)}
    path = f"/cellules/{tenue.reunion.pk}/seance/situation/{row.pk}/"
    cookies = f"{coordination.ours}; csrf={token}"
    return {"path": path, "cookies": cookies, "body": urlencode(fields), "script": True}


def documents(tenue: Tenue) -> float:
    """Processor time of the worker for all the documents of the meeting, in seconds."""
    tenue.end()
    lot = lots.demander(tenue.reunion, by=fresh(tenue.pilote))
    start = own_cpu()
    lots.make_next()
    spent = own_cpu() - start
    made = LotDeDocuments.objects.get(pk=lot.pk)
    if made.etat != EtatLot.PRET or made.total < SITUATIONS:
        raise RuntimeError(f"{made.etat}, {made.total} documents")
    return spent


def convened_in_a_small_pole() -> Look:
    """A member convened for the thirty cases of a pole that has no other."""
    scene = Scene()
    cases = [scene.premiere, scene.seconde]
    schools = cycle([scene.ecole, scene.voisine])
    cases += [enrolled(next(schools), scene.pilote) for _ in range(ACCES - len(cases))]
    scene.convene(scene.psy, *cases)
    scene.send()
    return look(fresh(scene.psy))


def list_of(who: Look, app: Server, bare: Server, *, rounds: int) -> Cost:
    """The list of a member of thirty cases, beside the bare page of the same thirty."""
    named = Acces.objects.open_to(who.personne).count()
    if named != ACCES:
        raise RuntimeError(f"{named} accesses, expected {ACCES}")
    ours = [{"path": "/saisines/", "cookies": who.ours}]
    minimal = [{"path": "/membre/", "cookies": who.bare}]
    return compare((app, ours), (bare, minimal), rounds=rounds, expect=(200, 200))
