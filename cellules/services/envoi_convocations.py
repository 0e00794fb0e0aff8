"""The sending: one act for all that is prepared, one mail per person, and the cases open."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cellules.creneaux import announce
from cellules.models import Convie, Convocation, EtatConvocation, Inscription, Reunion, TitreConvocation
from cellules.notifications import notify_convened
from cellules.services.acces_convocations import settle
from cellules.services.convocations import held, titles_of, working_in
from pole.models import Personne
from saisines.models import NoteDePartage
from saisines.models.deports import kept_away_from
from saisines.services.partages import A_L_ECART, A_RELIRE, SANS_NOTE
from saisines.services.workflow import add_event

SANS_ADRESSE = "Aucune adresse électronique : imprimez sa lettre, et prévenez cette personne autrement."
ADRESSE_REFUSEE = (
    "Les courriels lui reviennent : imprimez sa lettre, et corrigez son adresse. Sa convocation attend."
)


@dataclass
class Envoyees:
    """What a sending did: letters that leave, and whom it could not write to, with the reason."""

    lettres: int = 0
    retenues: list[tuple[Personne, str]] = field(default_factory=list)


def prepared(reunion: Reunion, by: Personne):
    """The rows that a sending by this person takes, person by person, with what a page says of them.

    Those of a case from which they are kept away wait for another pilot.
    """
    held_by = Inscription.objects.conduites(by).prevues().filter(reunion=reunion)
    rows = Convie.objects.with_adresse().filter(
        convocation__reunion=reunion, etat=EtatConvocation.PREPAREE, inscription__in=held_by.values("pk")
    )
    return rows.select_related("convocation__personne", "inscription__saisine__ecole").order_by(
        "convocation__personne__nom_tri",
        "convocation",
        "inscription__rubrique",
        "inscription__ordre",
        "pk",
    )


class Postier:
    """Says whom a sending may write to. Four queries, whatever the number of rows."""

    def __init__(self, reunion: Reunion, rows: list[Convie]):
        cases = {row.inscription.saisine_id for row in rows}
        self.titles = titles_of(reunion.pole)
        self.schools = set(working_in(_schools_of(rows)))
        self.away = kept_away_from(cases)
        notes = NoteDePartage.objects.filter(saisine__in=cases)
        self.notes = dict(notes.values_list("saisine", "relue_le"))

    def refusal(self, convie: Convie) -> str:
        """Why the sending leaves this row aside, or ""."""
        letter, personne = convie.convocation, convie.convocation.personne
        if not personne.is_active:
            return (
                "Son compte est fermé : prévenez cette personne autrement, ou choisissez quelqu’un d’autre."
            )
        if not personne.email:
            return SANS_ADRESSE
        if convie.injoignable_depuis:
            return ADRESSE_REFUSEE
        if letter.is_de_l_ecole and (personne.pk, convie.inscription.saisine.ecole_id) not in self.schools:
            return "Cette personne ne travaille plus dans l’école : choisissez quelqu’un d’autre."
        if not letter.is_de_l_ecole and personne.pk not in self.titles:
            return "Cette personne ne travaille plus dans le pôle : choisissez quelqu’un d’autre."
        if not letter.is_de_l_ecole and (convie.inscription.saisine_id, personne.pk) in self.away:
            return A_L_ECART
        return self._refusal_of_note(convie) if letter.titre == TitreConvocation.INVITE else ""

    def _refusal_of_note(self, convie: Convie) -> str:
        """A partner reads the note de partage: without it, nothing."""
        if convie.inscription.saisine_id not in self.notes:
            return SANS_NOTE
        return "" if self.notes[convie.inscription.saisine_id] else A_RELIRE


def _schools_of(rows: list[Convie]) -> set:
    schools = {row.inscription.saisine.ecole_id for row in rows if row.convocation.is_de_l_ecole}
    return schools - {None}


@transaction.atomic
def envoyer(reunion: Reunion, *, by: Personne) -> Envoyees:
    """Send all that is prepared for the cases that `by` conducts: each person gets one mail, and these cases
    open to them.

    Each row leaves by a conditional UPDATE: of two sendings at once, one takes it. What cannot leave stays
    prepared and is told to whoever sends. Raises ConvocationRefusee and PermissionDenied.
    """
    current = held(reunion, by)
    rows = list(prepared(current, by))
    postier, result = Postier(current, rows), Envoyees()
    cases, letters = {}, defaultdict(list)
    for convie in rows:
        if reason := postier.refusal(convie):
            result.retenues.append((convie.convocation.personne, reason))
        elif _leaves(convie):
            letters[convie.convocation].append(convie)
            cases[convie.inscription_id] = convie.inscription.saisine
    announce(current, letters)
    for letter in letters:
        letter.reunion = current
        _send(letter, by=by)
    settle([convie.pk for rows in letters.values() for convie in rows])
    for saisine in cases.values():
        add_event(saisine, "convoquer", by=by)
    result.lettres = len(letters)
    result.retenues = list(dict.fromkeys(result.retenues))
    return result


def _leaves(convie: Convie) -> bool:
    waiting = Convie.objects.filter(pk=convie.pk, etat=EtatConvocation.PREPAREE)
    return bool(waiting.update(etat=EtatConvocation.ENVOYEE, envoyee_le=timezone.now()))


def _send(letter: Convocation, *, by: Personne) -> None:
    """The letter leaves, or leaves again when it had: one version more, one mail more."""
    again = letter.envoyee_le is not None
    Convocation.objects.filter(pk=letter.pk).update(
        etat=EtatConvocation.ENVOYEE,
        envoyee_le=timezone.now(),
        envoyee_par=by,
        sequence=F("sequence") + (1 if again else 0),
    )
    letter.refresh_from_db(fields=["etat", "envoyee_le", "sequence"])
    notify_convened(letter)
