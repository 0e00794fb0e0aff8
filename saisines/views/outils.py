"""What the pages of writing share: reaching the draft, its choices, and who may write there."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from pole.enums import Fonction
from pole.models import Affectation, Motif, Pole
from pole.services.permanence import on_duty, reachable
from saisines.enums import Droit
from saisines.models import Saisine
from saisines.natures import TypeChamp
from saisines.recit import Recit
from saisines.relations import droits_of
from saisines.urgences import reason
from saisines.views.communs import visible_case


class Redaction:
    """A draft opened by somebody who may write it: the row, what it tells, and by which relations."""

    def __init__(self, request, pk):
        self.saisine = visible_case(request.user, pk)
        self.relations = self.saisine.relations_by_role(request.user)
        if not self.may(Droit.REDIGER):
            raise PermissionDenied
        self.user = request.user
        self.pole = self.saisine.pole
        self.recit = Recit(self.saisine)
        self.description = self.recit.description

    def urgence(self) -> dict | None:
        """What an urgent draft shows at the top of its pages: whom to call, before anything is sent.

        One query, for an urgent draft only. A confidential one tells nobody that its author did not choose.
        """
        if not (why := reason(self.recit)):
            return None
        confidential = self.saisine.is_confidentielle
        return {
            "raison": why.label,
            "presents": [] if confidential else on_duty(self.pole),
            "confidentielle": confidential,
            "transmet": self.may(Droit.TRANSMETTRE),
            "locaux": self.pole.numeros_locaux,
            "agents": self.pole.numeros_des_agents,
            "bureau": self.pole.telephone,
            "etape_appels": self.description.etape_de("appels"),
        }

    def may(self, droit: str) -> bool:
        """One look at the relations already read: the services check again on the locked row."""
        return droit in droits_of(self.relations)

    def choix(self, etape) -> dict:
        """Choices that belong to the pole, for the fields of a step."""
        found = {}
        for champ in etape.champs:
            if champ.type == TypeChamp.MOTIFS:
                found[champ.code] = self._motifs()
            elif champ.type == TypeChamp.LISTE_DU_POLE:
                lignes = dict.fromkeys([*self.pole.avant_de_saisir, *self.recit.valeur(etape.code, champ)])
                found[champ.code] = [(str(ligne), str(ligne)) for ligne in lignes]
        return found

    def _motifs(self) -> list[tuple[str, str]]:
        proposed = Motif.objects.visible_to(self.user).actifs().filter(pole=self.pole)
        # A motive chosen before it was switched off stays chosen.
        motifs = {str(motif.pk): motif for motif in proposed if motif.concerns(self.saisine.nature)}
        motifs |= {str(motif.pk): motif for motif in self.recit.motifs}
        self.recit.motifs_proposes = motifs
        return [(pk, motif.nom) for pk, motif in motifs.items()]


def closed_page(request, saisine: Saisine):
    """The form of a saisine that has left: said on a page, with the way to the case."""
    return render(request, "saisines/saisie/close.html", {"saisine": saisine}, status=409)


def coordination(pole: Pole, user) -> list[Affectation]:
    """Those who coordinate the pole and are there today, to be called by name."""
    return [role for role in reachable(pole, user) if role.fonction == Fonction.COORDONNATEUR]
