"""A case with a canary in every text that it can hold, each with the relations that may read it."""

import datetime
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfWriter

from pole.crypto import seal_bytes
from saisines.enums import Audience, Droit, Relation
from saisines.models import (
    Accord,
    Alerte,
    AlerteRecue,
    ContactFamille,
    DemandePrecision,
    Eleve,
    Essai,
    Etape,
    Evenement,
    Instance,
    Intervention,
    Orientation,
    PieceJointe,
    Piste,
    Plan,
    PointEtape,
    ProjetDeReponse,
    QuestionPrecision,
    Reception,
    Reponse,
    Retrospective,
    Saisine,
)
from saisines.natures import DESCRIPTIONS, Champ, Rangement, Table
from saisines.relations import DROITS, IDENTITE_SANS_CLIC
from saisines.services.pieces import LABEL
from tests.securite.canaris import Voliere, label

POLE_ICI = "pole ici"
LECTEURS = frozenset(relation for relation, droits in DROITS.items() if Droit.LIRE in droits)
PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})
EQUIPE = frozenset({Relation.COORDONNATEUR, Relation.IEN, Relation.CONVIE, Relation.CHOISI})


def furnish(saisine: Saisine, lieu: str, voliere: Voliere) -> Saisine:
    """Put every part under a case: pupil, steps, tables, attachment, exchanges, answers."""
    if saisine.eleve_id:
        _pupil(saisine.eleve, lieu, voliere)
    if saisine.nature in DESCRIPTIONS:
        _story(saisine, lieu, voliere)
        if not saisine.is_confidentielle:
            _attachment(saisine, lieu, voliere)
    if saisine.nature_has_pupil:
        _agreements(saisine, lieu, voliere)
    if saisine.is_recue:
        _reception(saisine, lieu, voliere)
    if not saisine.is_prive:
        _exchanges(saisine, lieu, voliere)
        _urgency(saisine, lieu, voliere)
        _answer(saisine, lieu, voliere)
        _answer_being_written(saisine, lieu, voliere)
        _way_out(saisine, lieu, voliere)
    return saisine


