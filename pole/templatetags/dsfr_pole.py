"""Template tags of the look: fields, error summary, dates, state badges. Plain components are includes."""

import re
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import escape, format_html, format_html_join, strip_tags

from pole import dsfr
from pole.dates import day_and_month, day_in_full
from pole.navigation import address_of

register = template.Library()

_OPTION = '<option value="{}">{}</option>'
_CHOSEN = '<option value="{}" selected>{}</option>'

# Colour and icon of each state of a case; words always say it too.
ETATS = {
    "brouillon": ("neutre", "draft-line"),
    "a_relire": ("attention", "edit-line"),
    "transmise": ("info", "send-plane-line"),
    "prise_en_charge": ("info", "user-heart-line"),
    "complement_demande": ("attention", "question-line"),
    "inscrite": ("info", "calendar-event-line"),
    "etudiee": ("info", "team-line"),
    "repondue": ("succes", "mail-line"),
    "en_suivi": ("succes", "time-line"),
    "close": ("neutre", "archive-line"),
    "sans_action_du_pole": ("neutre", "information-line"),
    "fusionnee": ("neutre", "arrow-right-line"),
    "retiree": ("neutre", "arrow-go-back-line"),
    "transferee": ("neutre", "arrow-right-line"),
}


@register.simple_tag
def dsfr_widget(field):
    """The control of a bound field with its DSFR class."""
    return dsfr.render_widget(field)


@register.filter
def dsfr_kind(field):
    """Family of the control: input, select, upload, radio, checkbox, checkbox-list."""
    return dsfr.kind(field)


@register.inclusion_tag("components/resume_erreurs.html")
def resume_erreurs(*forms):
    """Summary of the errors of the forms of a page, placed above its h1; shown once per form."""
    links = dsfr.error_links(*forms)
    for form in forms:
        if form:
            form.resume_affiche = True
    return {"erreurs": links}


@register.inclusion_tag("layout/_fil_ariane.html")
def fil_ariane(*pages, ici):
    """Breadcrumb: label, address, label, address… from the home page down, then the label of this page.

    A page without an address is left out.
    """
    pairs = zip(pages[::2], pages[1::2], strict=True)
    return {"pages": [(label, url) for label, url in pairs if url], "ici": ici}


@register.inclusion_tag("components/champs.html")
def champs(form, sans_optionnel=False, sans_aide=False):
    """Every field of a form whose class is not ours (django-allauth), through the pack.

    A placeholder that repeats the label is removed: it vanishes when one types.
    """
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if sans_aide:
            field.help_text = ""
    return {"form": form, "sans_optionnel": sans_optionnel}


@register.filter
def phrases(text):
    """A help text made as an HTML list (Django's password rules) as sentences: no list fits in a label."""
    items = re.findall(r"<li>(.*?)</li>", str(text), re.DOTALL)
    return " ".join(strip_tags(item) for item in items) if items else text


@register.filter
def poids(size):
    """Size of a file in French units: « 48 ko », « 1,2 Mo »."""
    octets = int(size or 0)
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u00a0ko"
    return f"{octets / 1_000_000:.1f}\u00a0Mo".replace(".", ",")


@register.filter
def a_composer(numero):
    """A phone number as an address « tel: » takes it: digits and a leading « + »."""
    return re.sub(r"(?!^\+)\D", "", str(numero).strip())


@register.filter
def telephone(numero, classe=""):
    """A phone number that one calls with a tap and that no line breaks; `classe` is added to its class."""
    classes = f"telephone {classe}".strip()
    return format_html('<a class="{}" href="tel:{}">{}</a>', classes, a_composer(numero), numero)


@register.filter
def coupures(adresse):
    """An e-mail address that a narrow screen breaks after « @ » or a dot, not in the middle of a word."""
    *parts, last = re.split(r"(?<=[@.])(?=.)", str(adresse))
    return format_html_join("", "{}<wbr>", ((part,) for part in parts)) + escape(last)


@register.filter
def courriel(adresse):
    """An e-mail address as a link, broken where a reader would break it."""
    return format_html('<a href="mailto:{}">{}</a>', adresse, coupures(adresse))


