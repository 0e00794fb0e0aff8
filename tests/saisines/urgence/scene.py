"""An urgent case, and what the worker does of it at an instant."""

from datetime import UTC, datetime, timedelta

import time_machine

from pole.enums import RaisonUrgence, Urgence
from pole.models import Envoi
from saisines.alertes import read_alert
from saisines.enums import Etat
from saisines.models import AlerteRecue
from saisines.services import urgences
from saisines.services.dossier import transmettre
from saisines.suivi import Contact
from tests.factories.pole import (
    fresh,
)
from tests.factories.saisines import SaisineFactory

# Thursday 8 October 2026, 10:35 in Paris; a Sunday of holidays at 3 o'clock in the morning.
JEUDI = datetime(2026, 10, 8, 8, 35, tzinfo=UTC)
NUIT = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def staff(pole, *helpers):
    with time_machine.travel(JEUDI - timedelta(days=30)):
        return [helper(pole) for helper in helpers]


def sent(ecole, author, raison=RaisonUrgence.DECES, instant=JEUDI, **fields):
    """An urgent case that its school sends at this instant."""
    fields = {"urgence": Urgence.IMMEDIATE, "urgence_raison": raison} | fields
    with time_machine.travel(instant, tick=False):
        saisine = SaisineFactory(ecole=ecole, auteur=author, etat=Etat.BROUILLON, **fields)
        return transmettre(saisine, by=fresh(author))


def worker(instant):
    """What the worker does at that instant; returns who is told by then."""
    with time_machine.travel(instant, tick=False):
        urgences.pass_on_all()
    return told()


def told():
    return [recue.personne for recue in AlerteRecue.objects.order_by("alerte__ouverte_le", "rang")]


def alert_mails():
    return Envoi.objects.filter(gabarit="saisines/urgence")


def read(saisine, instant):
    with time_machine.travel(instant, tick=False):
        alerte = saisine.alertes.get()
        return read_alert(
            alerte, pole=saisine.pole, contact=lambda pk: Contact(nom="Camille", fonction="IEN")
        )
