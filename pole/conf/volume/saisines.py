"""Synthetic saisines: rows as the services would leave them, told in stock sentences, sealed for real."""

import json
from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from pole import crypto
from pole.calendrier import annee_scolaire
from pole.conf.volume.ecriture import Ecriture
from pole.conf.volume.poles import CODE, MEMBRES, PoleGenere
from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Etat
from saisines.models import (
    Acces,
    AccesMotif,
    Eleve,
    Essai,
    Etape,
    Evenement,
    Piste,
    Reponse,
    Saisine,
    Sollicitation,
)
from saisines.workflow import TRANSITIONS

ACCES_PAR_MEMBRE = 30
# How many of a hundred, this year and the years before.
CETTE_ANNEE = {
    Etat.BROUILLON: 5,
    Etat.A_RELIRE: 2,
    Etat.TRANSMISE: 12,
    Etat.PRISE_EN_CHARGE: 25,
    Etat.COMPLEMENT_DEMANDE: 6,
    Etat.REPONDUE: 13,
    Etat.EN_SUIVI: 14,
    Etat.CLOSE: 17,
    Etat.SANS_ACTION: 4,
    Etat.RETIREE: 2,
}
AVANT = {Etat.EN_SUIVI: 5, Etat.CLOSE: 82, Etat.SANS_ACTION: 9, Etat.RETIREE: 4}
# The acts that lead to a state, in order.
CHEMINS = {
    Etat.TRANSMISE: ("transmettre",),
    Etat.PRISE_EN_CHARGE: ("transmettre", "prendre_en_charge"),
    Etat.COMPLEMENT_DEMANDE: ("transmettre", "prendre_en_charge", "demander_precision"),
    Etat.REPONDUE: ("transmettre", "prendre_en_charge", "repondre"),
    Etat.EN_SUIVI: ("transmettre", "prendre_en_charge", "repondre", "suivre"),
    Etat.CLOSE: ("transmettre", "prendre_en_charge", "repondre", "suivre", "clore"),
    Etat.SANS_ACTION: ("transmettre", "sans_action"),
    Etat.RETIREE: ("transmettre", "retirer"),
}
DE_L_ECOLE = {"transmettre", "retirer", "suivre"}
NIVEAUX = ("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2")
URGENCES = ("normale",) * 8 + ("echeance", "haute")
TEXTE = (
    "Pendant le travail en groupe, l’élève quitte sa place, puis revient si on l’invite doucement. "
    "Les consignes courtes aident ; les longues le perdent. "
)
CONTENUS = {
    "qui": {"effectif": "24 élèves", "scolarisation": "ordinaire"},
    "preoccupation": {
        "question": "Que pouvons-nous essayer de plus ?",
        "faits": [{"quand": "depuis la rentrée", "quoi": TEXTE * 3}],
        "points_appui": TEXTE,
    },
    "essais": {"essais_comment": "lignes", "rased": "non"},
    "famille": {"parents_informes": "oui", "parents_quand": "le mois dernier", "avis_parents": TEXTE},
    "pieces": {"urgence_motif": "non"},
}
ETAPES = {code: json.dumps(contenu, ensure_ascii=False) for code, contenu in CONTENUS.items()}

sealed = crypto.seal


def add_saisines(ecriture: Ecriture, pole: PoleGenere, nombre: int, annees: int, permission: int) -> None:
    """Saisines of a pole over its years, then the named accesses of its members."""
    hasard = pole.tirage.hasard
    courante = annee_scolaire(pole.maintenant.date())
    numeros = {annee: _numbers(hasard, nombre) for annee in range(courante - annees, courante + 1)}
    open_cases = []
    for rang in range(nombre):
        age = rang * annees // nombre
        weights = AVANT if age else CETTE_ANNEE
        etat = hasard.choices(tuple(weights), tuple(weights.values()))[0]
        # The current year began less than twelve months ago: its saisines are of the last weeks.
        days = hasard.randrange(1, 60) if age == 0 else age * 365 + hasard.randrange(-120, 120)
        sent = pole.maintenant - timedelta(days=days, minutes=hasard.randrange(600))
        annee = max(annee_scolaire(sent.date()), courante - annees)
        saisine = _Saisine(ecriture, pole, etat, sent, annee, next(numeros[annee])).add()
        if etat not in ETATS_PRIVES:
            open_cases.append((saisine, sent))
    _add_accesses(ecriture, pole, open_cases, permission)


