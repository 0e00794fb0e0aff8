"""The stage: plays the stories through the services, then gives each act its own date.

The services work « now », as they must. What an act has just written is recognised by its date, and moved
to the day of the story; the dates that people choose (for when, to see again) are set after it, and named
accesses are computed again from them by the service that owns them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection
from django.db.models import Case, F, Model, QuerySet, When
from django.utils import timezone

from pole.conf.demonstration.horloge import Horloge
from pole.conf.demonstration.modele import Acte, Histoire
from pole.dates import end_of
from pole.models import Ecole, Envoi, Motif, Personne, Pole
from pole.services.envois import claim, deliver
from saisines.dates import hour_of
from saisines.enums import Origine
from saisines.models import (
    AccesMotif,
    Accord,
    Alerte,
    AlerteRecue,
    DemandeAcces,
    DemandePrecision,
    Deport,
    Destinataire,
    Etape,
    Evenement,
    Intervention,
    Message,
    NoteDePartage,
    Orientation,
    PieceJointe,
    ProjetDeReponse,
    Reception,
    Reponse,
    Retrospective,
    Saisine,
    Sollicitation,
)
from saisines.services import acces
from saisines.services.workflow import update_next_date

# Dates that the services write by themselves. Dates that people choose are not here.
HORODATES: dict[type[Model], tuple[str, ...]] = {
    Evenement: ("le",),
    Sollicitation: ("created_at", "acquittee_le", "terminee_le", "annulee_le"),
    DemandePrecision: ("created_at", "repondue_le"),
    Intervention: ("created_at",),
    Orientation: ("created_at", "finie_le"),
    Reponse: ("envoyee_le", "accueil_le"),
    Accord: ("created_at", "updated_at"),
    Etape: ("updated_at",),
    PieceJointe: ("created_at",),
    AccesMotif: ("debut",),
    Message: ("envoye_le", "modifie_le", "retire_le"),
    Deport: ("le", "leve_le"),
    DemandeAcces: ("faite_le", "repondue_le"),
    NoteDePartage: ("ecrite_le", "relue_le"),
    Alerte: ("ouverte_le", "relance_le", "prise_le"),
    Retrospective: ("le",),
    Reception: ("created_at", "confirmee_le"),
    ProjetDeReponse: ("ecrit_le",),
}
# What an alert writes in the history tells its hour.
HEURE = re.compile(r"\d+\u00a0h\u00a0\d\d")
WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE) "(\w+)"')
ACTES_DATES = ("alerter", "prendre_urgence")
DU_LECTEUR = ("ajoute_le", "lu_le")
DE_L_ENVOI = ("created_at", "pas_avant", "envoye_le")
DE_LA_SAISINE = (
    "created_at",
    "updated_at",
    "etat_depuis",
    "transmise_le",
    "urgence_lue_le",
    "retrospective_le",
)


@dataclass
class Theatre:
    """What the stories of one pole need."""

    pole: Pole
    horloge: Horloge
    personnes: Mapping[str, Personne]
    ecoles: Mapping[str, Ecole]
    numeros: dict[str, int]
    # How each act is played: `actes.ACTES`.
    actes: Mapping[str, Callable[..., None]]
    motifs: dict[str, Motif] = field(default_factory=dict)
    saisines: dict[str, Saisine] = field(default_factory=dict)
    # Until the end of the play, whoever was called upon may act: the services look at today.
    fins: dict[UUID, datetime] = field(default_factory=dict)

    def play(self, histoires: list[Histoire]) -> int:
        """Play the stories that are not there yet, act by act in the order of time; how many were played."""
        self.motifs = {motif.code: motif for motif in Motif.objects.filter(pole=self.pole)}
        played = set(Saisine.objects.filter(jeton__in=map(token, histoires)).values_list("jeton", flat=True))
        histoires = [histoire for histoire in histoires if token(histoire) not in played]
        scenes = []
        for histoire in histoires:
            actes = [Acte("ecrire", histoire.ecrite, histoire.par, {}), *histoire.vie]
            instants = self.horloge.instants(histoire.cle, [acte.jour for acte in actes])
            scenes += [(instant, histoire, acte) for instant, acte in zip(instants, actes, strict=True)]
        for instant, histoire, acte in sorted(scenes, key=lambda scene: scene[0]):
            self._play_one(Scene(self, histoire, acte, instant))
        self._close_accesses()
        for saisine in self.saisines.values():
            saisine.refresh_from_db()
            update_next_date(saisine)
        return len(histoires)

    def _close_accesses(self) -> None:
        for motif in AccesMotif.objects.filter(origine_id__in=self.fins).select_related(
            "saisine", "personne"
        ):
            acces.grant(
                motif.saisine,
                motif.personne,
                origine=Origine(motif.origine),
                origine_id=motif.origine_id,
                debut=motif.debut,
                # What an act closed since stays closed.
                fin=min(motif.fin, self.fins[motif.origine_id]),
            )

    def _play_one(self, scene: "Scene") -> None:
        mark, tables = timezone.now(), set()
        with connection.execute_wrapper(partial(_note_table, tables)):
            try:
                self.actes[scene.acte.nom](scene, **scene.acte.donnees)
            except Exception as error:
                # Which act of which story: the services do not know.
                error.add_note(f"{scene.histoire.cle}, {scene.acte}")
                raise
            send_mails()
        scene.move_dates(mark, tables)


def send_mails() -> None:
    """Mails leave when they are written, while their readers may see what they speak of.

    One that cannot be made waits for its next try: it is not claimed again here.
    """
    while claimed := claim(50):
        for envoi in claimed:
            deliver(envoi)


def token(histoire: Histoire):
    """Token of the form: a story played twice finds its saisine again, as a double click does."""
    return uuid5(NAMESPACE_URL, f"demonstration/{histoire.cle}")


@dataclass
class Scene:
    """One act of one story, at its instant."""

    theatre: Theatre
    histoire: Histoire
    acte: Acte
    instant: datetime

    @property
    def saisine(self) -> Saisine:
        return self.theatre.saisines[self.histoire.cle]

    @property
    def par(self) -> Personne:
        return self.theatre.personnes[self.acte.par]

    @property
    def jour(self) -> date:
        return self.theatre.horloge.jour(self.acte.jour)

    def personne(self, nom_court: str) -> Personne:
        return self.theatre.personnes[nom_court]

    def dans(self, jours: int) -> date:
        """The day so many school days after this act."""
        return self.theatre.horloge.jour(self.acte.jour - jours)

    def a_venir(self, jour: date) -> date:
        """What a service accepts: people choose dates to come, and the story has put them in the past."""
        return max(jour, self.theatre.horloge.aujourdhui)

    def dire(self, texte: str) -> str:
        return self.theatre.horloge.dire(texte, self.histoire.envoi)

    def close_later(self, origine_id: UUID, jour: date) -> None:
        """The access that this act opened ends some days after that day, once the stories are over."""
        pole = self.theatre.pole
        self.theatre.fins[origine_id] = end_of(jour + timedelta(days=pole.acces_jours), pole.tz)

    def move_dates(self, mark: datetime, tables: set[str]) -> None:
        """Give the instant of the story to all that was written since `mark`, in the same order.

        `tables` are those that the act wrote in: the others have nothing to move.
        """
        # Whoever comes from another school also writes in what ended there.
        keys = (self.histoire.cle, self.histoire.suite_de)
        cases = [self.theatre.saisines[cle].pk for cle in keys if cle]
        envois = Envoi.objects.filter(pole=self.theatre.pole, created_at__gte=mark)
        rows = [(model.objects.filter(saisine__in=cases), names) for model, names in HORODATES.items()]
        rows += [
            (Destinataire.objects.filter(message__saisine__in=cases), DU_LECTEUR),
            (AlerteRecue.objects.filter(alerte__saisine__in=cases), ("le",)),
            (Saisine.objects.filter(pk__in=cases), DE_LA_SAISINE),
            (envois, DE_L_ENVOI),
        ]
        for written, names in rows:
            if written.model._meta.db_table in tables:
                _move(written, names, mark, self.instant - mark)
        self._tell_the_hour()

    def _tell_the_hour(self) -> None:
        """The words of this act say the hour of the story."""
        acts = self.saisine.evenements.filter(nom__in=ACTES_DATES, le__gte=self.instant)
        for event in acts:
            event.texte = HEURE.sub(hour_of(event.le, self.theatre.pole.tz), event.texte)
            event.save(update_fields=["texte"])


def _note_table(tables: set[str], execute, sql, params, many, context):
    """Keep the name of the table that a statement writes in."""
    if found := WRITTEN.match(sql):
        tables.add(found[1])
    return execute(sql, params, many, context)


def _move(rows: QuerySet, names: tuple[str, ...], mark: datetime, delta: timedelta) -> None:
    """Shift the dates written since `mark`, in one statement."""
    rows.update(
        **{
            name: Case(When(**{f"{name}__gte": mark}, then=F(name) + delta), default=F(name))
            for name in names
        }
    )