@register.simple_tag
def adresse(nom):
    """The address of a page that takes no argument, for what stands on every page: `url` asks each time."""
    return address_of(nom)


@register.simple_tag
def options(choices):
    """The options of a drop-down list, one at least: (value, words, chosen).

    Made in one go: the filters of a list have a hundred, which cost as much as its rows.
    """
    lines = "".join(_CHOSEN if chosen else _OPTION for _, _, chosen in choices)
    return format_html(lines, *(text for value, words, _ in choices for text in (value, words)))


@register.inclusion_tag("components/resume_erreurs.html")
def resume_erreurs_de(forms):
    """The same for a list of forms."""
    return resume_erreurs(*forms)


def _page_forms(context) -> list[Any]:
    found = [context.get(name) for name in ("form", "formset", "verify_form")]
    return [
        one
        for one in [*found, *(context.get("formulaires") or ())]
        if isinstance(one, BaseForm | BaseFormSet)
    ]


@register.simple_tag(takes_context=True)
def prefixe_titre(context):
    """« Erreur » in the title of a page that comes back with errors, heard first by screen readers."""
    return "Erreur\u00a0: " if context.get("erreur") or dsfr.error_links(*_page_forms(context)) else ""


@register.inclusion_tag("components/badge_etat.html")
def badge_etat(etat, label=""):
    """Badge of a state; `etat` is its code, `label` its words (a TextChoices member carries both)."""
    ton, icone = ETATS.get(str(getattr(etat, "value", etat)), ("neutre", "information-line"))
    return {"ton": ton, "icone": icone, "label": label or getattr(etat, "label", etat)}


def _local(value):
    return timezone.localtime(value) if hasattr(value, "hour") and timezone.is_aware(value) else value


@register.filter
def date_longue(value):
    """« vendredi 16 octobre 2026 » of a date or a moment; "" for nothing."""
    if not value:
        return ""
    day = _local(value)
    return date_format(day, "l j F Y").replace(" 1 ", " 1er ", 1)


@register.filter
def date_jour(value):
    """« vendredi 16 octobre », where the year is already said."""
    return date_format(_local(value), "l j F").replace(" 1 ", " 1er ", 1) if value else ""


@register.filter
def date_mois(value):
    """« 1er octobre » of a date or a moment, where the year goes without saying."""
    return day_and_month(_local(value)) if value else ""


@register.filter
def date_an(value):
    """« 1er octobre 2026 » of a date or a moment, without the day of the week."""
    return day_in_full(_local(value)) if value else ""


@register.filter
def date_courte(value):
    """« 16 oct. 2026 », « 1er sept. 2026 »."""
    if not value:
        return ""
    day = _local(value)
    return date_format(day, "1\\e\\r N Y" if day.day == 1 else "j N Y").lower()


@register.filter
def moment(value):
    """« 16 octobre 2026 à 14 h 05 » of a moment, in the current time zone."""
    return f"{date_an(value)} à {heure(value)}" if value else ""


@register.filter
def heure(value):
    """« 14 h 05 » of a moment, in the current time zone."""
    return date_format(_local(value), "G\u00a0\\h\u00a0i") if value else ""


def _query(context, **changes) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def avec_parametres(context, **kwargs):
    """Query string of the page with some parameters replaced; an empty value removes one."""
    return _query(context, **kwargs)


@register.simple_tag(takes_context=True)
def avec_page(context, numero, parametre=""):
    """Query string that leads to another page of the list, the filters kept."""
    return _query(context, **{parametre or "page": numero})


@register.filter
def pages_affichees(page):
    """Numbers to show under a list, with « … » for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.inclusion_tag("components/progress.html")
def progression(etapes, courante):
    """Drawing of the steps of a case: `etapes` are labels in order, `courante` the index of the present."""
    rank = max(0, min(int(courante), len(etapes) - 1))
    steps = [
        {
            "label": label,
            "x": 100 * index,
            "etat": "fait" if index < rank else "ici" if index == rank else "a_venir",
        }
        for index, label in enumerate(etapes)
    ]
    return {
        "etapes": steps,
        "courante": steps[rank],
        "derniere": steps[-1],
        "largeur": 100 * len(steps),
        "rang": rank + 1,
        "total": len(steps),
    }
