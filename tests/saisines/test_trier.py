"""The triage screen: what matters on one page, the four gestures, and the next case of the same list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.enums import Urgence
from saisines.decisions import decisions_of
from saisines.enums import Etat, Issue
from saisines.issues import lettres_of
from saisines.lettres import INACHEVEE, SANS_ACTION, SANS_PERSONNE
from saisines.models import Lien, Orientation, Saisine
from saisines.services import orientations, suites
from tests.clients import signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, inspectrice, membre
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db

LISTE = "/saisines/tri/"
REQUETES_MAX = 12


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def url_of(saisine):
    return f"/saisines/{saisine.pk}/tri/"


def html_of(personne, url):
    answer = signed_in(personne).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(personne, url):
    client = signed_in(personne)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return sum(query["sql"].startswith(kinds) for query in captured)


def send(personne, saisine, query="", **data):
    return signed_in(personne).post(url_of(saisine) + query, data)


@pytest.fixture
def reunion(ecole):
    return ReunionFactory(
        pole=ecole.pole, date=in_days(20), date_limite=in_days(14), reponse_avant=in_days(27)
    )


def test_screen_tells_the_question_the_dangers_and_what_was_tried(saisine, coordinateur):
    html = html_of(coordinateur, url_of(saisine))

    assert "CanariQuestion" in html
    assert "CanariEssai" in html
    assert saisine.eleve.nom_complet in html
    assert saisine.reference in html


def test_screen_offers_the_four_gestures_and_the_twelve_ways_out(saisine, coordinateur):
    choices = decisions_of(saisine)

    html = html_of(coordinateur, url_of(saisine))

    assert len(choices) == 4
    assert {one.cle for decisions in choices.values() for one in decisions} == {*Issue.values, "avis"}
    assert all(titre in html for titre in choices)


def test_letter_is_written_before_it_is_asked_for(saisine, coordinateur):
    html = html_of(coordinateur, url_of(saisine) + "?decision=rased")

    assert "Votre demande relève du RASED" in html
    assert f'value="{in_days(0).year}' in html


@pytest.mark.parametrize("issue", SANS_PERSONNE)
def test_letter_left_unchanged_promises_a_call_only_with_somebody_to_make_it(issue, saisine, coordinateur):
    member = membre(saisine.pole)
    lettres = lettres_of(issue, saisine)
    posted = lettres["avec"].replace("\n", "\r\n")
    words = {"decision": issue, "pour_le": in_days(4), "mission": "Appeler."}

    send(coordinateur, saisine, **words, lettre=posted)
    assert saisine.orientations.get().lettre == lettres["sans"]
    assert "La coordination cherche qui peut vous aider, et vous rappelle." in lettres["sans"]

    saisine.orientations.all().delete()
    words |= {"lettre": lettres["sans"], "personne": member.pk}
    signed_in(coordinateur).post(url_of(saisine), words)
    assert saisine.orientations.get().lettre == lettres["avec"]


def test_letter_whose_sentence_is_not_finished_does_not_leave(saisine, coordinateur):
    answer = send(
        coordinateur, saisine, decision="hors_champ", raison="autre", autre_piste=SANS_ACTION["autre"]
    )

    saisine.refresh_from_db()
    assert INACHEVEE in answer.content.decode()
    assert saisine.etat != Etat.SANS_ACTION


def test_unknown_decision_shows_the_choices(saisine, coordinateur):
    assert "Décider" in html_of(coordinateur, url_of(saisine) + "?decision=zqx&raison=zqx")


def test_letter_changed_by_the_coordination_is_the_one_that_the_school_reads(
    saisine, coordinateur, directeur
):
    send(coordinateur, saisine, decision="cpc", lettre="Mireille passera mardi.", pour_le=in_days(4))

    html = html_of(directeur, saisine.get_absolute_url())
    assert "Mireille passera mardi." in html
    assert "Appui d’un conseiller pédagogique" in html


def test_decision_leads_to_the_next_case_of_the_same_list(ecole, coordinateur):
    first = SaisineFactory(ecole=ecole, urgence=Urgence.HAUTE)
    second = SaisineFactory(ecole=ecole, urgence=Urgence.HAUTE)
    calm = SaisineFactory(ecole=ecole)
    first, second = sorted((first, second), key=lambda one: one.pk)
    words = {"decision": "partenaire", "lettre": "Le PAS.", "pour_le": in_days(3)}

    one = send(coordinateur, first, "?urgence=urgentes", **words)
    two = send(coordinateur, second, "?urgence=urgentes", **words)

    assert one.url == f"{url_of(second)}?urgence=urgentes"
    assert two.url == f"{LISTE}?urgence=urgentes"
    assert not calm.orientations.exists()


def test_decision_may_stay_on_the_case_to_add_another(saisine, coordinateur):
    words = {"lettre": "Texte.", "pour_le": in_days(3), "rester": "1"}

    answer = send(coordinateur, saisine, decision="rased", **words)
    send(coordinateur, saisine, decision="cpc", **words)

    assert answer.url == url_of(saisine)
    assert set(saisine.orientations.values_list("issue", flat=True)) == {"rased", "cpc"}


def test_case_is_enrolled_from_the_screen(saisine, coordinateur, reunion):
    send(coordinateur, saisine, decision="cellule", lettre="À la réunion.")

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.reunion_visee) == (Etat.INSCRITE, reunion.pk)


def test_opinion_is_asked_of_two_colleagues_at_once(saisine, coordinateur):
    one, two = membre(saisine.pole), membre(saisine.pole)
    words = {"personne_1": one.pk, "personne_2": two.pk, "mission": "Qu’en pensez-vous ?"}

    send(coordinateur, saisine, decision="avis", pour_le=in_days(3), **words)

    assert set(saisine.sollicitations.values_list("personne", flat=True)) == {one.pk, two.pk}
    assert all(saisine in Saisine.objects.visible_to(person) for person in (one, two))


def test_opinion_asked_twice_of_one_person_comes_back_with_what_was_typed(saisine, coordinateur):
    one = membre(saisine.pole)
    words = {"personne_1": one.pk, "personne_2": one.pk, "mission": "CanariAvis"}

    answer = send(coordinateur, saisine, decision="avis", pour_le=in_days(3), **words)

    assert "La même personne est choisie deux fois" in answer.content.decode()
    assert "CanariAvis" in answer.content.decode()
    assert not saisine.sollicitations.exists()


def test_question_is_asked_from_the_screen(saisine, coordinateur):
    send(coordinateur, saisine, decision="complement", question_1="Depuis quand ?", pour_le=in_days(5))

    saisine.refresh_from_db()
    assert saisine.etat == Etat.COMPLEMENT_DEMANDE


def test_other_lead_is_given_with_its_reason(saisine, coordinateur):
    html = html_of(coordinateur, url_of(saisine) + "?decision=hors_champ&raison=mdph")
    send(coordinateur, saisine, decision="hors_champ", raison="mdph", autre_piste="Voyez l’ERSEH.")

    saisine.refresh_from_db()
    assert "MDPH" in html
    assert saisine.etat == Etat.SANS_ACTION
    assert saisine.evenements.get(nom="sans_action").raison == "mdph"


def test_early_answer_leaves_from_the_screen(saisine, coordinateur):
    words = {"piste_1": "Une visite.", "interlocuteur": coordinateur.pk}

    send(coordinateur, saisine, decision="reponse_directe", **words)

    saisine.refresh_from_db()
    assert saisine.etat == Etat.REPONDUE


def test_refusal_keeps_the_letter(saisine, coordinateur):
    words = {"lettre": "CanariLettre", "pour_le": in_days(-3)}

    answer = send(coordinateur, saisine, decision="partenaire", **words)

    assert answer.status_code == 200
    assert "CanariLettre" in answer.content.decode()
    assert not saisine.orientations.exists()


def test_decision_that_is_no_longer_possible_changes_nothing(saisine, coordinateur):
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.RETIREE)

    answer = send(coordinateur, saisine, decision="rased", lettre="Texte.", pour_le=in_days(3))

    assert "n’est plus possible" in answer.content.decode()
    assert not Orientation.objects.exists()


def test_screen_says_how_full_the_meeting_is(saisine, coordinateur, reunion):
    other = SaisineFactory(ecole=saisine.ecole)
    orientations.inscrire(other, by=coordinateur, lettre="Texte.")
    orientations.inscrire(saisine, by=coordinateur, lettre="Texte.")

    html = html_of(coordinateur, url_of(saisine))

    assert "2 situations inscrites, 30 minutes sur 120" in html


@pytest.mark.parametrize("query", ["", "?decision=rased", "?decision=cellule", "?decision=regroupement"])
@pytest.mark.parametrize("number", [1, 3, 100])
def test_screen_costs_at_most_twelve_queries(number, query, saisine, coordinateur, reunion):
    """As many open cases, colleagues, missions and linked cases as one likes: the cost is the same."""
    eleve = EleveFactory(ecole=saisine.ecole, nom=saisine.eleve.nom, prenom=saisine.eleve.prenom)
    rows = [
        SaisineFactory.build(
            ecole=saisine.ecole,
            pole=saisine.pole,
            eleve=eleve,
            auteur=saisine.auteur,
            transmise_par=saisine.auteur,
        )
        for _ in range(number)
    ]
    Saisine.objects.bulk_create(rows)
    for _ in range(min(number, 10)):
        person = membre(saisine.pole)
        suites.solliciter(saisine, by=coordinateur, personne=person, mission="Appeler.", echeance=in_days(4))

    assert queries_of(coordinateur, url_of(saisine) + query) <= REQUETES_MAX


def test_only_those_who_pilot_this_pole_reach_the_screen(saisine, people, strangers):
    allowed = {"coordonnateur", "ien"}

    codes = {name: signed_in(who).get(url_of(saisine)).status_code for name, who in people.items()}
    hidden = {name: signed_in(who).get(url_of(saisine)).status_code for name, who in strangers.items()}

    assert codes == {name: 200 if name in allowed else 403 for name in people}
    assert set(hidden.values()) == {404}


def test_confidential_request_is_in_no_triage_of_those_not_chosen(ecole, saisine, coordinateur):
    hidden = SaisineFactory(ecole=ecole, nature="E", eleve=None, urgence=Urgence.HAUTE)

    html = html_of(coordinateur, LISTE)

    assert hidden.reference not in html
    assert "<strong>1</strong> <span>Au tri</span>" in html
    assert signed_in(coordinateur).get(url_of(hidden)).status_code == 404
    assert decisions_of(hidden) == {}


def test_case_of_another_pole_is_in_no_triage(saisine):
    stranger = coordinatrice(PoleFactory())

    assert saisine.reference not in html_of(stranger, LISTE)


def test_list_goes_at_two_speeds(ecole, coordinateur, reunion):
    """R03: what may be answered at once does not wait for those that are discussed."""
    cases = {name: SaisineFactory(ecole=ecole) for name in ("reunion", "rapide", "avis", "preciser")}
    cases["urgent"] = SaisineFactory(ecole=ecole, urgence=Urgence.IMMEDIATE)
    words = {"by": coordinateur, "lettre": "Texte.", "pour_le": in_days(3)}
    orientations.orienter(cases["rapide"], issue=Issue.RASED, **words)
    orientations.orienter(cases["urgent"], issue=Issue.RASED, **words)
    suites.solliciter(
        cases["avis"], by=coordinateur, personne=membre(ecole.pole), mission="?", echeance=in_days(3)
    )
    Saisine.objects.filter(pk=cases["preciser"].pk).update(etat=Etat.COMPLEMENT_DEMANDE)

    shown = {}
    for voie in ("urgent", "rapide", "reunion", "preciser"):
        html = html_of(coordinateur, f"{LISTE}?voie={voie}")
        shown[voie] = {name for name, one in cases.items() if one.reference in html}

    assert shown == {
        "urgent": {"urgent"},
        "rapide": {"rapide", "avis"},
        "reunion": {"reunion"},
        "preciser": {"preciser"},
    }


def test_way_out_that_is_over_puts_the_case_back_among_those_to_discuss(saisine, coordinateur):
    words = {"lettre": "Texte.", "pour_le": in_days(3)}
    row = orientations.orienter(saisine, by=coordinateur, issue=Issue.RASED, **words)
    assert saisine.reference not in html_of(coordinateur, f"{LISTE}?voie=reunion")

    orientations.finir(row, by=coordinateur)

    assert saisine.reference in html_of(coordinateur, f"{LISTE}?voie=reunion")


def test_head_of_the_list_tells_the_load_of_the_coming_meeting_in_minutes(ecole, coordinateur, reunion):
    enrolled = SaisineFactory(ecole=ecole)
    orientations.inscrire(enrolled, by=coordinateur, lettre="Texte.")
    waiting = {
        "reunion_visee": reunion.pk,
        "date_limite": reunion.date_limite,
        "date_reunion": reunion.date,
    }
    for _ in range(8):
        SaisineFactory(ecole=ecole, **waiting)

    html = html_of(coordinateur, LISTE)

    assert "1 situation inscrite, 15 minutes sur 120. Avec les 8 à discuter : 135 minutes" in html
    assert "plus que la durée de la réunion" in html


def test_other_open_cases_of_the_pupil_are_told_to_those_who_pilot_only(saisine, coordinateur, directeur):
    """A school never learns that another one asked about the same child (menaces.md T5)."""
    elsewhere = EcoleFactory(pole=saisine.pole)
    same = EleveFactory(ecole=elsewhere, nom=saisine.eleve.nom, prenom=saisine.eleve.prenom)
    other = SaisineFactory(ecole=elsewhere, eleve=same)
    far = EcoleFactory(pole=PoleFactory())
    foreign = SaisineFactory(
        ecole=far, eleve=EleveFactory(ecole=far, nom=saisine.eleve.nom, prenom=saisine.eleve.prenom)
    )

    for person in (coordinateur, inspectrice(saisine.pole)):
        html = html_of(person, url_of(saisine))
        assert other.reference in html
        assert foreign.reference not in html
    assert other.reference not in html_of(directeur, saisine.get_absolute_url())


def test_linked_cases_are_read_together_and_open_nothing(saisine, coordinateur, directeur):
    other = SaisineFactory(ecole=EcoleFactory(pole=saisine.pole))
    words = {"reference": other.reference, "geste": "relier"}

    send(coordinateur, saisine, decision="regroupement", **words)

    assert "Reliée." in html_of(coordinateur, url_of(saisine))
    assert "Reliée." in html_of(coordinateur, url_of(other))
    assert not Saisine.objects.visible_to(directeur).filter(pk=other.pk).exists()
    assert other.reference not in html_of(directeur, saisine.get_absolute_url())


def test_merge_from_the_screen_ends_this_case_in_favour_of_the_other(saisine, coordinateur):
    other = SaisineFactory(ecole=saisine.ecole)
    words = {"reference": other.reference.lower(), "geste": "fusionner", "lettre": "Une seule réponse."}

    send(coordinateur, saisine, decision="regroupement", **words)

    saisine.refresh_from_db()
    other.refresh_from_db()
    assert (saisine.etat, other.etat) == (Etat.FUSIONNEE, Etat.TRANSMISE)


@pytest.mark.parametrize("nature", ["G", "E"])
def test_reference_of_a_case_out_of_reach_is_unknown(nature, saisine, coordinateur):
    """Another pole, or a confidential request of this one: the answer of a reference that no case has."""
    place = saisine.ecole if nature == "E" else EcoleFactory(pole=PoleFactory())
    other = SaisineFactory(ecole=place, nature=nature, eleve=None)

    found = [
        send(coordinateur, saisine, decision="regroupement", reference=reference, geste="relier")
        for reference in (other.reference, "2627-ZQX-000")
    ]

    assert all("Aucune saisine de votre pôle" in answer.content.decode() for answer in found)
    assert Lien.objects.count() == 0
