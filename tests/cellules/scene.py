"""A meeting to come with cases on its agenda, and what the tests of its convocations ask of it."""

from datetime import timedelta

from cellules.models import Convie, Habitue
from cellules.services import convocations, envoi_convocations
from pole.models import Envoi
from saisines.models import Saisine
from saisines.services import orientations
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, fresh, membre
from tests.factories.saisines import SaisineFactory


def meeting(pole, days, **fields):
    """A published meeting, that many days from today."""
    today = pole.today()
    return ReunionFactory(
        pole=pole,
        date=today + timedelta(days=days),
        date_limite=today + timedelta(days=days - 6),
        reponse_avant=today + timedelta(days=days + 7),
        **fields,
    )


def enrolled(ecole, by, **fields):
    """A case on the agenda of the next meeting."""
    saisine = SaisineFactory(ecole=ecole, **fields)
    orientations.inscrire(saisine, by=by, lettre="Nous en parlons le 8.")
    return saisine


class Scene:
    """Two schools, a case of each on the agenda, two people who usually sit."""

    def __init__(self):
        self.ecole = EcoleFactory()
        self.pole = self.ecole.pole
        self.voisine = EcoleFactory(pole=self.pole)
        self.pilote = coordinatrice(self.pole)
        self.direction, self.direction_voisine = directrice(self.ecole), directrice(self.voisine)
        self.psy, self.medecin = membre(self.pole), membre(self.pole)
        self.reunion = meeting(self.pole, 20)
        self.premiere = enrolled(self.ecole, self.pilote)
        self.seconde = enrolled(self.voisine, self.pilote)

    def usual(self, *people):
        Habitue.objects.bulk_create(Habitue(pole=self.pole, personne=one) for one in people)

    def inscription(self, saisine):
        return saisine.inscriptions.prevues().get()

    def convene(self, personne, *saisines):
        """Prepare somebody for these cases. Returns the last row."""
        for saisine in saisines:
            row = convocations.convier(self.inscription(saisine), personne, by=fresh(self.pilote))
        return row

    def send(self):
        return envoi_convocations.envoyer(self.reunion, by=fresh(self.pilote))

    def letter(self, personne):
        return self.reunion.convocations.get(personne=personne)

    def reads(self, personne):
        """The cases that this person sees at their next request."""
        return set(Saisine.objects.visible_to(fresh(personne)))

    def convened(self):
        """Who is convened for what, whatever left."""
        rows = Convie.objects.actuels().filter(convocation__reunion=self.reunion)
        return {(row.convocation.personne, row.inscription.saisine) for row in rows}

    @staticmethod
    def mails(personne):
        """Templates of the mails written to this person about meetings, in the order of their writing."""
        rows = Envoi.objects.filter(destinataire=personne, gabarit__startswith="cellules/")
        return [row.gabarit.removeprefix("cellules/") for row in rows.order_by("created_at")]
