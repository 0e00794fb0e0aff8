"""The answers being written, as the page that sends them shows them: never a word of what they say."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from pole.enums import FONCTIONS_EQUIPE, Fonction
from pole.models import Affectation, Personne, Pole
from saisines.models import Deport, ProjetDeReponse
from saisines.services.projets import ETATS_DU_PROJET
from saisines.services.reponses import contenu_of
from saisines.workflow import TRANSITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjetLu:
    """One answer: where it stands, what it lacks. `fini` when its case has gone another way."""

    id: UUID
    saisine: UUID
    version: int
    reference: str
    ecole: str
    etudiee_le: date | None
    ecrit_le: datetime
    etat: str
    ton: str
    manques: list[str] = field(default_factory=list)
    fini: bool = False
    relu: bool = False
    attend_ien: bool = False
    pret: bool = False

    @property
    def cle(self) -> str:
        """What the form posts: which answer, in which version."""
        return f"{self.id}:{self.version}"


def projets_lus(user: Personne, pole: Pole, *, seul: UUID | None = None) -> list[ProjetLu]:
    """Those that this person may send, the oldest meeting first; or only the draft `seul`. Three queries.

    What each says is decrypted, to tell what it lacks.
    """
    rows = ProjetDeReponse.objects.visible_to(user).filter(saisine__pole=pole)
    rows = rows if seul is None else rows.filter(pk=seul)
    rows = list(rows.select_related("saisine__ecole").order_by("etudiee_le", "ecrit_le", "pk"))
    roles = Affectation.objects.filter(pole=pole, fonction__in=FONCTIONS_EQUIPE).en_cours()
    people = list(roles.values_list("personne_id", "fonction"))
    away: dict[UUID, set[UUID]] = defaultdict(set)
    deports = Deport.objects.en_cours().filter(saisine__in=[row.saisine_id for row in rows])
    for saisine, personne in deports.values_list("saisine_id", "personne_id"):
        away[saisine].add(personne)
    staff = {pk for pk, _ in people}
    iens = {pk for pk, fonction in people if fonction == Fonction.IEN} if pole.ien_relit else set()
    today = pole.today()
    return [
        _lu(
            row,
            du_pole=staff - away[row.saisine_id],
            iens=iens - away[row.saisine_id],
            user=user,
            today=today,
        )
        for row in rows
    ]


def _lu(
    row: ProjetDeReponse, *, du_pole: Set[UUID], iens: Set[UUID], user: Personne, today: date
) -> ProjetLu:
    case = row.saisine
    over = case.etat not in ETATS_DU_PROJET
    manques = [] if over else contenu_of(row).manques(du_pole, today)
    waits_for_meeting = not over and case.etat not in TRANSITIONS["repondre"].sources
    waits_for_ien = bool(iens) and row.relu_ien_le is None and user.pk not in iens
    ready = bool(row.relu_le) and not (over or manques or waits_for_meeting or waits_for_ien)
    etat, ton = _state(row, over, bool(manques), waits_for_meeting, waits_for_ien)
    return ProjetLu(
        id=row.pk,
        saisine=case.pk,
        version=row.version,
        reference=case.reference or "",
        ecole=case.ecole.nom if case.ecole else "",
        etudiee_le=row.etudiee_le,
        ecrit_le=row.ecrit_le,
        etat=etat if not over else f"La saisine est «\u00a0{case.etat_label}\u00a0»",
        ton=ton,
        manques=manques,
        fini=over,
        relu=bool(row.relu_le),
        attend_ien=bool(iens) and row.relu_ien_le is None,
        pret=ready,
    )


def _state(row: ProjetDeReponse, over: bool, lacks: bool, meeting: bool, ien: bool) -> tuple[str, str]:
    if over:
        return "", "neutre"
    if lacks:
        return "À compléter", "attention"
    if row.relu_le is None:
        return "À relire", "attention"
    if meeting:
        return "Relue, la réunion n’a pas encore eu lieu", "info"
    return ("Relue, l’IEN la relit", "info") if ien else ("Prête à partir", "succes")
