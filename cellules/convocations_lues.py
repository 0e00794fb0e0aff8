"""The convocations as pages show them: to those who conduct the meeting, and to each convened person."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from cellules.agenda import parties_of, points_of, slots, slots_in, whole_agenda
from cellules.creneaux import Deroule, hour_of
from cellules.equipe import function_of
from cellules.horaires import Glissement, glissements
from cellules.models import (
    Convie,
    Convocation,
    EtatConvocation,
    Inscription,
    Regard,
    ReponseConvocation,
    Reunion,
)
from pole.models import Affectation, Pole
from pole.templatetags.dsfr_pole import date_longue
from saisines.models import Saisine
from saisines.personnes import words_of
from saisines.relations import reads_levels

A_ENVOYER, SANS_REPONSE, NON_RECUE = "À envoyer", "Pas encore de réponse", "Adresse refusée"
# What asks for an act of the coordinator is read first.
RANGS = {NON_RECUE: 3, A_ENVOYER: 2, SANS_REPONSE: 1}
_TONS = {
    ReponseConvocation.PRESENT: "succes",
    ReponseConvocation.VISIO: "succes",
    ReponseConvocation.TELEPHONE: "succes",
    ReponseConvocation.AVIS: "info",
    ReponseConvocation.REPRESENTE: "info",
    ReponseConvocation.EXCUSE: "neutre",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvieLu:
    """One person for one case, in words."""

    id: UUID
    personne: UUID
    nom: str
    fonction: str
    etat: str
    ton: str
    prete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationLue:
    """A case of the agenda and who comes for it."""

    inscription: Inscription
    creneau: str
    convies: list[ConvieLu]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonneConviee:
    """One person for the whole meeting: their answer, for how many cases."""

    nom: str
    fonction: str
    etat: str
    ton: str
    situations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """Somebody proposes another person in their place, which waits for an agreement."""

    id: UUID
    nom: str
    representant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SansAdresse:
    """Somebody whom mails do not reach: their letter is to print. `role`, where their address is mended."""

    convocation: UUID
    nom: str
    raison: str
    role: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDesConvocations:
    """What the page of those who conduct a meeting shows."""

    situations: list[SituationLue]
    representations: list[Representation]
    glissements: list[Glissement]
    sans_adresse: list["SansAdresse"]

    @property
    def a_envoyer(self) -> int:
        """People to whom the next sending writes."""
        return len({one.personne for row in self.situations for one in row.convies if one.prete})

    @property
    def personnes(self) -> list[PersonneConviee]:
        """Everybody once, by name: what they answered counts for all their cases."""
        found = defaultdict(list)
        for row in self.situations:
            for one in row.convies:
                found[one.personne].append(one)
        people = [_whole_meeting(rows) for rows in found.values()]
        return sorted(people, key=lambda one: (-RANGS.get(one.etat, 0), one.nom))

    @property
    def reponses(self) -> list[tuple[str, int]]:
        """How many said what: those whom one still awaits first."""
        return list(Counter(one.etat for one in self.personnes).items())


def table_of(reunion: Reunion, user) -> TableDesConvocations:
    """Case by case, who is convened and what they answered. Six queries, whatever their number."""
    held = Inscription.objects.conduites(user).filter(reunion=reunion).a_l_ordre_du_jour()
    inscriptions = list(held.select_related("saisine__ecole").annotate(regards_ecrits=Count("regards")))
    parties = parties_of(reunion, whole_agenda(reunion, inscriptions), points_of(reunion, user))
    creneaux, deroule = slots_in(parties), Deroule(reunion, parties)
    # In the order of the meeting: counting the readings loses that of the model.
    inscriptions.sort(key=lambda one: list(creneaux).index(one.pk))
    whole = Convocation.objects.conduites(user).filter(pk=OuterRef("convocation"))
    rows = Convie.objects.actuels().with_adresse().filter(inscription__in=[row.pk for row in inscriptions])
    rows = list(
        rows.annotate(entiere=Exists(whole))
        .select_related("convocation__personne", "convocation__representant")
        .order_by("convocation__titre", "convocation__personne__nom_tri", "pk")
    )
    roles = roles_of(reunion.pole, {row.convocation.personne_id for row in rows})
    fonctions = {pk: function_of(role) for pk, role in roles.items()}
    return TableDesConvocations(
        situations=[
            SituationLue(
                inscription=one,
                creneau=creneaux[one.pk].creneau,
                convies=[_in_words(row, fonctions) for row in rows if row.inscription_id == one.pk],
            )
            for one in inscriptions
        ],
        representations=_to_agree(row for row in rows if row.entiere),
        sans_adresse=_unreached(rows, roles),
        glissements=glissements(reunion, deroule, seen={one.pk for one in inscriptions}),
    )


def functions_of(pole: Pole, personnes: Iterable[UUID], instant: datetime | None = None) -> dict[UUID, str]:
    """What each does here today, or did at an instant; nothing for whoever had left. One query."""
    return {pk: words_of(role) for pk, role in roles_of(pole, personnes, instant).items()}


def roles_of(
    pole: Pole, personnes: Iterable[UUID], instant: datetime | None = None
) -> dict[UUID, Affectation]:
    """The role by which each is here today, or was at an instant. One query."""
    roles = Affectation.objects.filter(pole=pole, personne__in=list(personnes)).en_cours(instant)
    found: dict[UUID, Affectation] = {}
    for role in roles.select_related("metier").order_by("ecole", "debut"):
        found.setdefault(role.personne_id, role)
    return found


def _unreached(rows: Iterable[Convie], roles: dict[UUID, Affectation]) -> list[SansAdresse]:
    letters = {row.convocation_id: row for row in rows}
    found = []
    for row in letters.values():
        letter, person = row.convocation, row.convocation.personne
        role, since = roles.get(person.pk), row.injoignable_depuis
        if person.email and not since:
            continue
        words = "Aucune adresse électronique."
        if since:
            words = f"Les courriels reviennent depuis le {date_longue(since)}."
        found.append(
            SansAdresse(convocation=letter.pk, nom=str(person), raison=words, role=role.pk if role else None)
        )
    return found


def _in_words(row: Convie, fonctions: dict[UUID, str]) -> ConvieLu:
    letter = row.convocation
    etat, ton = _state(row)
    return ConvieLu(
        id=row.pk,
        personne=letter.personne_id,
        nom=str(letter.personne),
        fonction=fonctions.get(letter.personne_id, "n’exerce plus ici"),
        etat=etat,
        ton=ton,
        prete=row.etat == EtatConvocation.PREPAREE,
    )


def _whole_meeting(rows: list[ConvieLu]) -> PersonneConviee:
    """One line for a person: what was sent says more than what is still to send."""
    said = next((one for one in rows if not one.prete), rows[0])
    return PersonneConviee(
        nom=said.nom, fonction=said.fonction, etat=said.etat, ton=said.ton, situations=len(rows)
    )


def _state(row: Convie) -> tuple[str, str]:
    letter = row.convocation
    if row.etat == EtatConvocation.PREPAREE:
        return A_ENVOYER, "attention"
    if row.injoignable_depuis:
        return NON_RECUE, "urgent"
    if not letter.reponse:
        return SANS_REPONSE, "neutre"
    words = letter.get_reponse_display()
    return words, _TONS[ReponseConvocation(letter.reponse)]


def _to_agree(rows: Iterable[Convie]) -> list[Representation]:
    letters = {row.convocation_id: row.convocation for row in rows}
    return [
        Representation(id=one.pk, nom=str(one.personne), representant=str(one.representant))
        for one in letters.values()
        if one.representant_id and one.representant_confirme_le is None and one.is_envoyee
    ]


def my_letter(reunion: Reunion, user) -> Convocation | None:
    """The letter by which this person is expected at a meeting, with the hour they were told. One query."""
    rows = Convocation.objects.visible_to(user).envoyees().filter(personne=user, reunion=reunion)
    letter = rows.first()
    if letter:
        letter.reunion = reunion
        letter.heure = hour_of(letter)
    return letter


@dataclass(frozen=True, slots=True, kw_only=True)
class MaSituation:
    """A case for which one is expected, and when."""

    inscription: UUID
    saisine: Saisine
    # « un élève, CE1 » as this reader reads it in a list.
    sujet: str
    creneau: str
    # One may write and read the crossed readings of this case; one has written one's own.
    regards: bool
    ecrit: bool


def mes_situations(letter: Convocation, user) -> list[MaSituation]:
    """The cases of a letter that this reader may see, with their slots. Three queries.

    The slots need the whole agenda; nothing else of it is shown, not even how long it is.
    """
    rows = Convie.objects.actuels().visible_to(user).filter(convocation=letter)
    takes_part = Convie.objects.participant(user).filter(pk=OuterRef("pk"))
    own = Regard.objects.filter(inscription=OuterRef("inscription"), auteur=user)
    rows = list(
        rows.select_related("inscription__saisine__ecole").annotate(
            participe=Exists(takes_part), ecrit=Exists(own)
        )
    )
    agenda = Inscription.objects.filter(reunion=letter.reunion_id).a_l_ordre_du_jour()
    creneaux = slots(letter.reunion, agenda, points_of(letter.reunion, user))
    found = [(creneaux[row.inscription_id], row) for row in rows if row.inscription_id in creneaux]
    found.sort(key=lambda one: one[0].apres)
    niveau = reads_levels(user.portee.in_pole(letter.reunion.pole_id))
    return [
        MaSituation(
            inscription=row.inscription_id,
            saisine=row.inscription.saisine,
            sujet=row.inscription.saisine.sujet_lu(niveau=niveau),
            creneau=passage.creneau,
            regards=row.participe,
            ecrit=row.ecrit,
        )
        for passage, row in found
    ]
