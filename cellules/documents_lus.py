"""What exists of the documents of a meeting, for one reader. No write here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cellules.documents.lettres import is_over
from cellules.documents.releve import relevables
from cellules.models import CONDUIRE, PLANIFIER, Convie, Convocation, LotDeDocuments, Reunion
from pole.models import Personne


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsLus:
    """Letters carry `atteste`: somebody was noted as present in a meeting that is over."""

    la_mienne: Convocation | None
    toutes: list[Convocation]
    conduit: bool
    releve: bool
    lot: LotDeDocuments | None

    @property
    def rien(self) -> bool:
        return not (self.la_mienne or self.toutes or self.conduit or self.releve)


def documents_of(reunion: Reunion, user: Personne) -> DocumentsLus:
    """Three queries at most. Reads the pole and the séance of the meeting."""
    there = Convie.objects.filter(convocation=OuterRef("pk"), presence=True)
    rows = Convocation.objects.visible_to(user).envoyees().filter(reunion=reunion)
    rows = rows.select_related("personne").annotate(presente=Exists(there))
    letters = list(rows.order_by("personne__nom_tri", "pk"))
    over = is_over(reunion)
    for letter in letters:
        letter.atteste = over and letter.presente
    conduit = user.has_perm(CONDUIRE, reunion)
    return DocumentsLus(
        la_mienne=next((one for one in letters if one.personne_id == user.pk), None),
        toutes=letters if user.has_perm(PLANIFIER, reunion) else [],
        conduit=conduit,
        releve=relevables(user).filter(reunion=reunion).exists(),
        lot=_lot(reunion, user) if conduit else None,
    )


def _lot(reunion: Reunion, user: Personne) -> LotDeDocuments | None:
    lot = LotDeDocuments.objects.visible_to(user).filter(reunion=reunion).first()
    return lot if lot and (lot.is_actif or _is_kept(lot, timezone.now())) else None


def _is_kept(lot: LotDeDocuments, now: datetime) -> bool:
    return now < lot.expire_le
