"""Cases that those who pilot read together: linked ones, and the other open ones of the same pupil."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from pole.models import Personne
from saisines.enums import ETATS_EN_COURS
from saisines.listes import piloted
from saisines.models import Eleve, Lien, Saisine

MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapprochee:
    """Another case, in words that name nobody."""

    id: UUID
    url: str
    reference: str
    ecole: str
    etat: str
    reliee: bool


def rapproches_of(saisine: Saisine, user: Personne) -> list[Rapprochee]:
    """Told to those who pilot the pole, and to nobody else. One query; none needs the name in clear.

    The pupil is found by the keyed index of the name, inside the pole (confiance.md T5).
    """
    pair = Q(premiere=saisine.pk, seconde=OuterRef("pk")) | Q(seconde=saisine.pk, premiere=OuterRef("pk"))
    wanted = Q(reliee=True)
    if saisine.eleve_id:
        same = Eleve.objects.named(saisine.pole, saisine.eleve.nom, saisine.eleve.prenom)
        wanted |= Q(eleve__in=same, etat__in=ETATS_EN_COURS)
    rows = piloted(user, saisine.pole).exclude(pk=saisine.pk)
    rows = rows.annotate(reliee=Exists(Lien.objects.filter(pair))).filter(wanted)
    return [
        Rapprochee(
            id=row.pk,
            url=row.get_absolute_url(),
            reference=row.reference or "",
            ecole=row.ecole.nom if row.ecole else "",
            etat=row.etat_label,
            reliee=row.reliee,
        )
        for row in rows.select_related("ecole").order_by("-transmise_le", "pk")[:MAX]
    ]
