"""The meetings of a year: proposed by the rule of the pole, adjusted, published, cancelled."""

from collections import defaultdict
from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cellules.models import EtatReunion, Reunion, TypeReunion
from cellules.services.changements import RendezVous, rendez_vous, tell_cancellation, tell_change
from cellules.services.dates_retenues import ask_to_keep
from cellules.services.inscriptions import carry_over, take_in
from pole.calendrier import (
    CalendrierInconnu,
    ReunionProposee,
    ajouter_jours_ecole,
    annee_scolaire,
    date_limite,
    periode_du,
)
from pole.echeances import hold_dates
from pole.enums import FONCTIONS_BUREAU
from pole.models import Personne, Pole
from pole.services.calendrier import JoursEcole, jours_du_pole, periodes_du_pole, propose_annee
from saisines.services.echeances import (
    ReunionCible,
    rattacher_en_attente,
    rattacher_inscrites,
    reaffecter,
    suivre_reunion,
)


class ReunionRefusee(Exception):  # noqa: N818 (domain word, shown to people)
    """This cannot be done to this meeting. The message says what to do; `champ`, in which field."""

    def __init__(self, message: str, champ: str | None = None):
        super().__init__(message)
        self.champ = champ


@transaction.atomic
def proposer_annee(pole: Pole, annee: int, *, by: Personne, depuis: date | None = None) -> list[Reunion]:
    """Create the meetings that the rule of the pole asks for and that the year has not yet (S1-20, S1-23).

    Each takes the time and the place of the last one of its type, to be adjusted like its day.
    They are proposals: only the office of the pole sees them. Meetings whose deadline is before `depuis`
    (today by default) are not proposed; a date once cancelled is not proposed again.
    Raises CalendrierInconnu when the dates of that year are unknown, PermissionDenied.
    """
    _require(by, pole)
    depuis = depuis or pole.today()
    jours = jours_du_pole(pole, annee)
    existing = list(Reunion.objects.du_pole(pole, annee))
    missing = [
        proposee
        for proposee in _missing(propose_annee(pole, annee), existing)
        if (proposee.date_limite or proposee.jour) >= depuis
    ]
    usual = _usual_places(pole)
    rows = [
        Reunion(
            pole=pole,
            type=proposee.nature,
            annee=annee,
            periode=proposee.periode,
            date=proposee.jour,
            **usual.get(proposee.nature, {}),
            date_limite=proposee.date_limite,
            reponse_avant=reponse_avant(pole, proposee.jour, jours) if proposee.date_limite else None,
        )
        for proposee in missing
    ]
    # Two clicks at once: the second finds the days taken.
    Reunion.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Reunion.objects.filter(pk__in=[row.pk for row in rows]))


def _usual_places(pole: Pole) -> dict[str, dict[str, object]]:
    """Type of meeting → time and place of the last one that had a time. One query."""
    timed = Reunion.objects.tenues().filter(pole=pole, heure__isnull=False).order_by("date")
    rows = timed.values_list("type", "heure", "lieu")
    return {nature: {"heure": heure, "lieu": lieu} for nature, heure, lieu in rows}


@transaction.atomic
def ajouter(
    pole: Pole,
    *,
    by: Personne,
    type: TypeReunion,
    jour: date,
    heure: time | None = None,
    lieu: str = "",
    limite: date | None = None,
) -> Reunion:
    """Add a meeting, as a proposal; a day once cancelled for this type is taken up again.

    Raises ReunionRefusee, CalendrierInconnu, PermissionDenied.
    """
    _require(by, pole)
    fields = _computed(pole, type, jour, limite) | {"heure": heure, "lieu": lieu}
    revived = Reunion.objects.filter(pole=pole, type=type, date=jour, etat=EtatReunion.ANNULEE)
    if revived.update(etat=EtatReunion.PROPOSEE, **fields):
        return Reunion.objects.get(pole=pole, type=type, date=jour)
    return _saved(Reunion(pole=pole, type=type, **fields))


