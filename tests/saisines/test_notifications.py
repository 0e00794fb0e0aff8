"""Mails of a case: fixed subjects, what happens next, one link, and never a word of the case itself."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from pole import courriels
from pole.models import Envoi
from saisines.enums import Accueil, EffetDuPoint, Etat, Issue, SansAction
from saisines.notifications import EN_PARLER, NOMME, POINT_FAIT, POUR_AUTEUR, POUR_ECOLE, POUR_POLE
from saisines.pistes import PisteEcrite
from saisines.services import coauteurs, dossier, orientations, precisions, reponses, transferts
from saisines.services.accueil import accueillir
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition
from tests.factories.pole import EcoleFactory, directrice, enseignante
from tests.factories.saisines import EleveFactory, SaisineFactory
from tests.saisines.conftest import CANARIS

pytestmark = pytest.mark.django_db
GABARITS = {
    *POUR_ECOLE.values(),
    *POUR_POLE.values(),
    *POUR_AUTEUR.values(),
    "saisines/a_relire",
    "saisines/a_ecrire",
    "saisines/arrivee",
    "saisines/sollicitation",
    "saisines/retour_rased",
    EN_PARLER,
    NOMME,
    POINT_FAIT,
}


@pytest.fixture
def every_mail(saisine, sollicite, directeur, coordinateur):
    """A case that goes through everything that writes a mail, with a canary in each text typed on the way."""
    by = {"by": coordinateur}
    apply_transition(saisine, "clore", motif="CanariMot", **by)
    apply_transition(saisine, "redemander", by=directeur, motif="CanariMot")
    apply_transition(saisine, "prendre_en_charge", **by)
    demande = precisions.demander(
        saisine, questions=["CanariQuestion"], pour_le=timezone.localdate(), mot="CanariMot", **by
    )
    answers = dict.fromkeys(demande.questions.values_list("pk", flat=True), "CanariMot")
    precisions.repondre(demande, by=directeur, reponses=answers)
    reponse = reponses.repondre(saisine, pistes=[PisteEcrite("CanariMot")], interlocuteur=sollicite, **by)
    accueillir(reponse, by=directeur, accueil=Accueil.PARLE, mot="CanariMot")
    faire_le_point(reponse, by=directeur, prevu_le=None, effet=EffetDuPoint.OUI, mot="CanariMot")
    apply_transition(saisine, "rouvrir", motif="CanariMot", **by)
    reponses.sans_action(saisine, raison=SansAction.AUTRE, autre_piste="CanariMot", **by)
    apply_transition(saisine, "rouvrir", motif="CanariMot", **by)
    _give_and_take_back(saisine, sollicite, coordinateur)
    apply_transition(saisine, "retirer", by=directeur, motif="CanariMot")
    draft = SaisineFactory(
        ecole=saisine.ecole,
        etat=Etat.BROUILLON,
        redacteur="enseignant",
        auteur=enseignante(saisine.ecole),
        eleve=EleveFactory(ecole=saisine.ecole),
    )
    apply_transition(draft, "soumettre", by=draft.auteur)
    apply_transition(draft, "renvoyer", by=directeur, motif="CanariMot")
    apply_transition(draft, "soumettre", by=draft.auteur)
    invited = enseignante(saisine.ecole)
    coauteurs.inviter(draft, by=directeur, personne=invited.pk, mot="CanariMot")
    dossier.transmettre(draft, by=directeur)
    elsewhere = EcoleFactory(pole=saisine.pole)
    directrice(elsewhere)
    transferts.transferer(
        draft, ecole=elsewhere, parents_informes_le=timezone.localdate(), mot="CanariMot", **by
    )
    return list(Envoi.objects.select_related("destinataire", "pole"))


def _give_and_take_back(saisine, sollicite, coordinateur):
    """The RASED is called upon, then gives the case back."""
    words = {"lettre": "CanariMot", "pour_le": timezone.localdate()}
    row = orientations.orienter(
        saisine, by=coordinateur, issue=Issue.RASED, personne=sollicite, mission="CanariMission", **words
    )
    orientations.rendre_au_pole(row, by=sollicite)


def test_every_mail_of_a_case_is_written_by_some_act(every_mail):
    assert {envoi.gabarit for envoi in every_mail} == GABARITS


def test_no_mail_says_a_word_of_the_case(every_mail, saisine):
    for envoi in every_mail:
        mail = courriels.render(envoi, saisine)
        whole = mail.sujet + mail.texte + mail.html
        assert [word for word in CANARIS if word in whole] == [], envoi.gabarit


def test_every_mail_has_a_subject_and_one_link_to_the_case(every_mail, saisine):
    link = f"{settings.ADRESSE_PUBLIQUE}{saisine.get_absolute_url()}"
    for envoi in every_mail:
        mail = courriels.render(envoi, saisine)
        assert mail.sujet
        assert "\n" not in mail.sujet
        assert "  " not in mail.sujet
        assert mail.texte.count("http") == mail.texte.count(link) == 1, envoi.gabarit


def test_receipt_says_which_request_and_by_when_somebody_calls(every_mail, saisine):
    receipt = next(envoi for envoi in every_mail if envoi.gabarit == "saisines/accuse")

    mail = courriels.render(receipt, saisine)

    assert receipt.contexte["reference"] in mail.sujet
    assert "au plus tard le" in mail.texte


def test_mails_to_the_school_say_which_request_by_its_date_and_reference(every_mail, saisine):
    """§12: « votre demande du 3 octobre, réf. … »."""
    for envoi in every_mail:
        if envoi.gabarit in POUR_ECOLE.values():
            text = " ".join(courriels.render(envoi, saisine).texte.split())
            words = envoi.contexte
            assert f"Votre demande du {words['du']} (réf. {words['reference']})" in text, envoi.gabarit
            assert words["du"].split()[1].isalpha()


def test_mission_gives_its_date_in_french(every_mail, saisine):
    mission = next(envoi for envoi in every_mail if envoi.gabarit == "saisines/sollicitation")

    assert f", pour le {mission.contexte['pour_le']}." in courriels.render(mission, saisine).texte
    assert mission.contexte["pour_le"].split()[1].isalpha()


def test_every_template_of_the_folder_belongs_to_a_mail():
    folder = Path(settings.BASE_DIR) / "templates" / "saisines" / "emails"
    stems = {f"saisines/{path.name.removesuffix('_sujet.txt')}" for path in folder.glob("*_sujet.txt")}

    assert stems >= GABARITS