def _numbers(hasard, nombre: int):
    return iter(hasard.sample(range(1, max(1000, nombre * 4)), nombre))


class _Saisine:
    """One case and all that hangs on it."""

    def __init__(
        self,
        ecriture: Ecriture,
        pole: PoleGenere,
        etat: Etat,
        sent: datetime,
        annee: int,
        numero: int,
    ):
        self.add_row: Callable[..., Any] = ecriture.add
        self.pole, self.etat, self.sent, self.annee, self.numero = pole, etat, sent, annee, numero
        self.tirage = pole.tirage
        self.id = self.tirage.uuid()
        self.ecole, self.auteur = self.tirage.un(pole.ecoles)

    def add(self) -> UUID:
        chemin = CHEMINS.get(self.etat, ())
        dates = [self._during(rang, len(chemin)) for rang in range(len(chemin))]
        self._add_columns(dates[-1] if dates else self.sent)
        self._add_story()
        before = str(Etat.BROUILLON)
        for nom, le in zip(chemin, dates, strict=True):
            before = self._add_event(nom, le, before)
        if "repondre" in chemin:
            self._add_answer(dates[chemin.index("repondre")])
        return self.id

    def _during(self, rang: int, count: int) -> datetime:
        """Acts follow one another between the sending and now, within two months."""
        span = min(self.pole.maintenant - self.sent, timedelta(days=60))
        return self.sent + span * rang / count

    def _add_pupil(self) -> UUID:
        hasard = self.tirage.hasard
        prenom, nom = f"Prénom{hasard.randrange(10**6)}", f"Nom{hasard.randrange(10**6)}"
        eleve = self.tirage.uuid()
        self.add_row(
            Eleve,
            id=eleve,
            pole_id=self.pole.id,
            ecole_id=self.ecole,
            nom=sealed(nom, label="eleve.nom", row=eleve),
            prenom=sealed(prenom, label="eleve.prenom", row=eleve),
            naissance=sealed("2018-04-12", label="eleve.naissance", row=eleve),
            index_nom=crypto.blind_index(self.pole.id, nom, prenom),
            created_at=self.sent,
        )
        return eleve

    def _add_columns(self, since: datetime) -> None:
        tirage, pole, sent = self.tirage, self.pole, self.etat not in ETATS_PRIVES
        eleve = self._add_pupil()
        rank = bisect_left([limite for _, limite, _ in pole.reunions], self.sent.date())
        reunion = pole.reunions[rank] if sent and rank < len(pole.reunions) else (None, None, None)
        taken = self.etat not in {Etat.TRANSMISE, Etat.RETIREE} and sent
        following = sent and self.etat not in ETATS_FINAUX
        self.add_row(
            Saisine,
            id=self.id,
            pole_id=pole.id,
            ecole_id=self.ecole,
            nature="P",
            etat=str(self.etat),
            etat_depuis=since,
            redacteur="direction",
            auteur_id=self.auteur,
            transmise_par_id=self.auteur if sent else None,
            transmise_le=self.sent if sent else None,
            responsable_id=pole.coordonnateur if taken else None,
            reference=self._reference() if sent else None,
            annee=self.annee,
            eleve_id=eleve,
            niveau=tirage.un(NIVEAUX),
            urgence=tirage.un(URGENCES),
            reunion_visee=reunion[0],
            date_limite=reunion[1],
            date_reunion=reunion[2],
            prochaine_date=since.date() + timedelta(days=15) if following else None,
            jeton=tirage.uuid(),
            created_at=self.sent - timedelta(days=2),
            updated_at=since,
        )
        for motif in tirage.hasard.sample(pole.motifs, 1 + tirage.hasard.randrange(2)):
            self.add_row(Saisine.motifs.through, saisine_id=self.id, motif_id=motif)

    def _reference(self) -> str:
        return (
            f"{self.annee % 100:02d}{(self.annee + 1) % 100:02d}-{CODE}{self.pole.numero}-{self.numero:03d}"
        )

    def _add_story(self) -> None:
        for code, contenu in ETAPES.items():
            etape = self.tirage.uuid()
            self.add_row(
                Etape,
                id=etape,
                saisine_id=self.id,
                code=code,
                version=1,
                contenu=sealed(contenu, label="etape.contenu", row=etape),
                modifiee_par_id=self.auteur,
                updated_at=self.sent,
            )
        essai = self.tirage.uuid()
        self.add_row(
            Essai,
            id=essai,
            saisine_id=self.id,
            type="differenciation",
            effet="en_partie",
            quand=sealed("depuis la rentrée", label="essai.quand", row=essai),
            precision=sealed(TEXTE, label="essai.precision", row=essai),
        )

    def _add_event(self, nom: str, le: datetime, before: str) -> str:
        """One line of history; returns the state it leads to."""
        school = nom in DE_L_ECOLE
        after = str(TRANSITIONS[nom].target)
        self.add_row(
            Evenement,
            id=self.tirage.uuid(),
            saisine_id=self.id,
            nom=nom,
            etat_avant=before,
            etat_apres=after,
            auteur_id=self.auteur if school else self.pole.coordonnateur,
            fonction="direction de l’école" if school else "coordination du pôle",
            audience="ecole",
            le=le,
        )
        return after

    def _add_answer(self, le: datetime) -> None:
        reponse = self.tirage.uuid()
        self.add_row(
            Reponse,
            id=reponse,
            saisine_id=self.id,
            comprehension=sealed(TEXTE, label="reponse.comprehension", row=reponse),
            interlocuteur_id=self.pole.coordonnateur,
            point_le=le.date() + timedelta(days=42),
            envoyee_par_id=self.pole.coordonnateur,
            envoyee_le=le,
        )
        for rang in (1, 2):
            piste = self.tirage.uuid()
            self.add_row(
                Piste,
                id=piste,
                reponse_id=reponse,
                rang=rang,
                texte=sealed(TEXTE, label="piste.texte", row=piste),
                qui=sealed("L’école", label="piste.qui", row=piste),
            )


