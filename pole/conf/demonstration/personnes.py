"""Who works in the three circonscriptions. Every name is invented; every address is under demo.example."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from pole.conf.demonstration.distribution import COMPTES, DIRECTIONS, SANS_DIRECTION, Compte, Role
from pole.enums import Fonction, Titre
from pole.models import Affectation, Ecole, Metier, Personne, Pole
from pole.services.absences import note_absence
from pole.services.directions import remplacer_direction
from pole.services.invitations import inviter
from pole.services.roles import open_role


@dataclass(frozen=True)
class Lieux:
    """What a role points to, found once."""

    poles: dict[str, Pole]
    ecoles: dict[str, Ecole]
    metiers: dict[tuple[str, str], Metier]

    @classmethod
    def of(cls, poles: dict[str, Pole]) -> "Lieux":
        ids = {pole.pk: nom for nom, pole in poles.items()}
        ecoles = Ecole.objects.filter(pole__in=ids).select_related("pole")
        metiers = Metier.objects.filter(pole__in=ids)
        return cls(
            poles,
            {ecole.uai: ecole for ecole in ecoles},
            {(ids[metier.pole_id], metier.code): metier for metier in metiers},
        )


def open_accounts(lieux: Lieux, annee: int, mot_de_passe: str) -> dict[str, Personne]:
    """Every account and its roles, by the first part of its address. What exists is left as it is."""
    # One hash for all: the password is printed, and hashing is slow on purpose.
    secret = make_password(mot_de_passe)
    comptes = (*COMPTES, *DIRECTIONS)
    known = {
        personne.email: personne for personne in Personne.objects.filter(email__in=[c.email for c in comptes])
    }
    people = {}
    for compte in comptes:
        personne = known.get(compte.email) or _open_account(compte, secret)
        people[compte.nom_court] = personne
        for role in compte.roles:
            _open_role(personne, role, lieux, annee)
    return people


def _open_account(compte: Compte, secret: str) -> Personne:
    personne = Personne(
        email=compte.email,
        prenom=compte.prenom,
        nom=compte.nom,
        telephone=compte.telephone,
        is_superuser=compte.technique,
        password=secret,
    )
    personne.save()
    return personne


def _open_role(personne: Personne, role: Role, lieux: Lieux, annee: int) -> None:
    pole = lieux.poles[role.pole]
    ecole = lieux.ecoles[role.ecole] if role.ecole else None
    if Affectation.objects.filter(personne=personne, pole=pole, fonction=role.fonction, ecole=ecole).exists():
        return
    open_role(
        personne=personne,
        pole=pole,
        ecole=ecole,
        fonction=role.fonction,
        metier=lieux.metiers[role.pole, role.metier] if role.metier else None,
        titre=role.titre,
        mission=role.mission,
        du=date(annee - role.depuis, 9, 1),
        # The school year before this one: over whatever the day of the demonstration.
        au=date(annee, 7, 31) if role.terminee else None,
        by=None,
    )


def name_friday_stand_in(people: dict[str, Personne], annee: int) -> None:
    """The coordinator does not work on Fridays: it is noted, and somebody has their rights that day."""
    coordonnatrice = Affectation.objects.get(
        personne=people["coordination.ecully"], fonction=Fonction.COORDONNATEUR
    )
    if not coordonnatrice.suppleances.exists():
        note_absence(
            people["coordination.ecully"],
            pole=coordonnatrice.pole,
            du=date(annee, 9, 1),
            au=date(annee + 1, 7, 31),
            jours="5",
            suppleant=people["suppleante.ecully"],
            by=people["coordination.ecully"],
        )


def change_directors(people: dict[str, Personne], lieux: Lieux, annee: int) -> None:
    """A school whose director changed in September, another whose director will next September."""
    for uai, rentree in (("0699005N", annee), ("0699007R", annee + 1)):
        successeur = people[f"successeur.{uai.lower()}"]
        if not successeur.affectations.exists():
            remplacer_direction(
                lieux.ecoles[uai],
                a_partir_du=date(rentree, 9, 1),
                successeur=successeur,
                titre=Titre.TITULAIRE,
                by=people["coordination.ecully"],
            )


def invite_schools(people: dict[str, Personne], lieux: Lieux) -> None:
    """Of the schools without a director, one in two has an invitation that waits; the other has none yet."""
    for uai, coordination in SANS_DIRECTION[::2]:
        ecole = lieux.ecoles[uai]
        if not ecole.invitations.exists():
            inviter(
                pole=ecole.pole,
                ecole=ecole,
                fonction=Fonction.DIRECTEUR,
                adresse=ecole.mail,
                boite_partagee=True,
                by=people[coordination],
            )