@transaction.atomic
def deplacer(reunion: Reunion, jour: date, *, by: Personne, limite: date | None = None) -> Reunion:
    """Move a meeting; its deadline is computed again unless given, and the cases that await it follow.

    Raises ReunionRefusee for a past, cancelled or already taken date, CalendrierInconnu, PermissionDenied.
    """
    current = _locked(reunion, by)
    return _moved(current, RendezVous(jour, current.heure, current.lieu), limite)


@transaction.atomic
def modifier(
    reunion: Reunion, *, by: Personne, jour: date, heure: time | None, lieu: str, limite: date | None = None
) -> Reunion:
    """Date, time, place and deadline of a meeting. Raises as `deplacer` does."""
    return _moved(_locked(reunion, by), RendezVous(jour, heure, lieu), limite)


def _moved(reunion: Reunion, nouveau: RendezVous, limite: date | None) -> Reunion:
    """Give a meeting its new date, time and place: its cases and those convened follow."""
    before = rendez_vous(reunion)
    for name, value in _computed(reunion.pole, reunion.type, nouveau.date, limite).items():
        setattr(reunion, name, value)
    reunion.heure, reunion.lieu = nouveau.heure, nouveau.lieu
    _mark(reunion)
    _saved(reunion)
    suivre_reunion(reunion.pk, date_limite=reunion.date_limite, date_reunion=reunion.date)
    tell_change(reunion, before=before)
    return reunion


@transaction.atomic
def publier(pole: Pole, annee: int, *, by: Personne) -> int:
    """Show the proposals of a year to the schools; cases already sent without a date get theirs.

    Those who usually sit are asked to keep the dates. Returns how many meetings were published.
    Raises PermissionDenied.
    """
    _require(by, pole)
    hold_dates(pole.pk)
    proposals = Reunion.objects.du_pole(pole, annee).filter(etat=EtatReunion.PROPOSEE)
    reunions = list(proposals)
    published = proposals.update(etat=EtatReunion.PUBLIEE, modifiee_le=timezone.now())
    if published:
        rattacher_en_attente(pole)
        _enrol_waiting(pole, by=by)
        ask_to_keep(pole, reunions)
    return published


def _enrol_waiting(pole: Pole, *, by: Personne) -> None:
    """The cases whose meeting was cancelled while no other was published go to the next one."""
    to_come = Reunion.objects.recevant_des_saisines().pas_closes().filter(pole=pole, date__gte=pole.today())
    if first := to_come.order_by("date").first():
        take_in(rattacher_inscrites(pole, vers=_cible(first)), first.pk, by=by)


@transaction.atomic
def annuler(reunion: Reunion, *, by: Personne) -> None:
    """Cancel a meeting: a proposal disappears, a published one stays shown as cancelled.

    The cases that awaited it go to the next published meeting. Raises ReunionRefusee, PermissionDenied.
    """
    current = _locked(reunion, by)
    if current.is_proposee:
        current.delete()
        return
    current.etat = EtatReunion.ANNULEE
    _mark(current)
    current.save(update_fields=["etat", "sequence", "modifiee_le"])
    tell_cancellation(current)
    following = suivante(current)
    reaffecter(current.pk, vers=_cible(following))
    waiting = current.inscriptions.prevues().select_related("saisine__pole")
    carry_over(waiting, vers=following.pk if following else None, by=by)


def suivante(reunion: Reunion) -> Reunion | None:
    """The published meeting to come, after this one, that studies saisines and is not closed.

    After a meeting closed late, past ones are skipped.
    """
    later = Reunion.objects.recevant_des_saisines().pas_closes().filter(pole=reunion.pole_id)
    return later.filter(date__gt=reunion.date, date__gte=reunion.pole.today()).order_by("date").first()


