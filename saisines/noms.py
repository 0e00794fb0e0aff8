"""Pupils' names in a list: which rows show them to whom. The rule itself stands in `saisines.relations`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F

from pole.enums import FONCTIONS_NOMMABLES, Fonction
from pole.models import Personne, Pole
from saisines.identite import are_lists_revealed, revealed_cases
from saisines.models import Acces, Eleve, Saisine
from saisines.relations import LISTE_AVEC_CLIC, LISTE_SANS_CLIC


class Noms:
    """What one person may read in the lists of one pole, now."""

    def __init__(self, user: Personne, pole: Pole, session: SessionBase):
        self.user, self.pole = user, pole
        self.cliquees = revealed_cases(session)
        self.montres = are_lists_revealed(session, pole)
        self.sans_clic = LISTE_SANS_CLIC | LISTE_AVEC_CLIC if self.montres else LISTE_SANS_CLIC

    @property
    def a_demander(self) -> bool:
        """True if one click would show the names: the IEN, as long as they do not coordinate too."""
        portee = self.user.portee
        coordinates = portee.holds(self.pole.pk, Fonction.COORDONNATEUR)
        return portee.holds(self.pole.pk, Fonction.IEN) and not coordinates and not self.montres

    def readable(self, saisines: Iterable[Saisine]) -> set[UUID]:
        """Of these cases about a pupil, those whose name this person reads. One query at most."""
        named, clicked = set(), set()
        for saisine in saisines:
            if saisine.relations_by_role(self.user) & self.sans_clic:
                named.add(saisine.pk)
            elif saisine.pk in self.cliquees:
                clicked.add(saisine.pk)
        return named | self._still_open(clicked) if clicked else named

    def _still_open(self, clicked: set[UUID]) -> set[UUID]:
        """Of the names asked for, those of the cases that one still reads as a member called upon."""
        portee = self.user.portee.in_pole(self.pole.pk)
        if not (portee.is_du_pole and portee.poles(*FONCTIONS_NOMMABLES)):
            return set()
        opened = Acces.objects.open_to(self.user).filter(content_object__in=clicked)
        return set(opened.values_list("content_object_id", flat=True))


def details_of(cases: Iterable[UUID], named: set[UUID], *, motifs: bool) -> "Details":
    """Pupils' names of the `named` cases, and motives of all if they are wanted. One query, or none.

    A sealed name is opened when its row is written, and only then.
    """
    wanted = set(cases) if motifs else named
    details = Details()
    if not wanted:
        return details
    rows = Saisine.objects.filter(pk__in=wanted).only("pk")
    if named:
        rows = rows.select_related("eleve").only("eleve", "eleve__nom", "eleve__prenom")
    if motifs:
        rows = rows.annotate(motif=F("motifs__nom")).order_by("motifs__rang")
    for row in rows:
        if row.pk in named and row.eleve_id:
            details.eleves[row.pk] = row.eleve
        if motifs and row.motif:
            details.motifs.setdefault(row.pk, []).append(row.motif)
    return details


@dataclass(frozen=True, slots=True)
class Details:
    """What a list says of its cases beside their columns."""

    eleves: dict[UUID, Eleve] = field(default_factory=dict)
    motifs: dict[UUID, list[str]] = field(default_factory=dict)

    def nom(self, saisine: UUID) -> str:
        return self.eleves[saisine].nom_complet if saisine in self.eleves else ""

    def les_motifs(self, saisine: UUID) -> str:
        return ", ".join(self.motifs.get(saisine, ()))
