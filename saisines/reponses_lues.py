"""An answer in plain words, sent or not yet: its pistes, what the school does with it, what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pole.dates import day_in_full
from saisines.enums import EFFETS_QUI_AIDENT, Accueil, EffetDuPoint, PourQui, Visee
from saisines.models import PointEtape, ProjetDeReponse, Reponse, Saisine
from saisines.personnes import Annuaire
from saisines.pistes import PisteEcrite

Dire = Callable[[str], str]
_TONS = {
    EffetDuPoint.OUI: "succes",
    EffetDuPoint.EN_PARTIE: "info",
    EffetDuPoint.NON: "attention",
    EffetDuPoint.TROP_TOT: "neutre",
}
_TONS_DE_L_ACCUEIL = {Accueil.SAISIT: "succes", Accueil.ADAPTE: "succes", Accueil.PARLE: "attention"}


class Detail(NamedTuple):
    """A label and its value."""

    titre: str
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PisteLue:
    """A proposal: a line, who, and what helps. `accueil` is what the school says of this one."""

    id: UUID | None
    texte: str
    qui: str
    details: list[Detail]
    accueil: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccueilLu:
    """What the school does with an answer."""

    quoi: str
    ton: str
    jour: date
    qui: str
    mot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLu:
    """What came of an answer, said by the school at a date."""

    jour: date
    effet: str
    ton: str
    arme: str
    mot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReponseLue:
    """An answer as one reads it; `envoyee_le` is empty while it is being written."""

    envoyee_le: datetime | None
    etudiee_le: date | None
    blocs: list[Detail]
    pistes: list[PisteLue]
    non_retenu: str
    rappels: str
    interlocuteur: str
    telephone: str
    point_le: date | None
    accueil: AccueilLu | None = None
    points: list[PointLu] = field(default_factory=list)
    point_dit: bool = False


def reponse_lue(row: Reponse, *, annuaire: Annuaire, dire: Dire, tz: ZoneInfo) -> ReponseLue:
    """An answer that was sent. No query once the parts of its case are loaded; `dire` cuts names."""
    pistes = [
        _piste(PisteEcrite.of(one), annuaire, dire, pk=one.pk, accueil=one.get_accueil_display())
        for one in row.pistes.all()
    ]
    return _lue(
        row,
        pistes,
        annuaire,
        dire,
        envoyee_le=row.envoyee_le,
        accueil=_accueil(row, annuaire, dire, tz),
        points=[_point(one, dire=dire, tz=tz) for one in row.points.all()],
        point_dit=row.is_point_dit,
    )


def projet_lu(projet: ProjetDeReponse, *, annuaire: Annuaire, dire: Dire) -> ReponseLue:
    """An answer being written, as the school will read it."""
    written = [PisteEcrite.read(stored) for stored in projet.pistes or ()]
    pistes = [_piste(one, annuaire, dire) for one in written if one.texte]
    return _lue(projet, pistes, annuaire, dire, envoyee_le=None)


def people_of(rows: Iterable[Reponse]) -> set[UUID | None]:
    """Whom the answers of a case name."""
    found: set[UUID | None] = set()
    for row in rows:
        found |= {row.interlocuteur_id, row.accueil_par_id}
        found |= {one.porteur_id for one in row.pistes.all()}
    return found


def people_of_draft(projet: ProjetDeReponse) -> set[UUID | None]:
    return {projet.interlocuteur_id, *(PisteEcrite.read(stored).porteur for stored in projet.pistes or ())}


def _lue(row: Reponse | ProjetDeReponse, pistes: list[PisteLue], annuaire, dire: Dire, **own) -> ReponseLue:
    contact = annuaire.contact(row.interlocuteur_id)
    blocs = (("Ce que nous comprenons", row.comprehension), ("Les points d’appui", row.appuis))
    return ReponseLue(
        etudiee_le=row.etudiee_le,
        blocs=[Detail(titre, dire(texte)) for titre, texte in blocs if texte],
        pistes=pistes,
        non_retenu=dire(row.non_retenu),
        rappels=dire(row.rappels),
        interlocuteur=contact.phrase if row.interlocuteur_id else "",
        telephone=contact.telephone if row.interlocuteur_id else "",
        point_le=row.point_le,
        **own,
    )


def _piste(piste: PisteEcrite, annuaire: Annuaire, dire: Dire, *, pk=None, accueil: str = "") -> PisteLue:
    bearer = annuaire.contact(piste.porteur).phrase if piste.porteur else ""
    details = (
        ("Pour", PourQui(piste.pour_qui).label.lower() if piste.pour_qui else ""),
        ("Avec quoi", dire(piste.avec_quoi)),
        ("Avant le", day_in_full(piste.avant_le) if piste.avant_le else ""),
        ("Accord des parents", "à demander par écrit d’abord" if piste.accord_parents else ""),
        ("Visée", Visee(piste.visee).label.lower() if piste.visee else ""),
        ("Portée par", bearer),
    )
    return PisteLue(
        id=pk,
        texte=dire(piste.texte),
        qui=dire(piste.qui),
        details=[Detail(titre, texte) for titre, texte in details if texte],
        accueil=accueil,
    )


def _accueil(row: Reponse, annuaire: Annuaire, dire: Dire, tz: ZoneInfo) -> AccueilLu | None:
    if not row.accueil:
        return None
    return AccueilLu(
        quoi=row.get_accueil_display(),
        ton=_TONS_DE_L_ACCUEIL[Accueil(row.accueil)],
        jour=row.accueil_le.astimezone(tz).date(),
        qui=annuaire.contact(row.accueil_par_id).phrase,
        mot=dire(row.accueil_mot),
    )


def _point(row: PointEtape, *, dire: Dire, tz: ZoneInfo) -> PointLu:
    return PointLu(
        jour=row.le.astimezone(tz).date(),
        effet=row.get_effet_display(),
        ton=_TONS[EffetDuPoint(row.effet)],
        arme=row.get_arme_display(),
        mot=dire(row.mot),
    )


def derniere(saisine: Saisine) -> Reponse | None:
    """The last answer of a case. No query once its parts are loaded."""
    return max(saisine.reponses.all(), key=lambda row: (row.envoyee_le, row.pk), default=None)


def dernier_mot(saisine: Saisine) -> PointEtape | None:
    """What the school said last of the last answer."""
    row = derniere(saisine)
    return max(row.points.all(), key=lambda one: (one.le, one.pk), default=None) if row else None


def awaits_check(saisine: Saisine) -> Reponse | None:
    """The last answer, if the school has not said yet what it changed."""
    row = derniere(saisine)
    return None if row is None or row.is_point_dit else row


def is_ready_to_close(saisine: Saisine) -> bool:
    """The school says that it helped, and no other date is awaited: the coordination may close."""
    said = dernier_mot(saisine)
    return said is not None and said.effet in EFFETS_QUI_AIDENT
