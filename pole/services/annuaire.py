"""Bring the schools of a pole in line with the official directory. Nothing is ever deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import transaction

from pole import journal
from pole.annuaire import LectureAnnuaire, LigneEcole
from pole.enums import DroitPole
from pole.lecture import Rejet
from pole.models import Acte, Ecole, Personne, Pole
from pole.models.circonscription import search_key
from pole.services.roles import function_of, require

CHAMPS = tuple(
    field.name for field in fields(LigneEcole) if field.name not in {"uai", "departement", "ligne"}
)
# What the pole knows is not erased by a file that says nothing of it.
FACULTATIFS = ("adresse", "code_postal", "commune", "telephone", "mail", "effectif")


@dataclass(frozen=True, slots=True)
class EcoleModifiee:
    """A school of the pole that the file describes otherwise: before and after, by field."""

    ecole: Ecole
    ligne: LigneEcole
    avant: dict[str, object]
    apres: dict[str, object]

    @property
    def rouvre(self) -> bool:
        return "fermee_le" in self.avant


@dataclass(frozen=True, slots=True)
class Changements:
    """What a file changes in a pole. `a_verifier` are schools it no longer names, kept open by caution."""

    pole: Pole
    nouvelles: tuple[LigneEcole, ...]
    modifiees: tuple[EcoleModifiee, ...]
    disparues: tuple[Ecole, ...]
    inchangees: int
    a_verifier: tuple[Ecole, ...]
    rejets: tuple[Rejet, ...]

    def __bool__(self) -> bool:
        return bool(self.nouvelles or self.modifiees or self.disparues)

    @property
    def bilan(self) -> str:
        """« 11 nouvelles, 0 modifiées, 1 fermées »: numbers only."""
        return (
            f"{len(self.nouvelles)} nouvelles, {len(self.modifiees)} modifiées, {len(self.disparues)} fermées"
        )


def compare(pole: Pole, lecture: LectureAnnuaire) -> Changements:
    """What `apply` would do. One query, nothing written.

    A school that the file does not name any more is closed, unless a refused line may be its own; a private
    school is left alone when the private ones were not asked for.
    """
    known = {ecole.uai: ecole for ecole in Ecole.objects.filter(pole=pole)}
    nouvelles, modifiees, inchangees = [], [], 0
    for ligne in lecture.ecoles:
        ecole = known.get(ligne.uai)
        if ecole is None:
            nouvelles.append(ligne)
        elif differences := _differences(ecole, ligne, lecture):
            modifiees.append(EcoleModifiee(ecole, ligne, *differences))
        else:
            inchangees += 1
    named = {ligne.uai for ligne in lecture.ecoles}
    absent = [
        ecole
        for uai, ecole in known.items()
        if uai not in named and ecole.fermee_le is None and (lecture.prive or not ecole.prive)
    ]
    doubtful = [ecole for ecole in absent if not lecture.est_complete or ecole.uai in lecture.uai_rejetes]
    return Changements(
        pole,
        tuple(nouvelles),
        tuple(modifiees),
        tuple(ecole for ecole in absent if ecole not in doubtful),
        inchangees,
        tuple(doubtful),
        lecture.rejets,
    )


def _differences(
    ecole: Ecole, ligne: LigneEcole, lecture: LectureAnnuaire
) -> tuple[dict[str, object], dict[str, object]] | None:
    names = [
        name
        for name in CHAMPS
        if getattr(ecole, name) != getattr(ligne, name)
        and name not in lecture.champs_absents
        and (name not in FACULTATIFS or getattr(ligne, name) not in ("", None))
    ]
    avant = {name: getattr(ecole, name) for name in names}
    apres = {name: getattr(ligne, name) for name in names}
    if ecole.fermee_le is not None:
        avant["fermee_le"], apres["fermee_le"] = ecole.fermee_le, None
    return (avant, apres) if avant else None


@transaction.atomic
def apply(changements: Changements, *, by: Personne | None) -> None:
    """Write what `compare` found: new schools, changes, closures dated today, reopenings.

    Five statements whatever the number of schools: the journal says by whom, and how many changed. `by` is
    None for a command run on the machine. Raises PermissionDenied.
    """
    pole = changements.pole
    require(by, DroitPole.ADMINISTRER, pole)
    if not changements:
        return
    Ecole.objects.bulk_create(_new(pole, ligne) for ligne in changements.nouvelles)
    changed = [_updated(change) for change in changements.modifiees]
    Ecole.objects.bulk_update(changed, [*CHAMPS, "nom_tri", "fermee_le"], batch_size=200)
    _close(changements.disparues, pole)
    summary = f"{function_of(by, pole)}\u00a0: {changements.bilan}"
    journal.record(Acte.ECOLES, by=by, fonction=summary, pole=pole, objet=pole)


def _new(pole: Pole, ligne: LigneEcole) -> Ecole:
    values = {name: getattr(ligne, name) for name in CHAMPS}
    return Ecole(pole=pole, uai=ligne.uai, nom_tri=search_key(ligne.nom, ligne.commune), **values)


def _updated(change: EcoleModifiee) -> Ecole:
    for name, value in change.apres.items():
        setattr(change.ecole, name, value)
    # A bulk update does not go through save().
    change.ecole.nom_tri = search_key(change.ecole.nom, change.ecole.commune)
    return change.ecole


def _close(ecoles: Iterable[Ecole], pole: Pole) -> None:
    Ecole.objects.filter(pk__in=[ecole.pk for ecole in ecoles], fermee_le__isnull=True).update(
        fermee_le=pole.today()
    )
