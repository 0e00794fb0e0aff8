"""Well-formedness of a single value."""

import re

from django.core.exceptions import ValidationError

from pole.uai import valider_uai

# « ce.0690273X@… », « 0690273x@… », « dsden69-cpc-…@… », « ien-ecully@… », « ecole.…@… », « direction@… ».
_BOITE_FONCTIONNELLE = re.compile(
    r"^(ce[.\-_]|[0-9]{7}[a-z]$|ec[.\-_]|ecole|dsden|rectorat|ia[0-9]{2}|ien[.\-_0-9]|ien$|circo|cpc[.\-_]|cpc$"
    r"|direction|directeur$|directrice$|secretariat|accueil|contact|mairie|administration|info$|.*-cpc-)"
)


def validate_uai(value: str) -> None:
    """Seven digits and their check letter."""
    if not valider_uai(value):
        raise ValidationError("Un UAI compte sept chiffres et une lettre de contrôle, par exemple 0690273X.")


def is_boite_fonctionnelle(adresse: str) -> bool:
    """True for an address that several people read (`ce.UAI@`, a CPC's box): it is never an account."""
    return bool(_BOITE_FONCTIONNELLE.match(adresse.rpartition("@")[0].lower()))


def validate_adresse_nominale(value: str) -> None:
    """Refuse the mailboxes of offices: a code sent there proves no person (S2-15, S3-13, T9)."""
    if is_boite_fonctionnelle(value):
        raise ValidationError(
            "Cette boîte est lue par plusieurs personnes. Donnez une adresse à votre nom, "
            "par exemple prenom.nom@ac-academie.fr."
        )
