"""An alert as people read it: on the page of the case, on the receipt, and at the top of every page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, JSONField, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from pole.bandeaux import Bandeau
from pole.enums import FONCTIONS_PILOTAGE, Nature
from pole.models import Affectation, Pole
from saisines.dates import moment_of
from saisines.enums import ETATS_AU_TRI
from saisines.models import Alerte, AlerteRecue, Lecteur, Saisine
from saisines.models.alertes import last_of
from saisines.personnes import Annuaire
from saisines.suivi import Contact

# After this long without a mail that has left, one says so: nobody may have been reached.
DOUTE = timedelta(minutes=5)
BOITE = Contact(fonction="boîte du pôle")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlerteLue:
    """Who was told and when, who took it; `silence` is what to read loudly when nobody may know.

    `suivante` is when the next of the chain is told.
    """

    depuis: str
    ouverte: bool
    prevenus: list[tuple[Contact, str]]
    prise: str
    silence: str
    suivante: str


def read_alert(alerte: Alerte, *, pole: Pole, contact: Callable[[UUID], Contact]) -> AlerteLue:
    """An alert with its `recues` already read. No query if `contact` costs none."""
    today, tz = pole.today(), pole.tz

    def when(instant: datetime) -> str:
        return moment_of(instant, tz, today)

    recues = _readers_of_it(alerte)
    taken = ""
    if alerte.prise_le:
        taken = f"Pris en charge par {contact(alerte.prise_par_id).phrase}, {when(alerte.prise_le)}"
    next_one = alerte.relance_le + pole.delai_urgence(alerte.raison)
    # The readers of a confidential request were chosen: nobody comes after them.
    chain = not alerte.saisine.is_confidentielle and alerte.epuisee_le is None
    waits = chain and alerte.is_ouverte and next_one > timezone.now()
    return AlerteLue(
        depuis=when(alerte.ouverte_le),
        ouverte=alerte.is_ouverte,
        prevenus=[
            (contact(recue.personne_id) if recue.personne_id else BOITE, when(recue.le)) for recue in recues
        ],
        prise=taken,
        silence=_silence(alerte, recues) if alerte.is_ouverte else "",
        suivante=when(next_one) if waits else "",
    )


def alert_of(saisine: Saisine, *, contact: Callable[[UUID], Contact]) -> AlerteLue | None:
    """The last alert of a case whose parts were read, until the case has moved on. No query."""
    rows = list(saisine.alertes.all())
    if not rows:
        return None
    last = last_of(rows)
    if not (last.is_ouverte or saisine.etat in ETATS_AU_TRI):
        return None
    return read_alert(last, pole=saisine.pole, contact=contact)


def last_alert(saisine: Saisine) -> AlerteLue | None:
    """The alert of a case whose parts were not read. One query without an alert, three with one."""
    rows = list(saisine.alertes.prefetch_related("recues"))
    if not rows:
        return None
    alerte = last_of(rows)
    return read_alert(alerte, pole=saisine.pole, contact=Annuaire(saisine, alerted([alerte])).contact)


def alerted(alertes: Iterable[Alerte]) -> set[UUID | None]:
    """Everybody named by these alerts: those who were told, those who took them."""
    return {
        person
        for alerte in alertes
        for person in (alerte.prise_par_id, *(recue.personne_id for recue in alerte.recues.all()))
    }


def _readers_of_it(alerte: Alerte) -> list[AlerteRecue]:
    """Who was told. Of a confidential request, those who read it now: the others are named to nobody.

    No query, but one for a confidential request.
    """
    recues = list(alerte.recues.all())
    if not alerte.saisine.is_confidentielle:
        return recues
    chosen = Lecteur.objects.actuels().filter(saisine=alerte.saisine_id).values_list("personne", flat=True)
    now = set(chosen)
    return [recue for recue in recues if recue.personne_id in now]


def _silence(alerte: Alerte, recues: list[AlerteRecue]) -> str:
    """What to say loudly: nobody was there, no mail has left, or everybody was told in vain."""
    chosen = alerte.saisine.is_confidentielle
    if not any(recue.personne_id for recue in recues):
        why = (
            "les personnes choisies ne sont plus là. Choisissez quelqu’un d’autre."
            if chosen
            else "aucune personne du pôle n’est notée présente aujourd’hui."
        )
        return f"Personne n’a pu être prévenu : {why}"
    if alerte.courriel_parti_le is None and timezone.now() - alerte.ouverte_le > DOUTE:
        return "Le courriel d’alerte n’est peut-être pas parti : personne ne l’a peut-être reçu."
    if alerte.epuisee_le:
        who = "choisies" if chosen else "présentes"
        return f"Toutes les personnes {who} sont prévenues, et personne n’a encore répondu."
    return ""


def oldest_alert() -> Subquery:
    """For a live role: the oldest alert that its holder was told by this function, and how many wait.

    Read with the roles (pole.bandeaux): the shell of a page has no query to spare.
    """
    recues = AlerteRecue.objects.filter(
        personne=OuterRef("personne"),
        fonction=OuterRef("fonction"),
        ecartee=False,
        alerte__saisine__pole=OuterRef("pole"),
        alerte__prise_le__isnull=True,
        alerte__finie_le__isnull=True,
    )
    # Whom the author of a confidential request has left out since is told of it no more.
    chosen = Lecteur.objects.actuels().filter(
        saisine=OuterRef("alerte__saisine"), personne=OuterRef("personne")
    )
    recues = recues.filter(~Q(alerte__saisine__nature=Nature.ENSEIGNANT) | Exists(chosen))
    words = JSONObject(
        saisine=F("alerte__saisine_id"),
        reference=F("alerte__saisine__reference"),
        nature=F("alerte__saisine__nature"),
        depuis=F("alerte__ouverte_le"),
        nombre=Window(Count("pk")),
    )
    first = recues.order_by("alerte__ouverte_le").values(mots=words)[:1]
    return Subquery(first, output_field=JSONField())


def bandeau_of(role: Affectation, mots: dict) -> Bandeau:
    """The banner of those who were told: a reference and an hour, never a word of the case."""
    pk = UUID(mots["saisine"])
    tz, today = role.pole.tz, role.pole.today()
    others = mots["nombre"] - 1
    more = f" Et {others} autre{'s' if others > 1 else ''}." if others else ""
    may_take = role.fonction in FONCTIONS_PILOTAGE or mots["nature"] == Nature.ENSEIGNANT
    help_words = "" if may_take else " Joignez la coordination ou l’IEN."
    return Bandeau(
        titre="Une urgence attend.",
        texte=f"Demande {mots['reference']}, signalée {_moment(mots['depuis'], tz, today)} : "
        f"personne ne l’a encore prise en charge.{help_words}{more}",
        lien="Lire la demande",
        url=reverse("saisines:detail", args=[pk]),
        action=f"Prendre en charge {mots['reference']}" if may_take else "",
        action_url=reverse("saisines:urgence_prendre", args=[pk]) if may_take else "",
    )


def _moment(text: str, tz, today: date) -> str:
    # SQLite stores UTC without saying so.
    value = datetime.fromisoformat(text)
    return moment_of(value.replace(tzinfo=UTC) if value.tzinfo is None else value, tz, today)
