"""What may be decided on the triage screen: for each choice, its form and the service that it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404

from pole.models import Personne
from saisines.enums import ETATS_AU_TRI, ETATS_EN_COURS, ETATS_PRIVES, Etat, Issue, SansAction
from saisines.forms.gestes import PrecisionForm, SansActionForm
from saisines.forms.reponses import ReponseForm
from saisines.forms.tri import AvisForm, LettreForm, OrientationForm, RapprochementForm
from saisines.issues import SORTIES, lettre_of, lettres_of
from saisines.lettres import SANS_ACTION
from saisines.listes import piloted
from saisines.membres import interlocuteurs_of, membres_of
from saisines.models import Saisine
from saisines.propositions import date_de_point, date_de_retour, school_days_ahead
from saisines.services import orientations, precisions, projets, rapprochements, reponses
from saisines.services.missions import confier
from saisines.services.reponses import may_answer_alone
from saisines.workflow import TransitionRefusedError

AVIS = "Avis de tri : que proposez-vous pour cette demande ?"
AVIS_JOURS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One choice. `form` builds its form, `act` does it with what was typed."""

    cle: str
    bouton: str
    geste: str
    form: Callable[[Saisine, Any, Mapping], Any]
    act: Callable[[Saisine, Any, Personne], Any]
    aide: str = ""
    etats: tuple[Etat, ...] = tuple(ETATS_EN_COURS)
    raison: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {"decision": self.cle} | ({"raison": self.raison} if self.raison else {})


INSCRIRE, CONFIER, REPONDRE, PRECISER = "inscrire", "confier", "repondre", "preciser"
GESTES = {
    INSCRIRE: "Inscrire à une réunion",
    CONFIER: "Confier à",
    REPONDRE: "Répondre",
    PRECISER: "Préciser ou réadresser",
}


def _orientation_form(issue: Issue):
    sortie = SORTIES[issue]

    def build(saisine: Saisine, data, asked: Mapping):
        membres = membres_of(saisine, metiers=sortie.metiers) if sortie.appelle else None
        initial = {
            "pour_le": school_days_ahead(saisine, sortie.jours),
            "mission": sortie.mission,
        }
        lettres = lettres_of(issue, saisine)
        return OrientationForm(data, lettres=lettres, membres=membres, initial=initial)

    return build


def _orientation_act(issue: Issue):
    def act(saisine: Saisine, form, by: Personne):
        data = form.cleaned_data
        personne = data.get("personne")
        return orientations.orienter(
            saisine,
            by=by,
            issue=issue,
            lettre=data["lettre"],
            pour_le=data.get("pour_le"),
            personne=_person(personne, by) if personne else None,
            mission=data.get("mission", ""),
        )

    return act


def _person(pk: str, by: Personne) -> Personne:
    return get_object_or_404(Personne.objects.visible_to(by), pk=pk)


def _cellule_form(saisine: Saisine, data, asked: Mapping):
    day = orientations.reunion_of(saisine)["date_reunion"]
    return LettreForm(data, initial={"lettre": lettre_of(Issue.CELLULE, saisine, day)})


def _avis_form(saisine: Saisine, data, asked: Mapping):
    initial = {"mission": AVIS, "pour_le": school_days_ahead(saisine, AVIS_JOURS)}
    return AvisForm(data, membres=membres_of(saisine), initial=initial)


def _ask_opinions(saisine: Saisine, form, by: Personne):
    data = form.cleaned_data
    names = [data[name] for name in ("personne_1", "personne_2") if data.get(name)]
    missions = [{"personne": pk, "mission": data["mission"], "echeance": data["pour_le"]} for pk in names]
    return confier(saisine, by=by, missions=missions)


def _precision_form(saisine: Saisine, data, asked: Mapping):
    return PrecisionForm(data, initial={"pour_le": date_de_retour(saisine)})


def _ask(saisine: Saisine, form, by: Personne):
    data = form.cleaned_data
    return precisions.demander(
        saisine, by=by, questions=form.questions, pour_le=data["pour_le"], mot=data["mot"]
    )


def _answer_form(saisine: Saisine, data, asked: Mapping):
    initial = {"point_le": date_de_point(saisine), "interlocuteur": saisine.responsable_id}
    membres = interlocuteurs_of(saisine)
    return ReponseForm(data, today=saisine.pole.today(), membres=membres, initial=initial)


