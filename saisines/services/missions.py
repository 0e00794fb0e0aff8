"""Confier à: several people called upon in one act, all or none."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from pole.models import Personne
from saisines.models import Saisine, Sollicitation
from saisines.services.suites import sollicitables, solliciter
from saisines.workflow import TransitionRefusedError


@transaction.atomic
def confier(saisine: Saisine, *, by: Personne, missions: Sequence[Mapping]) -> list[Sollicitation]:
    """Call upon each person of `missions` (`personne` identifier, `mission`, `echeance`).

    Raises TransitionRefusedError (nobody is called upon then) and PermissionDenied.
    """
    if not missions:
        raise TransitionRefusedError("Choisissez au moins une personne et dites ce que vous lui demandez.")
    people = {str(role.personne_id): role.personne for role in sollicitables(saisine)}
    done = []
    for mission in missions:
        person = people.get(str(mission["personne"]))
        if person is None:
            raise TransitionRefusedError(
                "Cette personne n’est plus membre du pôle : choisissez quelqu’un d’autre."
            )
        done.append(
            solliciter(
                saisine, by=by, personne=person, mission=mission["mission"], echeance=mission["echeance"]
            )
        )
    return done
