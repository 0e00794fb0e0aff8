"""How a story begins: a draft, a request that the coordination received, or a pupil from another school."""

from uuid import NAMESPACE_URL, UUID, uuid5

from pole.calendrier import annee_scolaire
from pole.conf.demonstration.theatre import Scene, token
from pole.courriels import words
from pole.echeances import prochaine_echeance
from pole.models import Envoi, EtatEnvoi
from saisines.enums import AuteurVrai
from saisines.models import Reception, Saisine
from saisines.services import reception
from saisines.services.dossier import create_draft
from saisines.services.transferts import transferer, transmissibles


def born(scene: Scene) -> Saisine:
    """The case of a story, whose address is the same each time."""
    histoire = scene.histoire
    how = moved if histoire.suite_de else received if histoire.recue else begun
    saisine = how(scene)
    annee = annee_scolaire(scene.theatre.horloge.jour(histoire.envoi))
    pk = uuid5(NAMESPACE_URL, f"demonstration/saisine/{histoire.cle}")
    Saisine.objects.filter(pk=saisine.pk).update(id=pk, annee=annee)
    if how is not begun:
        _rehang(saisine.pk, pk)
    return Saisine.objects.get(pk=pk)


def _rehang(before: UUID, after: UUID) -> None:
    """What hangs on a row follows it to its new address."""
    for link in Saisine._meta.get_fields(include_hidden=True):
        if link.auto_created and not link.concrete:
            rows = link.related_model._base_manager.filter(**{link.field.name: before})
            rows.update(**{link.field.name: after})
    Envoi.objects.filter(cible_id=before).update(cible_id=after)


def begun(scene: Scene) -> Saisine:
    """The draft of somebody of the school, or of a member of the pole."""
    ecole = scene.histoire.ecole
    saisine, _ = create_draft(
        by=scene.par,
        pole=scene.theatre.pole,
        ecole=scene.theatre.ecoles[ecole] if ecole else None,
        jeton=token(scene.histoire),
        nature=scene.histoire.nature,
    )
    return saisine


def moved(scene: Scene) -> Saisine:
    """What goes on in another school, told that day with all that may pass."""
    histoire, theatre = scene.histoire, scene.theatre
    before = theatre.saisines[histoire.suite_de]
    new = transferer(
        before,
        by=scene.par,
        ecole=theatre.ecoles[histoire.ecole],
        parents_informes_le=scene.jour,
        etapes=[etape.code for etape in transmissibles(before)],
    )
    drawn = new.reference
    Saisine.objects.filter(pk=new.pk).update(jeton=token(histoire))
    enter(scene, new)
    for event in before.evenements.filter(nom="suite_ailleurs"):
        event.texte = event.texte.replace(drawn, new.reference)
        event.save(update_fields=["texte"])
    return new


def enter(scene: Scene, saisine: Saisine) -> None:
    """Come that day: the reference, the year, the deadline and the meeting are those of that day."""
    pole, drawn, annee = scene.theatre.pole, saisine.reference, annee_scolaire(scene.jour)
    numero = scene.theatre.numeros[scene.histoire.cle]
    saisine.annee = annee
    saisine.reference = f"{annee % 100:02d}{(annee + 1) % 100:02d}-{pole.code}-{numero:03d}"
    # The mails of this act are written, and not made yet: they say the same reference.
    for envoi in Envoi.objects.filter(pole=pole, etat=EtatEnvoi.A_ENVOYER):
        envoi.contexte = {
            mot: valeur.replace(drawn, saisine.reference) if isinstance(valeur, str) else valeur
            for mot, valeur in envoi.contexte.items()
        }
        if "depuis" in envoi.contexte:
            envoi.contexte |= _hours_of_alert(scene)
        envoi.save(update_fields=["contexte"])
    echeance = None if saisine.is_confidentielle else prochaine_echeance(pole, scene.jour)
    saisine.reunion_visee = echeance.reunion if echeance else None
    saisine.date_limite = echeance.date_limite if echeance else None
    saisine.date_reunion = echeance.date_reunion if echeance else None
    saisine.save(update_fields=["annee", "reference", "reunion_visee", "date_limite", "date_reunion"])


def _hours_of_alert(scene: Scene) -> dict[str, str]:
    """When an urgent case arrived and when the next person is told, at the hours of the story."""
    pole = scene.theatre.pole
    delay = pole.delai_urgence(scene.saisine.alertes.latest("ouverte_le").raison)
    return words({"depuis": scene.instant, "relance": scene.instant + delay}, pole)


def received(scene: Scene) -> Saisine:
    """What the coordination enters for a school, as it came some days before."""
    canal, nom, jours = scene.histoire.recue
    recue_le = scene.dans(-jours)
    saisine = reception.saisir(
        by=scene.par,
        pole=scene.theatre.pole,
        ecole=scene.theatre.ecoles[scene.histoire.ecole],
        jeton=token(scene.histoire),
        nature=scene.histoire.nature,
        canal=canal,
        recue_le=recue_le,
        auteur=None,
        auteur_fonction=AuteurVrai.ENSEIGNANT,
        auteur_nom=nom,
    )
    Reception.objects.filter(saisine=saisine).update(saisie_le=scene.jour)
    return saisine


def confirm(scene: Scene, reponse: str, mot: str = "") -> None:
    """The direction says whether it is theirs."""
    reception.repondre(scene.saisine, by=scene.par, reponse=reponse, mot=scene.dire(mot))