def _reception(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    today = saisine.pole.today()
    Reception.objects.create(
        saisine=saisine,
        canal="papier",
        recue_le=today,
        saisie_le=today,
        saisie_par=saisine.auteur,
        auteur_fonction="enseignant",
        auteur_nom=voliere.pose(lieu, label(Reception, "auteur_nom"), LECTEURS),
        mot=voliere.pose(lieu, label(Reception, "mot"), LECTEURS),
    )


def _pupil(eleve: Eleve, lieu: str, voliere: Voliere) -> None:
    for name in ("nom", "prenom", "naissance"):
        setattr(eleve, name, voliere.pose(lieu, label(Eleve, name), IDENTITE_SANS_CLIC))
    eleve.save()


def _story(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    for etape in DESCRIPTIONS[saisine.nature].etapes:
        contenu: dict = {}
        for champ in etape.champs:
            if champ.is_texte and champ.rangement == Rangement.ETAPE:
                contenu[champ.code] = voliere.pose(lieu, label(Etape, "contenu"), champ.lecteurs)
        for table in etape.tables:
            if not table.modele:
                contenu[table.code] = [_line(table, lieu, voliere)]
        if contenu:
            Etape.objects.create(
                saisine=saisine, code=etape.code, version=1, contenu=contenu, modifiee_par=saisine.auteur
            )
        for table in etape.tables:
            if table.modele:
                _rows(saisine, table, lieu, voliere)


def _line(table: Table, lieu: str, voliere: Voliere) -> dict[str, str]:
    return {
        colonne.code: voliere.pose(lieu, label(Etape, "contenu"), table.lecteurs & colonne.lecteurs)
        for colonne in table.colonnes
        if isinstance(colonne, Champ) and colonne.is_texte
    }


_MODELES = {"essais": (Essai, "type", "autre"), "contacts": (ContactFamille, "forme", "rencontre")}
_MODELES |= {"plans": (Plan, "type", "pap"), "instances": (Instance, "type", "ess")}


def _rows(saisine: Saisine, table: Table, lieu: str, voliere: Voliere) -> None:
    model, column, value = _MODELES[table.code]
    texts = {
        colonne.code: voliere.pose(lieu, label(model, colonne.code), table.lecteurs & colonne.lecteurs)
        for colonne in table.colonnes
        if colonne.is_texte
    }
    model.objects.create(saisine=saisine, **{column: value}, **texts)


def _agreements(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    """One signed, one refused with a partner that the directory does not know."""
    day = timezone.localdate()
    signed = {"etat": "signe", "le": day, "signe_le": day, "signataire": "parent_1"}
    refused = {"etat": "refuse", "le": day}
    for type_, answer, names in (
        ("psychologue", signed, ("precision",)),
        ("partage", refused, ("partenaire", "precision")),
    ):
        words = {name: voliere.pose(lieu, label(Accord, name), LECTEURS) for name in names}
        Accord.objects.create(saisine=saisine, type=type_, modifie_par=saisine.auteur, **answer, **words)


def _attachment(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Title": voliere.pose(lieu, "fichier", LECTEURS)})
    content = io.BytesIO()
    writer.write(content)
    piece = PieceJointe(
        saisine=saisine,
        type="observation",
        nom=f"{voliere.pose(lieu, label(PieceJointe, 'nom'), LECTEURS)}.pdf",
        cle="t1",
        taille=len(content.getvalue()),
        pages=1,
        deposee_par=saisine.auteur,
    )
    piece.chemin = default_storage.save(
        f"pieces/{piece.pk.hex[:2]}/{piece.pk.hex}",
        ContentFile(seal_bytes(content.getvalue(), label=LABEL, row=piece.pk)),
    )
    piece.save()


def _exchanges(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    by, now = saisine.auteur, timezone.now()
    for audience, lecteurs in ((Audience.ECOLE, LECTEURS), (Audience.POLE, EQUIPE)):
        texte = voliere.pose(lieu, label(Evenement, "texte"), lecteurs)
        Evenement.objects.create(
            saisine=saisine,
            nom="transmettre",
            auteur=by,
            fonction="direction",
            audience=audience,
            texte=texte,
        )
        texte = voliere.pose(lieu, label(Intervention, "texte"), lecteurs)
        Intervention.objects.create(
            saisine=saisine, type="appel", le=now.date(), par=by, audience=audience, texte=texte
        )
    demande = DemandePrecision.objects.create(
        saisine=saisine,
        mot=voliere.pose(lieu, label(DemandePrecision, "mot"), LECTEURS),
        pour_le=now.date() + datetime.timedelta(days=7),
        demandee_par=by,
        repondue_le=now,
        repondue_par=by,
    )
    QuestionPrecision.objects.create(
        demande=demande,
        rang=1,
        question=voliere.pose(lieu, label(QuestionPrecision, "question"), LECTEURS),
        reponse=voliere.pose(lieu, label(QuestionPrecision, "reponse"), LECTEURS),
    )


def _urgency(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    """An alert that was taken, and what the pole learned from it: the school never reads that."""
    by, now = saisine.auteur, timezone.now()
    alerte = Alerte.objects.create(saisine=saisine, raison="danger", prise_par=by, prise_le=now)
    AlerteRecue.objects.create(alerte=alerte, personne=by, fonction="coordonnateur")
    texts = {
        name: voliere.pose(lieu, label(Retrospective, name), EQUIPE) for name in ("passe", "aide", "changer")
    }
    Retrospective.objects.create(saisine=saisine, par=by, **texts)


def _way_out(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    """A letter of the triage: read by the school and by those who read the case."""
    lettre = voliere.pose(lieu, label(Orientation, "lettre"), LECTEURS)
    Orientation.objects.create(saisine=saisine, issue="partenaire", lettre=lettre, par=saisine.auteur)


def _answer(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    names = ("comprehension", "appuis", "non_retenu", "rappels", "accueil_mot")
    now = timezone.now()
    reponse = Reponse.objects.create(
        saisine=saisine,
        interlocuteur=saisine.auteur,
        envoyee_par=saisine.auteur,
        envoyee_le=now,
        accueil="adapte",
        accueil_par=saisine.auteur,
        accueil_le=now,
        **{name: voliere.pose(lieu, label(Reponse, name), LECTEURS) for name in names},
    )
    Piste.objects.create(
        reponse=reponse,
        rang=1,
        texte=voliere.pose(lieu, label(Piste, "texte"), LECTEURS),
        qui=voliere.pose(lieu, label(Piste, "qui"), LECTEURS),
        avec_quoi=voliere.pose(lieu, label(Piste, "avec_quoi"), LECTEURS),
    )
    mot = voliere.pose(lieu, label(PointEtape, "mot"), LECTEURS)
    PointEtape.objects.create(
        reponse=reponse, prevu_le=now.date(), effet="en_partie", par=saisine.auteur, le=now, mot=mot
    )


def _answer_being_written(saisine: Saisine, lieu: str, voliere: Voliere) -> None:
    """Those who pilot read it, nobody else before it is sent."""
    names = ("comprehension", "appuis", "non_retenu", "rappels")
    texts = {name: voliere.pose(lieu, label(ProjetDeReponse, name), PILOTES) for name in names}
    texte = voliere.pose(lieu, label(ProjetDeReponse, "pistes"), PILOTES)
    pistes = [{"texte": texte, "qui": "", "porteur": None}]
    ProjetDeReponse.objects.create(saisine=saisine, ecrit_par=saisine.auteur, pistes=pistes, **texts)
