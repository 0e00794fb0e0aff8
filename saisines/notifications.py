"""What leaves by mail when a case moves: never a word about a pupil, always what happens next."""

from collections.abc import Iterable
from datetime import date

from pole.enums import Fonction
from pole.models import Affectation, Personne
from pole.services.envois import enqueue
from pole.templatetags.dsfr_pole import date_longue
from saisines.accords import ACCORD_DU_METIER
from saisines.enums import AuteurVrai, Etat, EtatAccord, Origine
from saisines.models import (
    Accord,
    Alerte,
    AlerteRecue,
    DemandeAcces,
    Evenement,
    Message,
    Orientation,
    Reponse,
    Saisine,
    Sollicitation,
)

# Moves that the school is told of, and moves that the pole is told of.
POUR_ECOLE = {
    "transmettre": "saisines/accuse",
    "prendre_en_charge": "saisines/prise_en_charge",
    "demander_precision": "saisines/precision_demandee",
    "repondre": "saisines/reponse",
    "sans_action": "saisines/sans_action",
    "clore": "saisines/close",
    "transferer": "saisines/transferee",
    "rouvrir": "saisines/rouverte",
    "desinscrire": "saisines/orientation",
}
POUR_POLE = {
    "transmettre": "saisines/a_lire",
    "redemander": "saisines/a_lire",
    "preciser": "saisines/precisee",
    "retirer": "saisines/retiree",
}
URGENCE = "saisines/urgence"
POUR_AUTEUR = {"renvoyer": "saisines/renvoyee"}
A_CONFIRMER = "saisines/a_confirmer"
# What the school says of an answer: it wants to talk about it, it has looked again.
NOMME = "saisines/nomme"
EN_PARLER, POINT_FAIT = "saisines/en_parler", "saisines/point_fait"
REPORTEE = "saisines/reportee"


def people_of_school(saisine: Saisine) -> list[Personne]:
    """Directors in office, the author and those who wrote with them: they wait for news."""
    if saisine.ecole_id is None or saisine.is_confidentielle:
        return [saisine.auteur]
    return _once([*directors(saisine), *writers(saisine)])


def directors(saisine: Saisine) -> list[Personne]:
    """Those who direct the school today; nobody where there is no school."""
    if saisine.ecole_id is None:
        return []
    roles = Affectation.objects.filter(ecole=saisine.ecole_id, fonction=Fonction.DIRECTEUR)
    return _once(role.personne for role in roles.select_related("personne").en_exercice())


def writers(saisine: Saisine) -> list[Personne]:
    """The author, and those whom the direction invited to write."""
    reasons = saisine.acces_motifs.live().filter(origine=Origine.REDACTION)
    author = [saisine.auteur] if _wrote(saisine) else []
    return [*author, *(row.personne for row in reasons.select_related("personne"))]


def _once(people: Iterable[Personne]) -> list[Personne]:
    return list({personne.pk: personne for personne in people}.values())


def _wrote(saisine: Saisine) -> bool:
    """False when the author has no account: whoever of the pole entered the request is not of the school."""
    return not saisine.is_recue or saisine.auteur_id == saisine.reception.auteur_id


def coordinators(saisine: Saisine) -> list[Personne]:
    """Those who coordinate the pole today, stand-ins included; those whom the author chose, if they did.

    Never whom a conflict of interest keeps away: where it is the only coordinator, the IEN is told instead.
    """
    away = saisine.deports.en_cours().values("personne")
    if saisine.is_confidentielle:
        chosen = saisine.lecteurs.actuels().exclude(personne__in=away)
        return [row.personne for row in chosen.select_related("personne")]
    roles = Affectation.objects.filter(pole=saisine.pole_id).exclude(personne__in=away)
    return _holding(roles, Fonction.COORDONNATEUR) or (
        _holding(roles, Fonction.IEN) if saisine.deports.en_cours().exists() else []
    )


def _holding(roles, fonction: Fonction) -> list[Personne]:
    today = roles.filter(fonction=fonction).select_related("personne").en_exercice()
    return _once(role.personne for role in today)


def notify_transition(event: Evenement) -> None:
    """Write to the outbox what this move announces, except to the person who made it."""
    saisine = event.saisine
    if event.nom in {"transmettre", "rouvrir"} and saisine.is_recue and saisine.reception.is_attendue:
        _notify_entered(event)
    elif gabarit := POUR_ECOLE.get(event.nom):
        # The receipt goes to its sender too: it is the proof of the sending.
        keep_author = event.nom == "transmettre"
        _enqueue(gabarit, saisine, people_of_school(saisine), event, keep_author=keep_author)
    # An urgent case has its own alert (services.urgences): nobody is told of it twice.
    alerted = event.etat_apres == Etat.TRANSMISE and saisine.is_urgente
    if (gabarit := POUR_POLE.get(event.nom)) and not alerted:
        _enqueue(gabarit, saisine, coordinators(saisine), event)
        if saisine.pole.boite_fonctionnelle and not saisine.is_confidentielle:
            _enqueue_to_mailbox(gabarit, saisine, event)
    if gabarit := POUR_AUTEUR.get(event.nom):
        _enqueue(gabarit, saisine, _once(writers(saisine)), event)
    if event.nom == "soumettre":
        _enqueue("saisines/a_relire", saisine, directors(saisine), event)


