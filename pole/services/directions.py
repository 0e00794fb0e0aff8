"""Change of director: the school changes hands, with an overlap (menaces.md T6)."""

from datetime import date, timedelta

from django.db import transaction

from pole import journal
from pole.dates import start_of
from pole.enums import DroitPole, Fonction, Titre
from pole.models import Acte, Affectation, Ecole, Invitation, Personne
from pole.services.invitations import inviter
from pole.services.roles import function_of, open_role, require, shorten


@transaction.atomic
def remplacer_direction(
    ecole: Ecole,
    *,
    a_partir_du: date,
    by: Personne,
    successeur: Personne | None = None,
    adresse: str = "",
    sortant: Affectation | None = None,
    titre: Titre = Titre.TITULAIRE,
) -> Affectation | Invitation:
    """Change the director: the old ones keep the school for the overlap and lose it at the midnight after.

    The successor has it from the first minute of `a_partir_du`: by an account (`successeur`) or by an
    invitation (`adresse`). `sortant` None means every director in office (a school may have two). The cases
    of the school go with the school, not with the person.
    Raises PermissionDenied; ValidationError when the dates or the address do not fit.
    """
    require(by, DroitPole.ADMINISTRER, ecole)
    pole = ecole.pole
    fin = start_of(a_partir_du + timedelta(days=pole.recouvrement_jours), pole.tz)
    leaving = Affectation.objects.filter(ecole=ecole, fonction=Fonction.DIRECTEUR).a_venir_ou_en_cours()
    leaving = leaving.filter(debut__lt=start_of(a_partir_du, pole.tz)).select_for_update()
    if sortant is not None:
        leaving = leaving.filter(pk=sortant.pk)
    if successeur is not None:
        leaving = leaving.exclude(personne=successeur)
    for role in leaving:
        shorten([role, *role.suppleances.all()], fin)
        journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=role)
    role = {"pole": pole, "ecole": ecole, "fonction": Fonction.DIRECTEUR, "titre": titre, "by": by}
    if successeur is None:
        return inviter(adresse=adresse, du=a_partir_du, **role)
    return open_role(personne=successeur, du=a_partir_du, **role)
