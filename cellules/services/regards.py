"""« Regards croisés »: what those convened for a case, or who conduct the meeting, write of it (S0-14)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from cellules.models import AudienceRegard, Convie, EtatInscription, Inscription, Regard
from cellules.models.agenda import InscriptionQuerySet
from cellules.services.acces_convocations import end_of_access
from partenaires.models import Contact
from pole.enums import Fonction
from pole.fields import sealed
from pole.models import Affectation, Personne
from saisines.enums import ETATS_FINAUX
from saisines.personnes import words_of

# They keep the secret of their profession: they write the conclusion useful to schooling, and no more.
METIERS_DU_SECRET = frozenset({"psy_en", "medecin_en", "infirmier_en", "ctss", "as"})

FERME = "La réunion est terminée pour cette situation : votre regard se lit, et ne s’écrit plus."
VIDE = "Écrivez ce que vous observez ou ce que vous proposez."
PAS_PARTENAIRES = (
    "Votre conclusion ne se partage pas avec les partenaires : choisissez les membres du pôle, ou la "
    "coordination et l’IEN."
)
A_LA_COORDINATION = "Choisissez la coordination et l’IEN : ils disent à la réunion ce qui s’y partage."
PERIME = "Votre regard a été enregistré ailleurs depuis que vous avez ouvert cette page : comparez."


class RegardRefuse(Exception):  # noqa: N818 (domain word, shown to people)
    """This cannot be written. The message says what to do."""


class RegardPerime(RegardRefuse):
    """Another screen of the same person wrote meanwhile. `regard` is what is stored."""

    def __init__(self, regard: Regard):
        super().__init__(PERIME)
        self.regard = regard


def taking_part(user: Personne) -> InscriptionQuerySet:
    """Cases that this person conducts, and those that their convocation opens to them now: what a school, a
    mission or the secretariat opens is not among them."""
    convened = Convie.objects.participant(user).values("inscription")
    conducted = Inscription.objects.conduites(user).values("pk")
    return Inscription.objects.visible_to(user).filter(Q(pk__in=conducted) | Q(pk__in=convened))


def is_open(inscription: Inscription) -> bool:
    """True until the séance is closed, or the accesses of the meeting end. Reads its meeting and its case."""
    reunion = inscription.reunion
    seance = getattr(reunion, "seance", None)
    return (
        inscription.etat in (EtatInscription.PREVUE, EtatInscription.ETUDIEE)
        and inscription.saisine.etat not in ETATS_FINAUX
        and not reunion.is_annulee
        and not (seance and seance.is_close)
        and timezone.now() < end_of_access(reunion)
    )


def carried_through(inscription: Inscription) -> list[UUID]:
    """Rows (identifiers) of the case at the meetings that carried it over to this one, the last first.

    A case that was studied and comes back begins again. One query.
    """
    rows = Inscription.objects.filter(saisine=inscription.saisine_id).values_list("pk", "reportee_de")
    before, found = dict(rows), []
    last = before.get(inscription.pk)
    while last in before:
        found.append(last)
        last = before.pop(last)
    return found


def role_of(inscription: Inscription, user: Personne) -> Affectation | None:
    """As what this person writes here: of two métiers, as the one that keeps a secret. No query."""
    here = user.portee.in_pole(inscription.reunion.pole_id).having(*_RANGS)
    return min(here, key=lambda role: (_RANGS.index(role.fonction), not keeps_secret(role)), default=None)


# Whoever holds two functions writes as what they know, before as what they conduct.
_RANGS = (Fonction.MEMBRE, Fonction.COORDONNATEUR, Fonction.IEN, Fonction.PARTENAIRE)


def audiences_of(role: Affectation | None) -> tuple[AudienceRegard, ...]:
    """Who may be chosen as readers, the one that is proposed first.

    A partner writes to those who conduct, and learns of nobody else; the secret of a profession does not
    leave the pole.
    """
    if role is None or role.fonction == Fonction.PARTENAIRE:
        return (AudienceRegard.CONDUITE,)
    if keeps_secret(role):
        return (AudienceRegard.MEMBRES, AudienceRegard.CONDUITE)
    return (AudienceRegard.MEMBRES, AudienceRegard.CONDUITE, AudienceRegard.TOUS)


def keeps_secret(role: Affectation | None) -> bool:
    """True for a psychologist, a doctor, a nurse, a social worker."""
    return bool(role and role.metier and role.metier.code in METIERS_DU_SECRET)


@transaction.atomic
def ecrire_regard(
    inscription: Inscription, *, by: Personne, observe: str, propose: str, audience: str, version: int
) -> Regard:
    """Write one's reading of a case, or change it; `version` is that of the page, 0 for a first one.

    Sent twice, it is written once. Raises RegardRefuse, RegardPerime and PermissionDenied.
    """
    current = _held(inscription)
    if not by.is_active or not taking_part(by).filter(pk=current.pk).exists():
        raise PermissionDenied
    if not is_open(current):
        raise RegardRefuse(FERME)
    role = role_of(current, by)
    words = {"observe": observe.strip(), "propose": propose.strip(), "audience": audience}
    _check(words, role)
    mine = Regard.objects.filter(inscription=current, auteur=by).first()
    if mine is None:
        return _create(current, by, role, words)
    return _change(mine, words, version)


def _held(inscription: Inscription) -> Inscription:
    """The row, its séance and its case as they are once it is held: a closing may have passed meanwhile.

    They are read again: PostgreSQL gives to whoever waited the new row, joined to the former séance.
    """
    Inscription.objects.select_for_update(no_key=True).only("pk").get(pk=inscription.pk)
    rows = Inscription.objects.select_related("reunion__pole", "reunion__seance", "saisine")
    return rows.get(pk=inscription.pk)


def _check(words: dict[str, str], role: Affectation | None) -> None:
    if not words["observe"] and not words["propose"]:
        raise RegardRefuse(VIDE)
    if words["audience"] in audiences_of(role):
        return
    raise RegardRefuse(PAS_PARTENAIRES if keeps_secret(role) else A_LA_COORDINATION)


def _create(inscription: Inscription, by: Personne, role: Affectation | None, words: dict) -> Regard:
    regard = Regard(inscription=inscription, auteur=by, fonction=_signature(role), **words)
    try:
        with transaction.atomic():
            regard.save(force_insert=True)
    except IntegrityError:
        return _change(Regard.objects.get(inscription=inscription, auteur=by), words, 0)
    return regard


def _signature(role: Affectation | None) -> str:
    """« psychologue », « partenaire, CMP du Parc ». One query for a partner."""
    if role is None:
        return ""
    if role.fonction == Fonction.PARTENAIRE:
        contact = Contact.objects.filter(affectation=role).select_related("structure").first()
        return f"{words_of(role)}, {contact.structure.nom}"[:120] if contact else words_of(role)
    return words_of(role)[:120]


def _change(regard: Regard, words: dict[str, str], version: int) -> Regard:
    if all(getattr(regard, name) == value for name, value in words.items()):
        return regard
    fields = words | {name: sealed(regard, name, words[name]) for name in ("observe", "propose")}
    same = Regard.objects.filter(pk=regard.pk, version=version)
    if not same.update(**fields, version=F("version") + 1, modifie_le=timezone.now()):
        regard.refresh_from_db()
        raise RegardPerime(regard)
    regard.refresh_from_db()
    return regard