def notify_arrival(event: Evenement) -> None:
    """Tell the direction of the new school that a case comes with a pupil."""
    _enqueue("saisines/arrivee", event.saisine, directors(event.saisine), event)


def notify_invitation(event: Evenement, personne: Personne) -> None:
    """Tell a teacher that their direction asks them to write with it."""
    _enqueue("saisines/a_ecrire", event.saisine, [personne], event)


def _notify_entered(event: Evenement) -> None:
    """The direction gets a link to confirm what was entered in its school's name; its author, the receipt."""
    saisine = event.saisine
    directors = [one for one in people_of_school(saisine) if one.pk != saisine.auteur_id]
    if _wrote(saisine):
        is_director = saisine.reception.auteur_fonction == AuteurVrai.DIRECTION
        _enqueue(A_CONFIRMER if is_director else "saisines/accuse", saisine, [saisine.auteur], event)
    _enqueue(A_CONFIRMER, saisine, directors, event)


def notify_confirmation(event: Evenement) -> None:
    """The direction has answered: the coordination reads what on the case, not in a mail."""
    _enqueue("saisines/confirmee", event.saisine, coordinators(event.saisine), event)


def notify_follow_up(gabarit: str, event: Evenement, interlocuteur: Personne) -> None:
    """Something was said of an answer: its interlocuteur and the coordination read what on the case."""
    saisine = event.saisine
    away = set(saisine.deports.en_cours().values_list("personne_id", flat=True))
    people = [one for one in (interlocuteur, *coordinators(saisine)) if one.pk not in away]
    _enqueue(gabarit, saisine, _once(people), event)


def notify_carried_over(event: Evenement, *, avant: date) -> None:
    """Tell the school that the meeting of that day did not study its case, and which one will."""
    saisine = event.saisine
    people, contexte = people_of_school(saisine), words_of_report(saisine, avant=avant)
    _enqueue(REPORTEE, saisine, people, event, contexte=contexte)


def words_of_report(saisine: Saisine, *, avant: date) -> dict:
    """What that mail says, for whoever rereads it first as for the school."""
    apres = date_longue(saisine.date_reunion) if saisine.date_reunion else ""
    return words_of(saisine) | {"avant": date_longue(avant), "apres": apres}


def notify_named(reponse: Reponse, *, by: Personne) -> None:
    """Tell those whom an answer names, but its sender, that the school may turn to them."""
    saisine = reponse.saisine
    bearers = [piste.porteur for piste in reponse.pistes.select_related("porteur") if piste.porteur_id]
    for personne in _once([reponse.interlocuteur, *bearers]):
        if personne.pk != by.pk:
            enqueue(
                NOMME,
                pole=saisine.pole,
                destinataire=personne,
                cible=saisine,
                contexte={"reference": saisine.reference},
                cle=f"reponse:{reponse.pk}:{personne.pk}",
            )


def notify_sollicitation(sollicitation: Sollicitation) -> None:
    """Tell the person called upon, in a mail that says nothing of the case."""
    enqueue(
        "saisines/sollicitation",
        pole=sollicitation.saisine.pole,
        destinataire=sollicitation.personne,
        cible=sollicitation.saisine,
        contexte={"reference": sollicitation.saisine.reference, "pour_le": sollicitation.echeance},
        cle=f"sollicitation:{sollicitation.pk}",
    )


def notify_access_asked(demande: DemandeAcces, people: Iterable[Personne]) -> None:
    """Tell those who answer that somebody asks to read a case: which one is read on the site."""
    for personne in people:
        enqueue(
            "saisines/acces_demande",
            pole=demande.pole,
            destinataire=personne,
            cible=demande,
            cle=f"demande_acces:{demande.pk}:{personne.pk}",
        )


def notify_access_answered(demande: DemandeAcces) -> None:
    """Tell whoever asked that there is an answer, whatever it is."""
    enqueue(
        "saisines/acces_repondu",
        pole=demande.pole,
        destinataire=demande.personne,
        cible=demande,
        cle=f"demande_acces:{demande.pk}:reponse",
    )


def notify_message(message: Message, people: Iterable[Personne]) -> None:
    """Tell each reader that a message waits, without a word of it nor who wrote it.

    It hangs on the message itself: whoever has left its readers or its case when it leaves gets nothing.
    """
    saisine = message.saisine
    for personne in people:
        enqueue(
            "saisines/message",
            pole=saisine.pole,
            destinataire=personne,
            cible=message,
            contexte={"reference": saisine.reference},
            cle=f"message:{message.pk}:{personne.pk}",
        )


