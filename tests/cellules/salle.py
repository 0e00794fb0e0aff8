"""A meeting held today, and what the tests of its séance ask of it."""

from datetime import timedelta

from cellules.models import Inscription, NoteDeSeance, Reunion, Seance
from cellules.services import seances
from cellules.services.seances import Contenu
from saisines.models import Saisine
from tests.cellules.scene import Scene
from tests.factories.pole import fresh


class Salle(Scene):
    """The scene on the day of its meeting: two cases, the psychologist convened for both."""

    def __init__(self):
        super().__init__()
        self.convene(self.psy, self.premiere, self.seconde)
        self.send()
        self.on(self.pole.today())

    def on(self, day):
        """The meeting is on that day; the cases follow."""
        Reunion.objects.filter(pk=self.reunion.pk).update(date=day, date_limite=day - timedelta(days=6))
        Saisine.objects.filter(reunion_visee=self.reunion.pk).update(date_reunion=day)
        self.reunion.refresh_from_db()

    def open(self, by=None):
        return seances.ouvrir(self.reunion, by=fresh(by or self.pilote))

    def row(self, saisine):
        return Inscription.objects.select_related("reunion__pole").get(reunion=self.reunion, saisine=saisine)

    def note(self, saisine, *, by=None, version=0, **contenu):
        return seances.enregistrer(
            self.row(saisine), by=fresh(by or self.pilote), version=version, contenu=Contenu(**contenu)
        )

    def study(self, saisine, **contenu):
        """Note a case as a meeting does, with everything that its answer needs."""
        said = {
            "comprehension": "Il lit seul quand on lui en laisse le temps.",
            "pistes": [
                {"texte": "Un temps de lecture chaque matin", "qui": "l’enseignante", "porteur": None}
            ],
            "interlocuteur": self.psy.pk,
            "point_le": self.pole.today() + timedelta(days=42),
            "etudiee": True,
        }
        return self.note(saisine, **said | contenu)

    def stored(self, saisine):
        return NoteDeSeance.objects.get(inscription__saisine=saisine, inscription__reunion=self.reunion)

    def seance(self):
        return Seance.objects.get(reunion=self.reunion)
