"""Who is convened for which case: proposed in one act, added, withdrawn. The sending is apart."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cellules.models import (
    CONDUIRE,
    Convie,
    Convocation,
    EtatConvocation,
    Habitue,
    Inscription,
    Reunion,
    TitreConvocation,
)
from cellules.notifications import notify_no_longer_expected
from cellules.services.acces_convocations import hold_cases, settle
from pole.enums import FONCTIONS_EQUIPE, FONCTIONS_NOMMABLES
from pole.models import Affectation, Personne, Pole
from saisines.models import Saisine
from saisines.models.deports import kept_away_from
from saisines.notifications import people_of_school
from saisines.personnes import kept_away
from saisines.services.partages import A_L_ECART

# A convened person reads the case: the secretariat, who never reads a narrative, is not one.


class ConvocationRefusee(Exception):  # noqa: N818 (domain word, shown to people)
    """This cannot be done to this convocation. The message says what to do."""


def held(reunion: Reunion, by: Personne) -> Reunion:
    """The meeting as it is now, held until the end of the transaction, with the cases of its agenda.

    Raises PermissionDenied, ConvocationRefusee for a meeting that is cancelled or over.
    """
    current = (
        Reunion.objects.select_for_update(of=("self",), no_key=True).select_related("pole").get(pk=reunion.pk)
    )
    if not by.has_perm(CONDUIRE, current):
        raise PermissionDenied
    if current.is_annulee:
        raise ConvocationRefusee("Cette réunion est annulée : personne n’y est plus convoqué.")
    if current.date < current.pole.today():
        raise ConvocationRefusee("Cette réunion a eu lieu : ses convocations ne changent plus.")
    hold_cases(current.inscriptions.prevues())
    return current


def require_conduct(inscription: Inscription, by: Personne) -> None:
    """Raise PermissionDenied unless this person conducts the case, their school set aside."""
    if not Inscription.objects.conduites(by).filter(pk=inscription.pk).exists():
        raise PermissionDenied


def titles_of(pole: Pole, personnes: Iterable[UUID] | None = None) -> dict[UUID, TitreConvocation]:
    """How the people of a pole come to its meetings: staff are convened, partners invited. One query."""
    roles = Affectation.objects.filter(pole=pole, fonction__in=FONCTIONS_NOMMABLES).en_cours()
    if personnes is not None:
        roles = roles.filter(personne__in=list(personnes))
    found: dict[UUID, TitreConvocation] = {}
    for personne, fonction in roles.values_list("personne", "fonction"):
        if fonction in FONCTIONS_EQUIPE:
            found[personne] = TitreConvocation.CONVOQUE
        else:
            found.setdefault(personne, TitreConvocation.INVITE)
    return found


@transaction.atomic
def proposer(reunion: Reunion, *, by: Personne) -> int:
    """Propose the formation habituelle for every case that `by` conducts, and each school for its own.

    Whoever was withdrawn from a case stays so: `convier` brings them back. Returns how many were added.
    """
    current = held(reunion, by)
    usual = _usual(current.pole)
    letters = {row.personne_id: row for row in current.convocations.all()}
    held_by = current.inscriptions.conduites(by).prevues()
    away = kept_away_from(held_by.values("saisine"))
    rows = []
    for inscription in held_by.select_related("saisine__pole", "saisine__ecole", "saisine__auteur"):
        # Who usually sits, first: a director who is also a member has one letter, that of the member.
        school = dict.fromkeys(school_of(inscription.saisine), TitreConvocation.ECOLE)
        wanted = school | usual
        for personne, titre in wanted.items():
            if titre != TitreConvocation.ECOLE and (inscription.saisine_id, personne.pk) in away:
                continue
            letter = _letter(current, personne, titre, letters)
            rows.append(Convie(convocation=letter, inscription=inscription))
    before = _convies(current).count()
    Convie.objects.bulk_create(rows, ignore_conflicts=True)
    gone = current.convocations.filter(etat=EtatConvocation.RETIREE, convies__etat=EtatConvocation.PREPAREE)
    for letter in gone.distinct():
        _begin_again(letter)
    return _convies(current).count() - before


def _usual(pole: Pole) -> dict[Personne, TitreConvocation]:
    """The formation habituelle, those who have left it by leaving the pole apart."""
    usual = Habitue.objects.filter(pole=pole, personne__is_active=True).select_related("personne")
    people = {row.personne_id: row.personne for row in usual.order_by("personne__nom_tri")}
    titles = titles_of(pole, people)
    return {personne: titles[pk] for pk, personne in people.items() if pk in titles}


def school_of(saisine: Saisine) -> list[Personne]:
    """Direction and authors of a case who still work in its school: those whom a meeting invites."""
    if saisine.ecole_id is None:
        return []
    here = set(working_in([saisine.ecole_id]))
    return [one for one in people_of_school(saisine) if one.is_active and (one.pk, saisine.ecole_id) in here]


def working_in(ecoles: Iterable[UUID]) -> Iterable[tuple[UUID, UUID]]:
    """(person, school) of those who work in these schools today. One query."""
    return Affectation.objects.filter(ecole__in=list(ecoles)).en_cours().values_list("personne", "ecole")


def _convies(reunion: Reunion):
    return Convie.objects.filter(convocation__reunion=reunion)


def _letter(reunion: Reunion, personne: Personne, titre: TitreConvocation, letters: dict) -> Convocation:
    """Their letter for this meeting, begun if they have none; a member writes over what a school was."""
    letter = letters.get(personne.pk)
    if letter is None:
        letter, _ = Convocation.objects.get_or_create(
            reunion=reunion, personne=personne, defaults={"titre": titre}
        )
        letters[personne.pk] = letter
    if letter.is_de_l_ecole and titre != TitreConvocation.ECOLE:
        letter.titre = titre
        letter.save(update_fields=["titre"])
    return letter


@transaction.atomic
def convier(inscription: Inscription, personne: Personne, *, by: Personne) -> Convie:
    """Convene somebody for a case: prepared, it opens nothing before the sending. Twice changes nothing.

    Raises ConvocationRefusee and PermissionDenied.
    """
    current = held(inscription.reunion, by)
    require_conduct(inscription, by)
    row = current.inscriptions.select_related("saisine__pole", "saisine__ecole", "saisine__auteur").get(
        pk=inscription.pk
    )
    if not row.is_prevue:
        raise ConvocationRefusee("Cette situation n’est plus à l’ordre du jour.")
    titre = _title_for(row.saisine, personne)
    letter = _letter(current, personne, titre, {})
    convie, _ = Convie.objects.get_or_create(convocation=letter, inscription=row)
    again = Convie.objects.filter(pk=convie.pk, etat=EtatConvocation.RETIREE)
    if again.update(etat=EtatConvocation.PREPAREE, retiree_le=None):
        convie.refresh_from_db()
    _begin_again(letter)
    return convie


@transaction.atomic
def convier_plusieurs(inscription: Inscription, personnes: Iterable[Personne], *, by: Personne) -> None:
    """Convene several people for a case, all or none. Raises as `convier` does."""
    for personne in personnes:
        convier(inscription, personne, by=by)


def _title_for(saisine: Saisine, personne: Personne) -> TitreConvocation:
    if not personne.is_active:
        raise ConvocationRefusee("Le compte de cette personne est fermé : choisissez quelqu’un d’autre.")
    titre = titles_of(saisine.pole, [personne.pk]).get(personne.pk)
    if titre and personne.pk in kept_away(saisine):
        raise ConvocationRefusee(A_L_ECART)
    if titre is None and personne in school_of(saisine):
        titre = TitreConvocation.ECOLE
    if titre is None:
        raise ConvocationRefusee(
            "Cette personne ne travaille pas dans le pôle : choisissez quelqu’un d’autre."
        )
    return titre


def _begin_again(letter: Convocation) -> None:
    """A letter once withdrawn is written again, with a new question."""
    gone = Convocation.objects.filter(pk=letter.pk, etat=EtatConvocation.RETIREE)
    if gone.update(etat=EtatConvocation.PREPAREE, retiree_le=None, **NO_ANSWER):
        letter.refresh_from_db()


NO_ANSWER = {"reponse": "", "repondue_le": None, "representant": None, "representant_confirme_le": None}


@transaction.atomic
def retirer(convie: Convie, *, by: Personne) -> None:
    """Take somebody off a case: what it opened closes at the next request. Twice changes nothing.

    Whoever has no case left is told not to come.
    """
    held(convie.convocation.reunion, by)
    require_conduct(convie.inscription, by)
    withdraw([convie.pk])
    convie.refresh_from_db()


@transaction.atomic
def withdraw(convies: Iterable[UUID]) -> None:
    """Withdraw these rows (identifiers) and the letters that they leave empty. The caller has the right."""
    now = timezone.now()
    rows = list(Convie.objects.actuels().filter(pk__in=convies).values_list("pk", "convocation"))
    pks = [pk for pk, _ in rows]
    Convie.objects.actuels().filter(pk__in=pks).update(etat=EtatConvocation.RETIREE, retiree_le=now)
    settle(pks)
    letters = Convocation.objects.filter(pk__in={letter for _, letter in rows})
    for letter in letters.select_related("reunion__pole", "personne").order_by("pk"):
        if not letter.convies.actuels().exists():
            withdraw_letter(letter, at=now)


def withdraw_letter(letter: Convocation, *, at) -> None:
    """End a letter; whoever had received it is told, unless the meeting has begun."""
    told = Convocation.objects.filter(pk=letter.pk, etat=EtatConvocation.ENVOYEE)
    if told.update(etat=EtatConvocation.RETIREE, retiree_le=at, sequence=F("sequence") + 1):
        notify_no_longer_expected(letter)
        return
    Convocation.objects.filter(pk=letter.pk, etat=EtatConvocation.PREPAREE).update(
        etat=EtatConvocation.RETIREE, retiree_le=at
    )


def leave_agenda(inscriptions: Iterable[UUID]) -> None:
    """The cases (identifiers of their rows) left the agenda: nobody is convened for them any more."""
    withdraw(Convie.objects.filter(inscription__in=inscriptions).values_list("pk", flat=True))
