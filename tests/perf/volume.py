"""The data that figures are taken on, and the people who look at it."""

from dataclasses import dataclass

from django.contrib.sessions.backends.db import SessionStore as StockSession
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from pole.conf.volume.poles import CODE
from pole.connexion import SECOND_FACTEUR_KEY
from pole.enums import Fonction
from pole.middleware import ACTIVITE_SALT
from pole.models import Affectation, Ecole, Personne, Pole
from pole.services.calendrier import load_national_calendar
from pole.sessions import SessionStore, hashed
from saisines.enums import Etat
from saisines.models import Acces, Saisine

CASES = 40


@dataclass(frozen=True)
class Look:
    """A person, and the cookies that sign them in on each server."""

    personne: Personne
    ours: str
    bare: str


@dataclass(frozen=True)
class People:
    coordination: Look
    membre: Look
    direction: Look
    dossiers: list[str]
    brouillon: str


def create() -> None:
    """The tables, and what every installation begins with."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_national_calendar()


def prepare(*, poles: int) -> None:
    """Bring the database to that many poles."""
    call_command("generer", poles=poles, annees=1, verbosity=0)
    analyse()


def analyse() -> None:
    """What the planner of a base that has lived knows of its tables."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def describe() -> str:
    counts = (Pole.objects.count(), Ecole.objects.count(), Saisine.objects.count())
    return "{} pôles, {} écoles, {} saisines".format(*counts)


def cases() -> str:
    return f"{Saisine.objects.count():,} saisines".replace(",", "\u202f")


def people() -> People:
    """People of the first pole: the same ones look before and after the country fills up."""
    pole = Pole.objects.filter(code__startswith=CODE).order_by("created_at", "pk")[0]
    coordination = _holder(pole, Fonction.COORDONNATEUR)
    member = Personne.objects.get(
        pk=Acces.objects.filter(content_object__pole=pole, expire_le__gt=timezone.now()).values("user")[:1]
    )
    draft = Saisine.objects.filter(pole=pole, etat=Etat.BROUILLON, redacteur="direction").first()
    cases = (
        Saisine.objects.pilotees(coordination).filter(etat=Etat.PRISE_EN_CHARGE).values_list("pk", flat=True)
    )
    return People(
        coordination=look(coordination),
        membre=look(member),
        direction=look(draft.auteur),
        dossiers=[str(pk) for pk in cases[:CASES]],
        brouillon=str(draft.pk),
    )


def _holder(pole: Pole, fonction: Fonction) -> Personne:
    return Affectation.objects.en_cours().filter(pole=pole, fonction=fonction).first().personne


def look(personne: Personne) -> Look:
    """Sign a person in on both servers."""
    ours = _session(SessionStore, personne, "allauth.account.auth_backends.AuthenticationBackend")
    bare = _session(StockSession, personne, "django.contrib.auth.backends.ModelBackend")
    sign = signing.TimestampSigner(salt=ACTIVITE_SALT).sign(hashed(ours))
    return Look(personne, ours=f"session={ours}; activite={sign}", bare=f"session={bare}")


def _session(store, personne: Personne, backend: str) -> str:
    session = store()
    session["_auth_user_id"] = str(personne.pk)
    session["_auth_user_backend"] = backend
    session["_auth_user_hash"] = personne.get_session_auth_hash()
    session[SECOND_FACTEUR_KEY] = True
    session.create()
    return session.session_key
