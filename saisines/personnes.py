"""People of a case as others read them: a name, a function, a phone. One query for all of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from pole.enums import Fonction, Titre
from pole.models import Affectation
from saisines.models import Saisine
from saisines.suivi import Contact

_COORDINATION = "coordination du pôle"
_FONCTIONS = {
    Fonction.COORDONNATEUR: _COORDINATION,
    Fonction.IEN: "IEN",
    Fonction.SECRETARIAT: "secrétariat du pôle",
    Fonction.DIRECTEUR: "direction de l’école",
    Fonction.ENSEIGNANT: "enseignant ou enseignante",
    Fonction.PARTENAIRE: "partenaire",
}
# What is shown of a person, and nothing else of their account.
_COLONNES = (
    *("pole", "ecole", "fonction", "titre", "debut", "fin", "jours"),
    *("personne__prenom", "personne__nom", "personne__email", "personne__telephone"),
    *("metier__nom", "metier__code"),
)


def words_of(role: Affectation) -> str:
    """Function of a person as a school says it: the métier of a member, the function of the others."""
    if role.fonction == Fonction.MEMBRE:
        return _lower_first(role.metier.nom) if role.metier else "membre du pôle"
    return _FONCTIONS[role.fonction]


def kept_away(saisine: Saisine) -> set[UUID]:
    """Those whom a conflict of interest keeps away from this case. No query once its parts are loaded."""
    return {row.personne_id for row in saisine.deports.all() if row.leve_le is None}


def _lower_first(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


class Annuaire:
    """Who is who on one case, those who coordinate the pole included."""

    def __init__(self, saisine: Saisine, personnes: Iterable[UUID]):
        self.saisine = saisine
        wanted = {pk for pk in personnes if pk is not None}
        concerned = Q(personne__in=wanted) | Q(fonction=Fonction.COORDONNATEUR)
        roles = list(
            Affectation.objects.filter(concerned, pole=saisine.pole_id)
            .select_related("personne", "metier")
            .only(*_COLONNES)
        )
        for role in roles:
            role.pole = saisine.pole
        self.contacts: dict[UUID, Contact] = {}
        self.metiers: dict[UUID, set[str]] = {}
        self.coordination: Contact | None = None
        away = kept_away(saisine)
        # What is live now replaces what has ended: somebody who has left keeps the name they signed with.
        for role in sorted(roles, key=lambda role: (_is_live(role), role.debut)):
            contact = self._contact(role)
            self.contacts[role.personne_id] = contact
            if role.metier and _is_live(role):
                self.metiers.setdefault(role.personne_id, set()).add(role.metier.code)
            coordinates = role.fonction == Fonction.COORDONNATEUR and role.personne_id not in away
            if coordinates and _is_live(role) and self._is_better(role):
                self.coordination = contact

    def _contact(self, role: Affectation) -> Contact:
        # The private line of a member is not for everybody: without a professional phone, the office's.
        # Of a confidential request, nobody whom its author did not choose picks up.
        office = _is_of_pole(role) and not self.saisine.is_confidentielle
        phone = role.personne.telephone or (self.saisine.pole.telephone if office else "")
        return Contact(nom=str(role.personne), fonction=words_of(role), telephone=_unbroken(phone))

    def _is_better(self, role: Affectation) -> bool:
        """Whoever stands in for the coordinator answers today."""
        return self.coordination is None or role.titre == Titre.SUPPLEANCE

    def contact(self, personne: UUID | None) -> Contact:
        """An unknown person is « le pôle »: the account is there, the role is not in this pole."""
        return self.contacts.get(personne, Contact(nom="", fonction="membre du pôle"))

    def nom(self, personne: UUID | None) -> str:
        """The bare name of somebody of this case; empty for nobody."""
        return self.contact(personne).nom if personne else ""

    @property
    def en_charge(self) -> Contact:
        """Who the school turns to: the person in charge, else the coordination."""
        if self.saisine.responsable_id in self.contacts:
            return self.contacts[self.saisine.responsable_id]
        phone = _unbroken(self.saisine.pole.telephone)
        return self.coordination or Contact(fonction=_COORDINATION, telephone=phone)


def _unbroken(phone: str) -> str:
    """A number stays on one line."""
    return phone.replace(" ", "\u00a0")


def _is_of_pole(role: Affectation) -> bool:
    return role.ecole_id is None


def _is_live(role: Affectation) -> bool:
    now = timezone.now()
    return role.debut <= now and (role.fin is None or role.fin > now) and role.is_live_today()