def reponse_avant(pole: Pole, jour: date, jours: JoursEcole) -> date | None:
    """Day by which the school has its answer, by the promise of the pole; None past the known calendar."""
    try:
        return ajouter_jours_ecole(jour, pole.promesse_reponse_jours, jours.coupures, jours.feries)
    except CalendrierInconnu:
        return None


def _require(by: Personne, pole: Pole) -> None:
    if not by.portee.holds(pole.pk, *FONCTIONS_BUREAU):
        raise PermissionDenied


def _locked(reunion: Reunion, by: Personne) -> Reunion:
    hold_dates(reunion.pole_id)
    current = Reunion.objects.select_for_update(of=("self",)).select_related("pole").get(pk=reunion.pk)
    _require(by, current.pole)
    if current.is_annulee:
        raise ReunionRefusee("Cette réunion est annulée : ajoutez-en une autre.")
    if current.date < current.pole.today():
        raise ReunionRefusee("Cette réunion a eu lieu : sa date ne change plus.")
    return current


def _computed(pole: Pole, nature: str, jour: date, limite: date | None) -> dict[str, object]:
    """What follows from a date: year, period, deadline, answer. Raises ReunionRefusee, CalendrierInconnu."""
    if jour < pole.today():
        raise ReunionRefusee("Cette date est passée : choisissez un jour à venir.")
    annee = annee_scolaire(jour)
    jours = jours_du_pole(pole, annee)
    periode = periode_du(jour, periodes_du_pole(pole, annee))
    if periode is None:
        raise ReunionRefusee("Les vacances d’été ont commencé à cette date : choisissez un jour plus tôt.")
    fields = {"date": jour, "annee": annee, "periode": periode.numero}
    if nature == TypeReunion.PLENIERE:
        return fields | {"date_limite": None, "reponse_avant": None}
    if limite is not None and limite > jour:
        raise ReunionRefusee("La date limite vient avant la réunion.")
    limite = limite or date_limite(jour, pole.delai_limite_jours, jours.coupures, jours.feries)
    return fields | {"date_limite": limite, "reponse_avant": reponse_avant(pole, jour, jours)}


def _mark(reunion: Reunion) -> None:
    """Calendars that follow this meeting learn that it changed. A proposal is in no calendar yet."""
    if not reunion.is_proposee:
        reunion.sequence += 1
        reunion.modifiee_le = timezone.now()


def _saved(reunion: Reunion) -> Reunion:
    try:
        with transaction.atomic():
            reunion.save()
    except IntegrityError as error:
        raise ReunionRefusee(
            "Une réunion du même type a déjà cette date : choisissez un autre jour."
        ) from error
    return reunion


def _cible(reunion: Reunion | None) -> ReunionCible | None:
    if reunion is None:
        return None
    return ReunionCible(id=reunion.pk, date_limite=reunion.date_limite, date=reunion.date)


def _group(nature: str, periode: int) -> tuple[str, int]:
    """Cellules are counted by period, plenaries by year."""
    return (nature, periode if nature == TypeReunion.CELLULE else 0)


def _missing(proposals: tuple[ReunionProposee, ...], existing: list[Reunion]) -> list[ReunionProposee]:
    """Proposals that the year lacks, those far from the meetings it has first."""
    held = defaultdict(list)
    for reunion in existing:
        if not reunion.is_annulee:
            held[_group(reunion.type, reunion.periode)].append(reunion.date)
    refused = {(reunion.type, reunion.date) for reunion in existing}
    wanted = defaultdict(list)
    for proposee in proposals:
        wanted[_group(proposee.nature, proposee.periode)].append(proposee)

    missing = []
    for group, candidates in wanted.items():
        days = held[group]
        if days:
            candidates.sort(key=lambda one, days=days: min(abs(one.jour - day) for day in days), reverse=True)
        lacking = candidates[: max(0, len(candidates) - len(days))]
        missing += [one for one in lacking if (one.nature, one.jour) not in refused]
    return sorted(missing, key=lambda proposee: proposee.jour)
