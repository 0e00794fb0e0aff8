"""Two cases about one situation: linked, which gives no right, or joined, which ends one of them."""

from uuid import UUID

from django.db import transaction

from pole.models import Personne
from saisines.enums import ETATS_FINAUX, Audience, Droit, Issue
from saisines.models import Lien, Orientation, Saisine
from saisines.notifications import notify_orientation
from saisines.services import deports
from saisines.services.workflow import add_event, apply_transition, locked, require
from saisines.workflow import TransitionRefusedError

DEUX_ECOLES = "Ces saisines viennent de deux écoles : reliez-les, chaque école garde sa réponse."


@transaction.atomic
def fusionner(saisine: Saisine, *, by: Personne, avec: Saisine, lettre: str) -> Orientation:
    """End `saisine` in favour of `avec`, of the same school: it reads both, and goes on in the other.

    A school must not learn that another one asked (T5): cases of two schools are linked instead.
    Nothing follows by itself: accesses, missions and texts stay where they are; who must read the other case
    is called upon there. Only those who are kept away from one are kept away from both.
    Raises TransitionRefusedError and PermissionDenied.
    """
    current, other = _both(saisine, avec, by=by)
    if current.ecole_id != other.ecole_id:
        raise TransitionRefusedError(DEUX_ECOLES)
    if other.etat in ETATS_FINAUX:
        raise TransitionRefusedError("L’autre saisine est terminée : rouvrez-la, ou choisissez-en une autre.")
    if not lettre.strip():
        raise TransitionRefusedError("Écrivez à l’école ce qui se passe, et pourquoi.")
    apply_transition(saisine, "fusionner", by=by, responsable=current.responsable or by)
    row = Orientation(saisine=saisine, issue=Issue.REGROUPEMENT, autre=other, par=by)
    row.lettre = lettre.strip()
    row.finie_le = saisine.etat_depuis
    row.save(force_insert=True)
    deports.carry(current, other, by=by)
    deports.carry(other, current, by=by)
    add_event(other, "fusion_recue", by=by)
    notify_orientation(row)
    return row


@transaction.atomic
def relier(saisine: Saisine, *, by: Personne, avec: Saisine) -> Lien:
    """Read two cases together. It opens neither to anybody, and no school is told. Twice is once."""
    current, other = _both(saisine, avec, by=by)
    first, second = _pair(current.pk, other.pk)
    lien, created = Lien.objects.get_or_create(premiere_id=first, seconde_id=second, defaults={"par": by})
    if created:
        for case in (current, other):
            add_event(case, "relier", by=by, audience=Audience.POLE)
    return lien


@transaction.atomic
def delier(saisine: Saisine, *, by: Personne, avec: Saisine) -> None:
    """Undo a link. Undoing it twice changes nothing."""
    current, other = _both(saisine, avec, by=by)
    first, second = _pair(current.pk, other.pk)
    deleted, _ = Lien.objects.filter(premiere=first, seconde=second).delete()
    if deleted:
        for case in (current, other):
            add_event(case, "delier", by=by, audience=Audience.POLE)


def _pair(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    return (one, two) if one < two else (two, one)


def _both(saisine: Saisine, avec: Saisine, *, by: Personne) -> tuple[Saisine, Saisine]:
    """The two rows, locked in one order, once this person may decide on each."""
    if saisine.pk == avec.pk:
        raise TransitionRefusedError("C’est la même saisine : écrivez la référence de l’autre.")
    rows = {case.pk: locked(case) for case in sorted((saisine, avec), key=lambda case: case.pk)}
    for case in rows.values():
        require(by, Droit.CONFIER, case)
    current, other = rows[saisine.pk], rows[avec.pk]
    if current.pole_id != other.pole_id:
        raise TransitionRefusedError("Ces deux saisines ne sont pas du même pôle.")
    return current, other
