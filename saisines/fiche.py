"""A case as one person reads it now: what the page, the PDF and nothing else are made of.

Everything here is plain words, already cut to what the relations of the reader allow: no
template holds a rule. With `load_parts` behind it, a page costs one query for the case's rows and one for its
people.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import date
from functools import cached_property
from uuid import UUID

from pole.echeances import prochaine_echeance
from saisines.acces_lus import AccesLu, live_reasons, readers_by_name, why
from saisines.accords import AccordLu, accords_of, missing_for, needed_by
from saisines.alertes import AlerteLue, alert_of, alerted
from saisines.dialogue import people_of
from saisines.enums import ETATS_DU_POINT, ETATS_PRIVES, Audience, Droit, Etat, Relation
from saisines.histoire import ACTES, DITS_AILLEURS, learned, text_of
from saisines.lignes import DemandeLue, Fait, Suite
from saisines.models import DemandePrecision, Saisine, Sollicitation
from saisines.mots_des_acces import AUTEUR_DU_POLE, CONFIANCE, PAR_FONCTION
from saisines.natures import description
from saisines.orientations_lues import OrientationLue, lues
from saisines.parties import load_parts
from saisines.personnes import Annuaire, kept_away
from saisines.pieces_lues import PieceLue, pieces_lues
from saisines.projection import Projecteur, Section, shows_identity
from saisines.receptions import ReceptionLue, reception_lue
from saisines.receptions import people_of as people_of_reception
from saisines.recit import Recit
from saisines.relations import IDENTITE_AVEC_CLIC, droits_of, may_attach
from saisines.reponses_lues import ReponseLue, derniere, reponse_lue
from saisines.reponses_lues import people_of as people_of_answers
from saisines.suivi import Contact, Regard, Suivi, regard_of, suivi_of
from saisines.workflow import TRANSITIONS

ECOLE = frozenset({Relation.DIRECTION, Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COAUTEUR})
PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})
ETAPES = ("Transmise", "Prise en charge", "Étudiée", "Réponse", "Suivi")
# A confidential request is studied by no meeting: its ranks skip that step.
ETAPES_EN_CONFIANCE = ("Transmise", "Prise en charge", "Réponse", "Suivi")
_RANGS_EN_CONFIANCE = {0: 0, 1: 1, 3: 2, 4: 3}
_RANGS = {
    Etat.TRANSMISE: 0,
    Etat.PRISE_EN_CHARGE: 1,
    Etat.COMPLEMENT_DEMANDE: 1,
    Etat.INSCRITE: 1,
    Etat.ETUDIEE: 2,
    Etat.REPONDUE: 3,
    Etat.EN_SUIVI: 4,
}


class Fiche:
    """Reads a case through the eyes of one person. `identite` says that the logged click was made.

    `anonyme` hides the pupil's name from whoever reads: for a document that holds several cases.
    """

    def __init__(
        self, saisine: Saisine, user, relations: Set[str], *, identite: bool = False, anonyme: bool = False
    ):
        self.saisine = saisine
        self.user = user
        self.relations = frozenset(relations)
        self.droits = droits_of(relations)
        self.nominatif = not anonyme and shows_identity(relations, identite=identite)
        self.tz = saisine.pole.tz
        self.today = saisine.pole.today()
        load_parts(saisine)
        self._recit = Recit(saisine)
        self._projecteur = Projecteur(self._recit, self.relations, identite=identite, anonyme=anonyme)
        self._identite, self._anonyme = identite, anonyme

    def projecteur(self, *, anonyme: bool = False) -> Projecteur:
        """What this person reads, for a document; without the name for one that leaves the pole."""
        hidden = anonyme or self._anonyme
        return Projecteur(self._recit, self.relations, identite=self._identite, anonyme=hidden)

    def masked(self, texte: str) -> str:
        """The text without the pupil's known names, unless this reader may read them."""
        return self._projecteur.without_names(texte)

    @property
    def lit(self) -> bool:
        """True for those who read what the school wrote; the others have dates and people."""
        return Droit.LIRE in self.droits

    @property
    def pilote(self) -> bool:
        return Droit.PILOTER in self.droits

    @property
    def choisit(self) -> bool:
        """True for the author of a confidential request."""
        return Droit.CHOISIR in self.droits

    @property
    def est_ecole(self) -> bool:
        return bool(self.relations & ECOLE)

    @property
    def regard(self) -> Regard:
        return regard_of(self.relations, self.saisine.etat, confidentielle=self.saisine.is_confidentielle)

    @property
    def cache_identite(self) -> bool:
        """True when a click may show the name, and was not made."""
        asks = bool(self.relations & IDENTITE_AVEC_CLIC)
        return asks and not self.nominatif and self.saisine.eleve_id is not None

    @property
    def urgence(self) -> str:
        """How pressing it is; a partner reads the date of their own mission."""
        return "" if self.regard == Regard.EXTERIEUR else self.saisine.urgence

    @property
    def eleve(self) -> str:
        return self.saisine.eleve.nom_complet if self.nominatif and self.saisine.eleve_id else ""

    @cached_property
    def annuaire(self) -> Annuaire:
        case = self.saisine
        people = {case.responsable_id, case.auteur_id}
        people |= {row.personne_id for row in case.sollicitations.all()}
        people |= {row.par_id for row in case.interventions.all()}
        people |= {row.personne_id for row in case.evenements.all()}
        people |= people_of_answers(case.reponses.all())
        people |= {row.personne_id for row in (*case.acces_motifs.all(), *case.deports.all())}
        people |= set(people_of(case))
        people |= alerted(case.alertes.all())
        people |= {row.par_id for row in case.retrospectives.all()}
        people |= people_of_reception(case.reception)
        return Annuaire(case, people)

    @cached_property
    def reception(self) -> ReceptionLue | None:
        """How it came, when it did not come by the site."""
        row = self.saisine.reception
        if row is None or self.regard == Regard.EXTERIEUR:
            return None
        lue = reception_lue(row, self.annuaire, self.tz, lit=self.lit)
        return replace(lue, mot=self.masked(lue.mot))

    @cached_property
    def suivi(self) -> Suivi:
        draft = self.saisine.etat in ETATS_PRIVES
        awaited = draft and not self.saisine.is_confidentielle
        echeance = prochaine_echeance(self.saisine.pole, self.today) if awaited else None
        return suivi_of(
            self.saisine,
            self.relations,
            contact=self._contact(),
            today=self.today,
            echeance=echeance.date_limite if echeance else None,
        )

    def _contact(self) -> Contact:
        """Who to turn to: once answered, the interlocuteur that the answer names."""
        answer = derniere(self.saisine)
        if self.saisine.etat in ETATS_DU_POINT and answer:
            named = answer.interlocuteur_id
            if named not in kept_away(self.saisine):
                return self.annuaire.contact(named)
        if self.saisine.is_confidentielle and self.saisine.responsable_id is None:
            return self._first_chosen()
        return self.annuaire.en_charge

    def _first_chosen(self) -> Contact:
        """Of a confidential request: somebody whom its author chose, never the coordination by default."""
        live = [row.personne_id for row in live_reasons(self.saisine)]
        return self.annuaire.contact(live[0]) if live else Contact(fonction="les personnes choisies")

    @property
    def progression(self) -> tuple[tuple[str, ...], int] | None:
        """Steps and the present one; a case that left the way has no drawing, nor has a partner."""
        rank = _RANGS.get(self.saisine.etat)
        if rank is None or self.regard == Regard.EXTERIEUR:
            return None
        if self.saisine.is_confidentielle:
            return ETAPES_EN_CONFIANCE, _RANGS_EN_CONFIANCE[rank]
        return ETAPES, rank

    @cached_property
    def sections(self) -> list[Section]:
        return self._projecteur.sections() if self.lit else []

    @cached_property
    def pieces(self) -> list[PieceLue]:
        rows = self.saisine.pieces.all() if self.lit else ()
        return pieces_lues(self.saisine, rows, self.droits, nominatif=self.nominatif)

    @property
    def peut_joindre(self) -> bool:
        """Documents may still come and go, for this reader; those of a draft do so in their step."""
        case = self.saisine
        return (
            Droit.JOINDRE in self.droits
            and not case.is_prive
            and may_attach(case.etat)
            and bool(description(case.nature).pieces)
        )

    @cached_property
    def suites(self) -> list[Suite]:
        """Live missions first: who and by when; what for, to those who pilot and to the person."""
        rows = sorted(self.saisine.sollicitations.all(), key=lambda row: (not row.is_en_cours, row.echeance))
        if Relation.PARTENAIRE in self.relations and not self.lit:
            rows = [row for row in rows if row.personne_id == self.user.pk]
        return [self._suite(row) for row in rows if row.annulee_le is None or self.pilote]

    @property
    def mes_missions(self) -> list[Suite]:
        """What the reader is asked to do: shown before the long text of the school."""
        return [suite for suite in self.suites if suite.est_moi and suite.en_cours]

    @property
    def autres_suites(self) -> list[Suite]:
        return [suite for suite in self.suites if not (suite.est_moi and suite.en_cours)]

    def _suite(self, row: Sollicitation) -> Suite:
        mine = row.personne_id == self.user.pk
        reads = (self.pilote or mine) and (self.lit or mine)
        etat, ton = _state_of(row, self.today)
        return Suite(
            id=row.pk,
            qui=self.annuaire.contact(row.personne_id).phrase,
            pour_le=row.echeance,
            etat=etat,
            ton=ton,
            en_cours=row.is_en_cours,
            est_moi=mine,
            a_acquitter=mine and row.is_en_cours and row.acquittee_le is None,
            accord_manque=self.lit and row.is_en_cours and self._lacks_agreement(row.personne_id),
            mission=self.masked(row.mission) if reads else "",
            compte_rendu=self.masked(row.compte_rendu) if reads else "",
        )

    def _lacks_agreement(self, personne: UUID) -> bool:
        metiers = self.annuaire.metiers.get(personne, frozenset())
        return missing_for(self.saisine, metiers, self.saisine.accords.all())

    @cached_property
    def accords(self) -> list[AccordLu]:
        """Agreements of the parents, for those who read."""
        if not self.lit:
            return []
        live = [row.personne_id for row in self.saisine.sollicitations.all() if row.is_en_cours]
        metiers = set().union(*(self.annuaire.metiers.get(one, ()) for one in live))
        return accords_of(self.saisine, self.masked, needed_by(metiers))

    @property
    def accords_notes(self) -> list[AccordLu]:
        """Agreements that somebody noted: the sheet of the case leaves out those that nobody asked for."""
        return [row for row in self.accords if row.id]

    @cached_property
    def alerte(self) -> AlerteLue | None:
        """The last alert, for those who sent it and those who may have been told."""
        if self.regard == Regard.EXTERIEUR:
            return None
        return alert_of(self.saisine, contact=self.annuaire.contact)

    @cached_property
    def orientations(self) -> list[OrientationLue]:
        """Ways out of the triage."""
        return lues(self) if self.lit else []

    @cached_property
    def demandes(self) -> list[DemandeLue]:
        """Precisions asked and answered, newest first."""
        return [self._demande(row) for row in reversed(self.saisine.demandes.all())] if self.lit else []

    def _demande(self, row: DemandePrecision) -> DemandeLue:
        """A date that nobody waits for any more is not shown as one to keep."""
        words = {"titre": "Précisions demandées", "vide": "Pas encore de réponse"}
        if row.repondue_le:
            words = {"titre": "Précisions données", "jour_de": "Reçues le", "jour": row.repondue_le}
        elif row.is_attendue:
            words |= {"jour_de": "Réponse souhaitée pour le", "jour": row.pour_le}
        else:
            words |= {"jour_de": "Demandées le", "jour": row.created_at, "vide": "Sans réponse"}
            words["suite"] = "Le pôle n’attend plus de réponse : la saisine a suivi son cours."
        questions = [(self.masked(one.question), self.masked(one.reponse)) for one in row.questions.all()]
        return DemandeLue(**words, questions=questions)

    @cached_property
    def reponses(self) -> list[ReponseLue]:
        """Answers sent, newest first."""
        return [self._reponse(row) for row in reversed(self.saisine.reponses.all())] if self.lit else []

    def _reponse(self, row) -> ReponseLue:
        return reponse_lue(row, annuaire=self.annuaire, dire=self.masked, tz=self.tz)

    @cached_property
    def historique(self) -> list[Fait]:
        """What happened, newest first, cut to the audience of the reader. Texts only for those who read."""
        if self.regard == Regard.EXTERIEUR:
            return []
        of_pole = bool(self.relations & (PILOTES | {Relation.CONVIE, Relation.CHOISI}))
        seen = [row for row in self.saisine.evenements.all() if row.audience == Audience.ECOLE or of_pole]
        faits = [(row.le, self._fait(row)) for row in seen if row.nom not in DITS_AILLEURS]
        if self.lit:
            faits += [
                (row.created_at, self._intervention(row))
                for row in self.saisine.interventions.all()
                if row.audience == Audience.ECOLE or of_pole
            ]
        if self.lit and of_pole:
            faits += [(row.le, self._learned(row)) for row in self.saisine.retrospectives.all()]
        return [fait for _, fait in sorted(faits, key=lambda pair: pair[0], reverse=True)]

    def _fait(self, row) -> Fait:
        move = TRANSITIONS.get(row.nom)
        what = ACTES.get(row.nom, "Le dossier a été complété")
        if move:
            what = f"La saisine {self._phrase(row, move)}"
        return Fait(
            quand=row.le.astimezone(self.tz).date(),
            quoi=what,
            qui=row.fonction,
            texte=self.masked(text_of(row, self.annuaire.nom(row.personne_id))) if self.lit else "",
        )

    def _phrase(self, row, move) -> str:
        """« relue et transmise » when a teacher drafted and the direction signed (S3-12)."""
        read_again = move.name == "transmettre" and row.auteur_id != self.saisine.auteur_id
        return "a été relue et transmise au pôle" if read_again else move.phrase

    def _intervention(self, row) -> Fait:
        who = self.annuaire.contact(row.par_id)
        hidden = " (lu par le pôle seulement)" if row.audience == Audience.POLE else ""
        return Fait(
            quand=row.le,
            quoi=row.get_type_display() + hidden,
            qui=who.phrase,
            texte=self.masked(row.texte),
            ton="attention" if hidden else "",
        )

    def _learned(self, row) -> Fait:
        day = row.le.astimezone(self.tz).date()
        return learned(row, quand=day, qui=self.annuaire.contact(row.par_id).phrase, dire=self.masked)

    @cached_property
    def acces(self) -> list[AccesLu]:
        """Who reads by name, those whose access ends first at the head."""
        return readers_by_name(self)

    @property
    def acces_par_fonction(self) -> tuple[str, ...]:
        """Who reads without being named, in sentences."""
        if self.saisine.is_confidentielle:
            return CONFIANCE
        return PAR_FONCTION if self.saisine.ecole_id else (AUTEUR_DU_POLE, *PAR_FONCTION[1:])

    @property
    def titre_recit(self) -> str:
        of_school = self.saisine.ecole_id is not None and not self.saisine.is_confidentielle
        return "Ce que l’école a écrit" if of_school else "Ce qui a été écrit"

    @property
    def pourquoi(self) -> str:
        """« Pourquoi je vois ce dossier », in one sentence."""
        return why(self)


def _state_of(row: Sollicitation, today: date) -> tuple[str, str]:
    if row.annulee_le:
        return "Annulée", "neutre"
    if row.terminee_le:
        return "Terminée", "succes"
    if row.echeance < today:
        return "En retard", "urgent"
    return ("En cours", "info") if row.acquittee_le else ("Pas encore acceptée", "attention")
