"""What cases ask of each person: at most three queries, one for each way of taking part."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from pole.a_faire import PAR_SOURCE, Chose
from pole.enums import Urgence
from pole.models import Personne, Pole
from saisines.a_faire_par_nom import choses_par_nom
from saisines.enums import ETATS_DU_POINT, ETATS_EN_COURS, Confirmation, Etat, Niveau, Redacteur
from saisines.models import ProjetDeReponse, Reception, Saisine
from saisines.rangees import short_date
from saisines.services.dossier import may_bring

_COLONNES = (
    "id",
    "reference",
    "etat",
    "urgence",
    "niveau",
    "prochaine_date",
    "auteur_id",
    "ecole_id",
    "ecole__nom",
    "created_at",
    "urgence_raison",
)
_NIVEAUX = dict(Niveau.choices)
_URGENTES = (Urgence.HAUTE, Urgence.IMMEDIATE)
_DE_ECOLE = {
    Etat.BROUILLON: ("Terminer un brouillon", 40),
    Etat.A_RELIRE: ("Relire et transmettre une saisine", 10),
    Etat.COMPLEMENT_DEMANDE: ("Répondre aux questions du pôle", 10),
    Etat.REPONDUE: ("Lire la réponse du pôle", 20),
    Etat.EN_SUIVI: ("Refaire le point avec votre interlocuteur", 30),
}
# The day has come: the school says what the answer changed.
FAIRE_LE_POINT = ("Faire le point : deux minutes", 10)
INVITE = "Écrire avec la direction"
_A_CONFIRMER = (Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.INSCRITE)
# Nobody at the pole is told of it before the direction has sent it.
RELIRE_URGENTE = ("Relire tout de suite : une demande urgente", 0)
CONFIRMER = ("Confirmer une demande saisie pour votre école", 10)
_DU_POLE = {
    Etat.TRANSMISE: ("Prendre en charge une saisine", 10),
    Etat.ETUDIEE: ("Écrire la réponse à l’école", 20),
    Etat.COMPLEMENT_DEMANDE: ("Rappeler l’école : ses précisions sont attendues", 30),
    Etat.PRISE_EN_CHARGE: ("Reprendre contact : une mission est en retard", 30),
    Etat.INSCRITE: ("Noter ce qui a été étudié", 30),
    Etat.REPONDUE: ("Refaire le point avec l’école", 40),
    Etat.EN_SUIVI: ("Refaire le point avec l’école", 40),
}


def choses_des_saisines(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Things to do on the cases of a pole, by function."""
    portee = user.portee.in_pole(pole.pk)
    if portee.is_directeur or portee.is_enseignant or may_bring(user, pole):
        yield from _of_author(user, pole)
    if portee.is_pilote:
        yield from _of_pilot(user, pole, everything=portee.is_coordonnateur)
    yield from choses_par_nom(user, pole)


def _of_author(user: Personne, pole: Pole) -> Iterable[Chose]:
    """Drafts, re-readings, questions, answers, points: what waits for the school, or for whoever asked."""
    direction = user.portee.direction
    entered = Q(redacteur=Redacteur.BUREAU, etat__in=_A_CONFIRMER, pk__any_of=_unconfirmed(direction))
    rows = Saisine.objects.visible_to(user).du_pole(pole).filter(Q(etat__in=_DE_ECOLE) | entered)
    own = Q(auteur=user) | Q(ecole__in=user.portee.ecoles())
    rows = rows.filter(own).order_by(F("prochaine_date").asc(nulls_last=True), "-created_at")
    first = rows.values_list(*_COLONNES)[:PAR_SOURCE]
    for pk, reference, etat, urgence, niveau, day, auteur, ecole, _, since, raison in first:
        if etat == Etat.A_RELIRE and ecole not in direction:
            continue
        if etat == Etat.EN_SUIVI and day is None:
            # The school has said what changed: nothing waits for it.
            continue
        is_urgent = etat == Etat.A_RELIRE and (bool(raison) or urgence in _URGENTES)
        titre, ordre = RELIRE_URGENTE if is_urgent else _DE_ECOLE.get(Etat(etat), CONFIRMER)
        is_the_day = etat in ETATS_DU_POINT and day is not None and day <= pole.today()
        if is_the_day:
            titre, ordre = FAIRE_LE_POINT
        if etat == Etat.BROUILLON and auteur != user.pk and ecole not in direction:
            titre = INVITE
        # Two drafts of one level have no reference yet: the day tells them apart.
        begun = "" if reference else f"commencée le {short_date(since.astimezone(pole.tz).date())}"
        yield Chose(
            titre=titre,
            url=reverse("saisines:faire_le_point", args=[pk]) if is_the_day else _address(pk),
            detail=_detail(reference, niveau, suite=begun),
            jour=pole.today() if is_urgent else day,
            urgente=is_urgent,
            ordre=ordre,
        )


def _unconfirmed(direction: set[UUID]):
    """Cases entered for these schools, that their direction has not confirmed yet."""
    rows = Reception.objects.filter(confirmation=Confirmation.ATTENDUE, saisine__ecole__in=direction)
    return rows.values("saisine")


def _of_pilot(user: Personne, pole: Pole, *, everything: bool) -> Iterable[Chose]:
    """Urgent and late cases for the IEN; for the coordination, also what has just arrived."""
    today = pole.today()
    urgent = Q(etat=Etat.TRANSMISE, urgence__in=_URGENTES)
    late = Q(prochaine_date__lt=today, etat__in=ETATS_EN_COURS)
    # An answer that is begun has its own line, with the others.
    begun = Exists(ProjetDeReponse.objects.filter(saisine=OuterRef("pk")))
    new = (
        Q(etat=Etat.TRANSMISE)
        | Q(etat=Etat.ETUDIEE) & ~begun
        | Q(prochaine_date=today, etat__in=ETATS_EN_COURS)
    )
    rows = (
        Saisine.objects.pilotees(user)
        .du_pole(pole)
        .filter(urgent | late | new if everything else urgent | late)
    )
    rows = rows.order_by(F("prochaine_date").asc(nulls_last=True), "pk")
    first = rows.values_list(*_COLONNES)[:PAR_SOURCE]
    for pk, reference, etat, urgence, niveau, day, _, _, ecole, _, _ in first:
        is_urgent = urgence in _URGENTES and etat == Etat.TRANSMISE
        titre, ordre = _DU_POLE[Etat(etat)]
        yield Chose(
            titre="Lire une saisine prioritaire" if is_urgent else titre,
            url=_address(pk),
            detail=_detail(reference, niveau, ecole),
            jour=day,
            urgente=is_urgent,
            ordre=ordre,
        )


def _address(saisine: UUID) -> str:
    return reverse("saisines:detail", args=[saisine])


def _detail(reference: str | None, niveau: str, ecole: str | None = "", suite: str = "") -> str:
    return ", ".join(part for part in (reference, ecole, _NIVEAUX.get(niveau, ""), suite) if part)