def _add_accesses(
    ecriture: Ecriture, pole: PoleGenere, cases: list[tuple[UUID, datetime]], permission: int
) -> None:
    """Each member is called upon for thirty cases, and sees them today: stored = justified."""
    hasard, add = pole.tirage.hasard, ecriture.add
    fin = pole.maintenant + timedelta(days=40)
    echeance = fin.date() - timedelta(days=30)
    mission = partial(sealed, "Observer une matinée, puis en parler.", label="sollicitation.mission")
    for membre in pole.membres[:MEMBRES]:
        for saisine, sent in hasard.sample(cases, min(ACCES_PAR_MEMBRE, len(cases))):
            sollicitation = pole.tirage.uuid()
            debut = max(sent, pole.maintenant - timedelta(days=30))
            add(
                Sollicitation,
                id=sollicitation,
                saisine_id=saisine,
                personne_id=membre,
                mission=mission(row=sollicitation),
                echeance=echeance,
                demandee_par_id=pole.coordonnateur,
                created_at=debut,
            )
            add(
                AccesMotif,
                id=pole.tirage.uuid(),
                saisine_id=saisine,
                personne_id=membre,
                origine="sollicitation",
                origine_id=sollicitation,
                debut=debut,
                fin=fin,
            )
            add(
                Acces,
                content_object_id=saisine,
                user_id=membre,
                permission_id=permission,
                ouvre_le=debut,
                expire_le=fin,
            )
