"""The acts of the stories, each played through the services as a person would."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile

from pole.conf.demonstration.modele import AGES
from pole.conf.demonstration.naissances import born, confirm, enter
from pole.conf.demonstration.papiers import PAPIERS
from pole.conf.demonstration.reponses import answer, look_again, receive
from pole.conf.demonstration.seances import study
from pole.conf.demonstration.theatre import Scene
from pole.dates import end_of
from pole.models import Acte as ActeJournal
from pole.models import Entree
from saisines.enums import EtatAccord, Issue
from saisines.issues import SORTIES, lettre_of, lettres_of
from saisines.models import (
    DemandePrecision,
    Intervention,
    Orientation,
    Sollicitation,
)
from saisines.natures import Champ
from saisines.recit import Recit
from saisines.services import (
    accords,
    coauteurs,
    demandes_acces,
    deports,
    dialogue,
    lecteurs,
    orientations,
    partages,
    pieces,
    precisions,
    reponses,
    retours,
    suites,
)
from saisines.services.accords import ReponseParents
from saisines.services.brouillon import save_step, send_draft
from saisines.services.workflow import apply_transition, fonction_of


def write(scene: Scene) -> None:
    """The draft, step by step as a person fills it in."""
    histoire, theatre = scene.histoire, scene.theatre
    saisine = born(scene)
    theatre.saisines[histoire.cle] = saisine
    if saisine.is_confidentielle:
        lecteurs.choisir(
            saisine, by=scene.par, personnes=[scene.personne(nom).pk for nom in histoire.lecteurs]
        )
    recit = Recit(saisine)
    answers = _answers(scene)
    for etape in recit.description.etapes:
        data = {
            item.code: _value(scene, item, answers[item.code])
            for item in etape.contenu
            if item.code in answers
        }
        if data:
            save_step(saisine, etape.code, data, version=0, by=scene.par, recit=Recit(saisine))
    if histoire.document:
        fichier = ContentFile(
            PAPIERS["pdf"](scene.dire(histoire.dire.get("document", ""))), histoire.document
        )
        pieces.attach(saisine, fichier, type="equipe_educative", by=scene.par)


def _answers(scene: Scene) -> dict[str, Any]:
    histoire = scene.histoire
    identity: dict[str, Any] = {}
    if histoire.eleve is not None:
        prenom, nom, ne_le = histoire.eleve
        born = scene.theatre.horloge.annee - AGES[histoire.niveau]
        identity = {"prenom": prenom, "nom": nom, "naissance": f"{born}-{ne_le}" if ne_le else ""}
    columns: dict[str, Any] = {"niveau": histoire.niveau} if histoire.niveau else {}
    if histoire.motifs:
        columns["motifs"] = [str(scene.theatre.motifs[code].pk) for code in histoire.motifs]
    return identity | columns | histoire.dire


def _value(scene: Scene, item, value: Any) -> Any:
    """An answer as the form cleans it: dates said in words, lines of tables as mappings."""
    if isinstance(item, Champ):
        return scene.dire(value) if isinstance(value, str) else list(value)
    codes = [colonne.code for colonne in item.colonnes]
    empty = {colonne.code: colonne.defaut for colonne in item.colonnes}
    return [empty | dict(zip(codes, map(scene.dire, ligne), strict=False)) for ligne in value]


def transition(nom: str) -> Callable[..., None]:
    """A move of the table that needs nothing but a word."""

    def play(scene: Scene, motif: str = "") -> None:
        apply_transition(scene.saisine, nom, by=scene.par, motif=scene.dire(motif))

    return play


def send(scene: Scene) -> None:
    """Sent that day."""
    saisine, pole = scene.saisine, scene.theatre.pole
    send_draft(saisine, by=scene.par)
    for lecteur in saisine.lecteurs.all():
        last = scene.jour + timedelta(days=lecteurs.DUREE_JOURS)
        scene.theatre.fins[lecteur.pk] = end_of(last, pole.tz)
    enter(scene, saisine)


def share(scene: Scene, personne: str, mot: str = "") -> None:
    """The direction invites a teacher to write with it."""
    saisine = scene.saisine
    coauteurs.inviter(saisine, by=scene.par, personne=scene.personne(personne).pk, mot=scene.dire(mot))
    last = scene.jour + timedelta(days=coauteurs.DUREE_JOURS)
    scene.theatre.fins[saisine.pk] = end_of(last, scene.theatre.pole.tz)


def complete(scene: Scene, etape: str, dire: dict[str, Any]) -> None:
    """Somebody adds their answers to one step of the draft."""
    recit = Recit(scene.saisine, fresh=True)
    described = recit.description.etape(etape)
    data = {
        item.code: _value(scene, item, dire[item.code]) for item in described.contenu if item.code in dire
    }
    save_step(scene.saisine, etape, data, version=recit.version(etape), by=scene.par, recit=recit)


def take(scene: Scene) -> None:
    """The coordinator becomes the person in charge."""
    apply_transition(scene.saisine, "prendre_en_charge", by=scene.par, responsable=scene.par)


def ask(scene: Scene, questions: tuple[str, ...], dans: int, mot: str = "") -> None:
    pour_le = scene.dans(dans)
    demande = precisions.demander(
        scene.saisine, by=scene.par, questions=questions, pour_le=scene.a_venir(pour_le), mot=mot
    )
    DemandePrecision.objects.filter(pk=demande.pk).update(pour_le=pour_le)


def reply(scene: Scene, reponses: tuple[str, ...]) -> None:
    demande = scene.saisine.demandes.get(repondue_le__isnull=True)
    given = dict(zip(demande.questions.values_list("pk", flat=True), map(scene.dire, reponses), strict=True))
    precisions.repondre(demande, by=scene.par, reponses=given)


def call_upon(scene: Scene, personne: str, mission: str, dans: int) -> None:
    echeance = scene.dans(dans)
    who = scene.personne(personne)
    sollicitation = suites.solliciter(
        scene.saisine, by=scene.par, personne=who, mission=mission, echeance=scene.a_venir(echeance)
    )
    Sollicitation.objects.filter(pk=sollicitation.pk).update(echeance=echeance)
    scene.close_later(sollicitation.pk, echeance)


def orient(scene: Scene, issue: str, dans: int, personne: str = "", lettre: str = "") -> None:
    """A way out of the triage, with its own letter or the one that is proposed."""
    sortie, pour_le = SORTIES[Issue(issue)], scene.dans(dans)
    row = orientations.orienter(
        scene.saisine,
        by=scene.par,
        issue=sortie.issue,
        lettre=scene.dire(lettre) or lettres_of(sortie.issue, scene.saisine)["avec" if personne else "sans"],
        pour_le=scene.a_venir(pour_le),
        personne=scene.personne(personne) if personne else None,
        mission=sortie.mission,
    )
    Orientation.objects.filter(pk=row.pk).update(pour_le=pour_le)
    if row.sollicitation_id:
        Sollicitation.objects.filter(pk=row.sollicitation_id).update(echeance=pour_le)
        scene.close_later(row.sollicitation_id, pour_le)


def enrol(scene: Scene) -> None:
    """On the agenda of the meeting that the case awaits; at the very end of a year there is none."""
    day = orientations.reunion_of(scene.saisine)["date_reunion"]
    if day is not None:
        lettre = lettre_of(Issue.CELLULE, scene.saisine, day)
        orientations.inscrire(scene.saisine, by=scene.par, lettre=lettre)


def _mission(scene: Scene) -> Sollicitation:
    return Sollicitation.objects.en_cours().get(saisine=scene.saisine, personne=scene.par)


def acknowledge(scene: Scene) -> None:
    suites.acquitter(_mission(scene), by=scene.par)


def finish(scene: Scene, compte_rendu: str = "") -> None:
    mission = _mission(scene)
    suites.terminer(mission, by=scene.par, compte_rendu=scene.dire(compte_rendu))
    scene.close_later(mission.pk, scene.jour)


def intervene(scene: Scene, type: str, texte: str, audience: str = "ecole") -> None:
    intervention = suites.intervenir(
        scene.saisine, by=scene.par, type=type, le=scene.jour, texte=scene.dire(texte), audience=audience
    )
    Intervention.objects.filter(pk=intervention.pk).update(le=scene.jour)


def agree(scene: Scene, type: str, etat: str, partenaire: str = "", structure: str = "", **answer) -> None:
    """What the parents answered that day; an agreement that is noted already changes."""
    jour = scene.jour if etat != EtatAccord.DEMANDE else None
    reponse = ReponseParents(etat=EtatAccord(etat), le=jour, **answer)
    known = scene.saisine.accords.filter(type=type).first()
    if known:
        accords.changer(known, by=scene.par, version=known.version, reponse=reponse)
    else:
        who = {"partenaire": partenaire}
        if structure:
            who = {"structure": scene.theatre.pole.structures.get(nom=structure)}
        accords.noter(scene.saisine, by=scene.par, type=type, reponse=reponse, **who)


def join(scene: Scene, type: str, fichier: str, texte: str) -> None:
    """A document after the sending; `fichier` is its extension."""
    content = ContentFile(PAPIERS[fichier](texte), name=f"document.{fichier}")
    pieces.attach(scene.saisine, content, type=type, by=scene.par)


def no_action(scene: Scene, raison: str, autre_piste: str) -> None:
    reponses.sans_action(scene.saisine, by=scene.par, raison=raison, autre_piste=autre_piste)


def write_to(scene: Scene, texte: str, a: tuple[str, ...], corrige: str = "") -> None:
    """A message to people by their short names; `corrige` replaces its words at once, as people do."""
    message = dialogue.envoyer(
        scene.saisine,
        by=scene.par,
        texte=scene.dire(texte),
        lecteurs=[scene.personne(nom).pk for nom in a],
        jeton=uuid5(NAMESPACE_URL, f"demonstration/message/{scene.histoire.cle}/{scene.acte.jour}/{texte}"),
    )
    if corrige:
        dialogue.modifier(message, by=scene.par, texte=scene.dire(corrige))


def keep_away(scene: Scene, personne: str, raison: str) -> None:
    deports.deporter(scene.saisine, by=scene.par, personne=scene.personne(personne), raison=raison)


def write_note(scene: Scene, texte: str) -> None:
    """The note de partage, reread at once by whoever pilots."""
    partages.ecrire(scene.saisine, by=scene.par, texte=scene.dire(texte), version=0, relue=True)


def ask_access(scene: Scene, raison: str) -> None:
    """A member asks to read the case; nobody has answered yet."""
    pole, saisine = scene.theatre.pole, scene.saisine
    jeton = uuid5(NAMESPACE_URL, f"demonstration/demande/{scene.histoire.cle}/{scene.acte.par}")
    demandes_acces.demander(pole, by=scene.par, reference=saisine.reference, raison=raison, jeton=jeton)


def read_messages(scene: Scene) -> None:
    shown = scene.saisine.messages.values_list("pk", flat=True)
    dialogue.marquer_lus(scene.saisine, by=scene.par, messages=list(shown))


def withdraw_message(scene: Scene, raison: str) -> None:
    dialogue.retirer(scene.saisine.messages.latest("envoye_le"), by=scene.par, raison=raison)


def close_urgent(scene: Scene, motif: str, **retour: str) -> None:
    """An urgent case closes with what the pole learned."""
    retours.clore_urgence(
        scene.saisine,
        by=scene.par,
        motif=scene.dire(motif),
        **{name: scene.dire(texte) for name, texte in retour.items()},
    )


def read(scene: Scene, identite: bool = True) -> None:
    """Somebody opened the case: the school sees the function and the date. A line is born with its date."""
    saisine = scene.saisine
    Entree.objects.create(
        acte=ActeJournal.LECTURE,
        personne=scene.par,
        fonction=fonction_of(scene.par, saisine),
        pole_id=saisine.pole_id,
        objet=saisine._meta.label_lower,
        objet_id=saisine.pk,
        identite=identite,
        le=scene.instant,
    )


ACTES: dict[str, Callable[..., None]] = {
    "ecrire": write,
    "soumettre": transition("soumettre"),
    "renvoyer": transition("renvoyer"),
    "inviter": share,
    "completer": complete,
    "transmettre": send,
    "retirer": transition("retirer"),
    "prendre_en_charge": take,
    "demander": ask,
    "preciser": reply,
    "solliciter": call_upon,
    "orienter": orient,
    "inscrire": enrol,
    "etudier": study,
    "acquitter": acknowledge,
    "terminer": finish,
    "intervenir": intervene,
    "accord": agree,
    "joindre": join,
    "repondre": answer,
    "accueillir": receive,
    "faire_le_point": look_again,
    "sans_action": no_action,
    "clore": transition("clore"),
    "clore_urgence": close_urgent,
    "rouvrir": transition("rouvrir"),
    "redemander": transition("redemander"),
    "confirmer": confirm,
    "lire": read,
    "message": write_to,
    "ecarter": keep_away,
    "note_de_partage": write_note,
    "demander_acces": ask_access,
    "lire_messages": read_messages,
    "retirer_message": withdraw_message,
}
