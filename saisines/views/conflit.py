"""Two texts for one question: who wrote the other one, when, and what one keeps."""

from django.shortcuts import render

from pole.models import Personne
from saisines.dates import moment_of
from saisines.fusion import both, empreinte, written
from saisines.projection import words_of
from saisines.services.brouillon import StaleStepError

TECHNIQUES = {"csrfmiddlewaretoken", "version", "base", "action", "ajouter", "retirer"}


def last_writer(redaction, code: str) -> str:
    """« Claire Martin, le 3 octobre à 14 h 05 » if somebody else wrote this step last. One query, or none."""
    row = redaction.recit.etapes.get(code)
    if row is None or row.modifiee_par_id == redaction.user.pk:
        return ""
    return _who(redaction, row.modifiee_par_id, row.updated_at)


def _who(redaction, personne, moment) -> str:
    """A colleague by name; somebody who has left the pole since is « une autre personne »."""
    name = Personne.objects.visible_to(redaction.user).filter(pk=personne).first() or "une autre personne"
    return f"{name}, {moment_of(moment, redaction.pole.tz, redaction.pole.today())}"


def said(conflict: StaleStepError, user) -> str:
    """What the page says when a background save finds another text."""
    who = "ailleurs" if conflict.par in {None, user.pk} else "par une autre personne"
    return (
        f"Cette étape a aussi été modifiée {who}. Votre texte reste ici, l’autre est gardé : "
        "« Continuer » vous montre les deux."
    )


class PageConflit:
    """Both texts side by side; nothing is written until the person has chosen.

    `data` is what they typed, `page` the page of the step (saisines.views.page).
    """

    def __init__(self, page, conflict: StaleStepError, data: dict):
        self.page = page
        self.conflict = conflict
        self.data = data
        self.items = [item for item in page.items if item.code in conflict.conflits and item.code in data]

    def render(self):
        redaction, conflict = self.page.redaction, self.conflict
        mine = conflict.par in {None, redaction.user.pk}
        context = {
            "saisine": redaction.saisine,
            "etape": self.page.etape,
            "autre": "" if mine else _who(redaction, conflict.par, conflict.le),
            "differences": self._differences(),
            "recopie": self._copied(),
            "version": conflict.version,
            "base": written(self._base()),
        }
        return render(self.page.request, "saisines/saisie/conflit.html", context, status=409)

    def _copied(self) -> list[tuple[str, str]]:
        """What was typed, to be posted again with the choices."""
        return [
            (name, value)
            for name, values in self.page.request.POST.lists()
            for value in values
            if name not in TECHNIQUES and not name.startswith("garder-")
        ]

    def _base(self) -> dict[str, str]:
        """What the next comparison starts from: for a text that is shown here, the other person's."""
        saisine, stored = self.page.redaction.saisine.pk, self.conflict.enregistre
        return self.page.posted_base() | {
            item.code: empreinte(saisine, item, stored[item.code]) for item in self.items
        }

    def _differences(self) -> list[dict]:
        choix = self.page.redaction.choix(self.page.etape)
        differences = []
        for item in self.items:
            stored, mine = self.conflict.enregistre[item.code], self.data[item.code]
            if stored == mine:
                continue
            labels = dict(choix.get(item.code, ()))
            together = both(item, stored, mine) is not None
            differences.append(
                {
                    "code": item.code,
                    "libelle": getattr(item, "libelle", "") or item.titre,
                    "enregistre": words_of(item, stored, labels),
                    "propose": words_of(item, mine, labels),
                    "peut_joindre": together,
                    "defaut": "deux" if together else "propose" if mine else "enregistre",
                }
            )
        return differences