def _answer(saisine: Saisine, form, by: Personne):
    who = _person(form.cleaned_data["interlocuteur"], by)
    answer = {"version": form.version_lue, "interlocuteur": who} | form.contenu
    if may_answer_alone(saisine, by):
        return projets.repondre(saisine, by=by, **answer)
    return projets.garder(saisine, by=by, relue=True, **answer)


def _elsewhere_form(saisine: Saisine, data, asked: Mapping):
    raison = asked.get("raison", "")
    raison = raison if raison in SansAction.values else SansAction.AUTRE
    return SansActionForm(data, initial={"raison": raison, "autre_piste": SANS_ACTION[raison]})


def _elsewhere(saisine: Saisine, form, by: Personne):
    return reponses.sans_action(saisine, by=by, **form.cleaned_data)


def _together_form(saisine: Saisine, data, asked: Mapping):
    initial = {"reference": asked.get("avec", ""), "lettre": lettre_of(Issue.REGROUPEMENT, saisine)}
    return RapprochementForm(data, initial=initial | {"geste": "relier"})


def _together(saisine: Saisine, form, by: Personne):
    data = form.cleaned_data
    other = piloted(by, saisine.pole).filter(reference__iexact=data["reference"]).first()
    if other is None:
        raise TransitionRefusedError("Aucune saisine de votre pôle ne porte cette référence.")
    if data["geste"] == "relier":
        return rapprochements.relier(saisine, by=by, avec=other)
    return rapprochements.fusionner(saisine, by=by, avec=other, lettre=data["lettre"])


_DE_CONFIER = (
    *(Issue.RASED, Issue.CPC, Issue.PSY, Issue.MEDICO_SOCIAL),
    *(Issue.EQUIPE_EDUCATIVE, Issue.PARTENAIRE, Issue.URGENCE),
)
_TABLE = (
    Decision(
        cle=Issue.CELLULE,
        bouton="Inscrire à l’ordre du jour",
        geste=INSCRIRE,
        form=_cellule_form,
        act=_orientation_act(Issue.CELLULE),
        etats=ETATS_AU_TRI,
    ),
    *(
        Decision(
            cle=issue,
            bouton=SORTIES[issue].bouton,
            aide=SORTIES[issue].aide,
            geste=CONFIER,
            form=_orientation_form(issue),
            act=_orientation_act(issue),
        )
        for issue in _DE_CONFIER
    ),
    Decision(
        cle="avis",
        bouton="Demander un avis de tri",
        aide="À une ou deux personnes, avant de décider. Le dossier leur est ouvert.",
        geste=CONFIER,
        form=_avis_form,
        act=_ask_opinions,
    ),
    Decision(
        cle=Issue.REPONSE_DIRECTE,
        bouton="Répondre sans réunion",
        geste=REPONDRE,
        form=_answer_form,
        act=_answer,
        etats=(*ETATS_AU_TRI, Etat.ETUDIEE),
    ),
    Decision(
        cle=Issue.COMPLEMENT,
        bouton="Demander une précision",
        geste=PRECISER,
        form=_precision_form,
        act=_ask,
        etats=(Etat.TRANSMISE, Etat.PRISE_EN_CHARGE),
    ),
    *(
        Decision(
            cle=Issue.HORS_CHAMP,
            bouton=raison.label,
            geste=PRECISER,
            form=_elsewhere_form,
            act=_elsewhere,
            etats=ETATS_AU_TRI,
            raison=raison,
        )
        for raison in SansAction
        if raison not in {SansAction.RASED, SansAction.EQUIPE_EDUCATIVE}
    ),
    Decision(
        cle=Issue.REGROUPEMENT,
        bouton="Réunir ou relier à une autre saisine",
        geste=PRECISER,
        form=_together_form,
        act=_together,
        etats=(*ETATS_AU_TRI, Etat.INSCRITE),
    ),
)


def decisions_of(saisine: Saisine) -> dict[str, list[Decision]]:
    """Choices by gesture, those that this state allows. A confidential request has none."""
    if saisine.is_confidentielle or saisine.etat in ETATS_PRIVES:
        return {}
    possible = [decision for decision in _TABLE if saisine.etat in decision.etats]
    found = {titre: [one for one in possible if one.geste == geste] for geste, titre in GESTES.items()}
    return {titre: decisions for titre, decisions in found.items() if decisions}


def decision_of(saisine: Saisine, asked: Mapping) -> Decision | None:
    """The choice named by the address or by the form, if this state allows it."""
    allowed = [one for group in decisions_of(saisine).values() for one in group]
    named = [one for one in allowed if one.cle == asked.get("decision")]
    return next((one for one in named if one.raison == asked.get("raison", "")), named[0] if named else None)
