"""The stories of the demonstration. Every child, family and event is invented; no story names a diagnosis."""

from pole.conf.demonstration.histoires import (
    autres_natures,
    ecully_an_dernier,
    ecully_attente,
    ecully_passees,
    ecully_precisions,
    ecully_suivies,
    elbeuf,
    grenoble4,
    papier,
    parcours,
)
from pole.conf.demonstration.modele import Histoire

PAR_POLE: dict[str, list[Histoire]] = {
    "ecully": [
        *ecully_attente.HISTOIRES,
        *ecully_suivies.HISTOIRES,
        *ecully_precisions.HISTOIRES,
        *ecully_passees.HISTOIRES,
        *ecully_an_dernier.HISTOIRES,
        *autres_natures.ECULLY,
        *papier.ECULLY,
        *parcours.ECULLY,
    ],
    "grenoble4": [*grenoble4.HISTOIRES, *autres_natures.GRENOBLE4],
    "elbeuf": [*elbeuf.HISTOIRES, *autres_natures.ELBEUF, *papier.ELBEUF],
}
