"""Plays the stories through the services, then gives each act its own date.

The services work « now », as they must. What an act has just written is recognised by its date, and moved
to the day of the story; the dates that people choose (for when, to see again) are set after it, and named
accesses are computed again from them by the service that owns them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import ContentFile
from django.db.models import Case, F, Model, QuerySet, When
from django.utils import timezone

from pole.calendrier import annee_scolaire
from pole.conf.demonstration.horloge import Horloge
from pole.conf.demonstration.modele import AGES, Acte, Histoire
from pole.conf.demonstration.pdf import document
from pole.dates import end_of
from pole.echeances import prochaine_echeance
from pole.models import Acte as ActeJournal
from pole.models import Ecole, Entree, Envoi, EtatEnvoi, Motif, Personne, Pole
from pole.services.envois import claim, deliver
from saisines.enums import Origine
from saisines.models import (
    AccesMotif,
    DemandePrecision,
    Etape,
    Evenement,
    Intervention,
    PieceJointe,
    Reponse,
    Saisine,
    Sollicitation,
)
from saisines.natures import Champ
from saisines.recit import Recit
from saisines.services import acces, lecteurs, pieces, precisions, reponses, suites
from saisines.services.brouillon import save_step, send_draft
from saisines.services.dossier import create_draft
from saisines.services.workflow import apply_transition, fonction_of, update_next_date

# Dates that the services write by themselves. Dates that people choose are not here.
HORODATES: dict[type[Model], tuple[str, ...]] = {
    Evenement: ("le",),
    Sollicitation: ("created_at", "acquittee_le", "terminee_le", "annulee_le"),
    DemandePrecision: ("created_at", "repondue_le"),
    Intervention: ("created_at",),
    Reponse: ("envoyee_le",),
    Etape: ("updated_at",),
    PieceJointe: ("created_at",),
    AccesMotif: ("debut",),
}
DE_L_ENVOI = ("created_at", "pas_avant", "envoye_le")
DE_LA_SAISINE = ("created_at", "updated_at", "etat_depuis", "transmise_le", "urgence_lue_le")


@dataclass
class Theatre:
    """What the stories of one pole need."""

    pole: Pole
    horloge: Horloge
    personnes: Mapping[str, Personne]
    ecoles: Mapping[str, Ecole]
    numeros: dict[str, int]
    motifs: dict[str, Motif] = field(default_factory=dict)
    saisines: dict[str, Saisine] = field(default_factory=dict)
    # Until the end of the play, whoever was called upon may act: the services look at today.
    fins: dict[UUID, datetime] = field(default_factory=dict)

    def play(self, histoires: list[Histoire]) -> int:
        """Play the stories that are not there yet, act by act in the order of time; how many were played."""
        self.motifs = {motif.code: motif for motif in Motif.objects.filter(pole=self.pole)}
        played = set(Saisine.objects.filter(jeton__in=map(token, histoires)).values_list("jeton", flat=True))
        histoires = [histoire for histoire in histoires if token(histoire) not in played]
        scenes = []
        for histoire in histoires:
            actes = [Acte("ecrire", histoire.ecrite, histoire.par, {}), *histoire.vie]
            instants = self.horloge.instants(histoire.cle, [acte.jour for acte in actes])
            scenes += [(instant, histoire, acte) for instant, acte in zip(instants, actes, strict=True)]
        for instant, histoire, acte in sorted(scenes, key=lambda scene: scene[0]):
            self._play_one(Scene(self, histoire, acte, instant))
        self._close_accesses()
        for saisine in self.saisines.values():
            saisine.refresh_from_db()
            update_next_date(saisine)
        return len(histoires)

    def _close_accesses(self) -> None:
        for motif in AccesMotif.objects.filter(origine_id__in=self.fins).select_related(
            "saisine", "personne"
        ):
            acces.grant(
                motif.saisine,
                motif.personne,
                origine=Origine(motif.origine),
                origine_id=motif.origine_id,
                debut=motif.debut,
                fin=self.fins[motif.origine_id],
            )

    def _play_one(self, scene: "Scene") -> None:
        mark = timezone.now()
        try:
            ACTES[scene.acte.nom](scene, **scene.acte.donnees)
        except Exception as error:
            # Which act of which story: the services do not know.
            error.add_note(f"{scene.histoire.cle}, {scene.acte}")
            raise
        send_mails()
        scene.move_dates(mark)


def send_mails() -> None:
    """Mails leave when they are written, while their readers may see what they speak of.

    One that cannot be made waits for its next try: it is not claimed again here.
    """
    while claimed := claim(50):
        for envoi in claimed:
            deliver(envoi)


def token(histoire: Histoire):
    """Token of the form: a story played twice finds its saisine again, as a double click does."""
    return uuid5(NAMESPACE_URL, f"demonstration/{histoire.cle}")


@dataclass
class Scene:
    """One act of one story, at its instant."""

    theatre: Theatre
    histoire: Histoire
    acte: Acte
    instant: datetime

    @property
    def saisine(self) -> Saisine:
        return self.theatre.saisines[self.histoire.cle]

    @property
    def par(self) -> Personne:
        return self.theatre.personnes[self.acte.par]

    @property
    def jour(self) -> date:
        return self.theatre.horloge.jour(self.acte.jour)

    def personne(self, nom_court: str) -> Personne:
        return self.theatre.personnes[nom_court]

    def dans(self, jours: int) -> date:
        """The day so many school days after this act."""
        return self.theatre.horloge.jour(self.acte.jour - jours)

    def a_venir(self, jour: date) -> date:
        """What a service accepts: people choose dates to come, and the story has put them in the past."""
        return max(jour, self.theatre.horloge.aujourdhui)

    def dire(self, texte: str) -> str:
        return self.theatre.horloge.dire(texte, self.histoire.envoi)

    def close_later(self, origine_id: UUID, jour: date) -> None:
        """The access that this act opened ends some days after that day, once the stories are over."""
        pole = self.theatre.pole
        self.theatre.fins[origine_id] = end_of(jour + timedelta(days=pole.acces_jours), pole.tz)

    def move_dates(self, mark: datetime) -> None:
        """Give the instant of the story to all that was written since `mark`, in the same order."""
        delta = self.instant - mark
        saisine = self.saisine
        for model, names in HORODATES.items():
            _move(model.objects.filter(saisine=saisine), names, mark, delta)
        _move(Saisine.objects.filter(pk=saisine.pk), DE_LA_SAISINE, mark, delta)
        _move(Envoi.objects.filter(pole=self.theatre.pole, created_at__gte=mark), DE_L_ENVOI, mark, delta)


def _move(rows: QuerySet, names: tuple[str, ...], mark: datetime, delta: timedelta) -> None:
    """Shift the dates written since `mark`, in one statement."""
    rows.update(
        **{
            name: Case(When(**{f"{name}__gte": mark}, then=F(name) + delta), default=F(name))
            for name in names
        }
    )


def write(scene: Scene) -> None:
    """The draft, step by step as a person fills it in."""
    histoire, theatre = scene.histoire, scene.theatre
    saisine, _ = create_draft(
        by=scene.par,
        pole=theatre.pole,
        ecole=theatre.ecoles[histoire.ecole],
        jeton=token(histoire),
        nature=histoire.nature,
    )
    annee = annee_scolaire(theatre.horloge.jour(histoire.envoi))
    # The address of a case is the same each time; nothing hangs on the row yet.
    pk = uuid5(NAMESPACE_URL, f"demonstration/saisine/{histoire.cle}")
    Saisine.objects.filter(pk=saisine.pk).update(id=pk, annee=annee)
    saisine = Saisine.objects.get(pk=pk)
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
        fichier = ContentFile(document(scene.dire(histoire.dire.get("document", ""))), name=histoire.document)
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
    """Sent that day: the reference, the year, the deadline and the meeting are those of that day."""
    saisine, pole = scene.saisine, scene.theatre.pole
    send_draft(saisine, by=scene.par)
    for lecteur in saisine.lecteurs.all():
        last = scene.jour + timedelta(days=lecteurs.DUREE_JOURS)
        scene.theatre.fins[lecteur.pk] = end_of(last, pole.tz)
    annee = annee_scolaire(scene.jour)
    numero = scene.theatre.numeros[scene.histoire.cle]
    reference = f"{annee % 100:02d}{(annee + 1) % 100:02d}-{pole.code}-{numero:03d}"
    echeance = None if saisine.is_confidentielle else prochaine_echeance(pole, scene.jour)
    # The mails of this act are written, and not made yet: they say the same reference.
    for envoi in Envoi.objects.filter(pole=pole, etat=EtatEnvoi.A_ENVOYER):
        envoi.contexte = {
            mot: valeur.replace(saisine.reference, reference) if isinstance(valeur, str) else valeur
            for mot, valeur in envoi.contexte.items()
        }
        envoi.save(update_fields=["contexte"])
    Saisine.objects.filter(pk=saisine.pk).update(
        annee=annee,
        reference=reference,
        reunion_visee=echeance.reunion if echeance else None,
        date_limite=echeance.date_limite if echeance else None,
        date_reunion=echeance.date_reunion if echeance else None,
    )


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


def answer(
    scene: Scene,
    pistes: tuple[tuple[str, str], ...],
    interlocuteur: str,
    revoir: int,
    comprehension: str = "",
    appuis: str = "",
    non_retenu: str = "",
    rappels: str = "",
) -> None:
    point_le = scene.dans(revoir)
    who = scene.personne(interlocuteur)
    reponse = reponses.repondre(
        scene.saisine,
        by=scene.par,
        pistes=pistes,
        interlocuteur=who,
        comprehension=comprehension,
        appuis=appuis,
        non_retenu=non_retenu,
        rappels=rappels,
        point_le=scene.a_venir(point_le),
    )
    Reponse.objects.filter(pk=reponse.pk).update(point_le=point_le)
    scene.close_later(reponse.pk, point_le)


def no_action(scene: Scene, raison: str, autre_piste: str) -> None:
    reponses.sans_action(scene.saisine, by=scene.par, raison=raison, autre_piste=autre_piste)


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
    "transmettre": send,
    "retirer": transition("retirer"),
    "prendre_en_charge": take,
    "demander": ask,
    "preciser": reply,
    "solliciter": call_upon,
    "acquitter": acknowledge,
    "terminer": finish,
    "intervenir": intervene,
    "repondre": answer,
    "suivre": transition("suivre"),
    "sans_action": no_action,
    "clore": transition("clore"),
    "rouvrir": transition("rouvrir"),
    "redemander": transition("redemander"),
    "lire": read,
}
