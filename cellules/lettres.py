"""The letter to print: a convocation for staff, an invitation for partners and schools."""

from collections.abc import Sequence

from cellules.convocations_lues import MaSituation
from cellules.creneaux import hour_of
from cellules.models import Convocation, TitreConvocation
from cellules.signature import signature_of
from pole.models import Personne
from pole.templatetags.dsfr_pole import date_longue

MODELE = "cellules/pdf/convocation.html"


def context_of(letter: Convocation, situations: Sequence[MaSituation], *, reader: Personne) -> dict:
    """What the letter says; with no case given it names none, as in a mail. One query."""
    reunion = letter.reunion
    return {
        "convocation": letter,
        "reunion": reunion,
        "pole": reunion.pole,
        "heure": hour_of(letter),
        "situations": situations,
        "signature": signature_of(letter, reader=reader),
        "lecteur": str(reader),
        "jour": date_longue(reunion.pole.today()),
        "reference": "",
    }


def name_of(letter: Convocation) -> str:
    """Name of the file: the kind of letter and the day."""
    kind = "convocation" if letter.titre == TitreConvocation.CONVOQUE else "invitation"
    return f"{kind}-{letter.reunion.date:%Y-%m-%d}"