def accord_key(accord: Accord) -> str:
    """What the keys of the mails about this version of an agreement begin with."""
    return f"accord:{accord.pk}:{accord.version}:"


def notify_accord(accord: Accord, by: Personne) -> None:
    """Tell those who wait for an agreement of the parents; and the coordination of one that does not hold."""
    saisine = accord.saisine
    waiting = saisine.sollicitations.en_cours().values("personne")
    metiers = [code for code, type_ in ACCORD_DU_METIER.items() if type_ == accord.type]
    roles = Affectation.objects.filter(pole=saisine.pole_id, personne__in=waiting, metier__code__in=metiers)
    people = {role.personne_id: role.personne for role in roles.select_related("personne").en_exercice()}
    if people or accord.etat in {EtatAccord.REFUSE, EtatAccord.RETIRE}:
        people |= {personne.pk: personne for personne in coordinators(saisine)}
    people.pop(by.pk, None)
    for personne in people.values():
        enqueue(
            "saisines/accord",
            pole=saisine.pole,
            destinataire=personne,
            cible=saisine,
            contexte=words_of(saisine),
            cle=f"{accord_key(accord)}{personne.pk}",
        )


def alert_key(alerte: Alerte) -> str:
    """What the keys of all the mails of an alert begin with."""
    return f"urgence:{alerte.pk}:"


def notify_alert(recue: AlerteRecue, *, saisine: Saisine) -> None:
    """Tell one person, or the mailbox of the pole, that an urgent case waits: no word of what it tells.

    Nothing holds it back: neither the hour, nor the week-end, nor the holidays.
    """
    alerte, pole = recue.alerte, saisine.pole
    if recue.personne is None:
        enqueue(
            URGENCE,
            pole=pole,
            adresse=pole.boite_fonctionnelle,
            cle=f"{alert_key(alerte)}boite",
            urgent=True,
        )
        return
    enqueue(
        URGENCE,
        pole=pole,
        destinataire=recue.personne,
        cible=saisine,
        contexte={
            "reference": saisine.reference or "",
            "depuis": alerte.ouverte_le,
            # Nobody comes after the readers that an author chose.
            "relance": None if saisine.is_confidentielle else recue.le + pole.delai_urgence(alerte.raison),
            "peut_prendre": recue.fonction != Fonction.SECRETARIAT,
        },
        cle=f"{alert_key(alerte)}{recue.personne_id}",
        urgent=True,
    )


def notify_orientation(orientation: Orientation) -> None:
    """Tell the school that the next step is decided: which one is read on the case."""
    saisine = orientation.saisine
    for personne in people_of_school(saisine):
        enqueue(
            "saisines/orientation",
            pole=saisine.pole,
            destinataire=personne,
            cible=saisine,
            contexte=words_of(saisine) | {"pour_le": orientation.pour_le},
            cle=f"orientation:{orientation.pk}:{personne.pk}",
            urgent=saisine.urgence in {"haute", "immediate"},
        )


def notify_retour(orientation: Orientation) -> None:
    """Tell the coordination that a case comes back to it."""
    saisine = orientation.saisine
    for personne in coordinators(saisine):
        enqueue(
            "saisines/retour_rased",
            pole=saisine.pole,
            destinataire=personne,
            cible=saisine,
            contexte=words_of(saisine),
            cle=f"retour:{orientation.pk}:{personne.pk}",
        )


def words_of(saisine: Saisine) -> dict:
    """Words that a mail may say of a case: which one, since when, by when."""
    sent = saisine.transmise_le
    # The day that they remember is the day of the call or of the paper.
    called = saisine.reception.recue_le if saisine.is_recue else None
    return {
        "reference": saisine.reference,
        "du": called or (sent.astimezone(saisine.pole.tz).date() if sent else None),
        "pour_le": saisine.prochaine_date,
    }


def _enqueue(
    gabarit: str,
    saisine: Saisine,
    people: list[Personne],
    event: Evenement,
    *,
    keep_author: bool = False,
    contexte: dict | None = None,
) -> None:
    for personne in people:
        if personne.pk == event.auteur_id and not keep_author:
            continue
        enqueue(
            gabarit,
            pole=saisine.pole,
            destinataire=personne,
            cible=saisine,
            contexte=contexte or words_of(saisine),
            cle=f"evenement:{event.pk}:{gabarit}:{personne.pk}",
            urgent=saisine.is_urgente,
        )


def _enqueue_to_mailbox(gabarit: str, saisine: Saisine, event: Evenement) -> None:
    """A mailbox read by an office learns that something waits, and nothing else (S2-15, S3-13)."""
    enqueue(
        gabarit,
        pole=saisine.pole,
        adresse=saisine.pole.boite_fonctionnelle,
        cle=f"evenement:{event.pk}:{gabarit}:boite",
        urgent=saisine.is_urgente,
    )
