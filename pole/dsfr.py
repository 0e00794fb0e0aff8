"""Python side of the crispy pack `crispy_dsfr`: layout objects, widgets and the list of errors of a page.

Forms give fields, order and groups; the pack alone knows the classes of the DSFR. crispy's own Fieldset,
Submit and HTML compile their text as a template: the objects below print it as plain text instead, so
that a legend or a button may hold what a person typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm, CheckboxInput, DateField, DateInput, RadioSelect, Select
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import CheckboxSelectMultiple, ClearableFileInput, FileInput, MultiWidget, TimeInput
from django.template.loader import render_to_string

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y"]


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the summary: the message, the label of its field and the id it leads to ("" for none)."""

    message: str
    label: str
    target: str


class DsfrFieldset(Fieldset):
    """Group of fields under a legend printed as plain text; `hint` is a sentence below it."""

    def __init__(self, legend: str, *fields: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(legend, *fields, **kwargs)
        self.hint = hint

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            self.get_template_name(template_pack),
            {"fieldset": self, "legend": self.legend, "fields": fields},
        )


class DsfrDetails(Fieldset):
    """Fields folded under a summary: what helps some people only. Open once one of them says something."""

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        bound = [form[name] for name in self.fields if name in form.fields]
        is_open = any(field.errors or field.value() for field in bound)
        context = {"legend": self.legend, "fields": fields, "is_open": is_open}
        return render_to_string("crispy_dsfr/layout/details.html", context)


class DsfrSubmit(Submit):
    """Submit button printed as plain text.

    `niveau` is "" (main), "secondary" or "tertiary"; `valeur` is what the browser posts under `name`.
    """

    def __init__(self, name: str, value: str, *, niveau: str = "", valeur: str = "1", **kwargs: Any) -> None:
        super().__init__(name, value, **kwargs)
        self.niveau = niveau
        self.button_value = valeur

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(self.get_template_name(template_pack), {"input": self})


class DsfrHelper(FormHelper):
    """Helper of our forms: the page writes the <form> tag (novalidate), the pack writes the rest.

    `DsfrHelper("a", DsfrFieldset("Légende", "b"))` gives the layout; fields not named are shown after it,
    so that a new field is never lost. On the helper of a formset, `ajouter` is the text of the button
    that adds a line (with JavaScript; without it, the server gives enough empty lines).
    """

    form_tag = False
    ajouter = ""
    render_unmentioned_fields = True

    def __init__(self, *fields: Any, form: BaseForm | None = None) -> None:
        super().__init__(form)
        self.attrs = {"novalidate": True}
        # crispy gives the templates only what is set on the instance.
        self.ajouter = self.ajouter
        if fields:
            self.layout = Layout(*fields)


class DateWidget(DateInput):
    """Native date field.

    The native control is chosen over a text field because the schools use it on a phone: it shows the
    calendar, speaks French, and cannot be misread (03/04). A text that is not a date comes back in a text
    field, since a native one would erase it: nothing typed is lost.
    """

    input_type = "date"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        try:
            if shown:
                date.fromisoformat(shown)
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class ChampDate(DateField):
    """Date typed in the native control or as JJ/MM/AAAA (browsers without the control, pasted dates)."""

    widget = DateWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_FORMATS)
        errors = {"invalid": "Écrivez la date ainsi\u00a0: jour, mois, année. Par exemple 03/10/2026."}
        kwargs["error_messages"] = errors | kwargs.get("error_messages", {})
        super().__init__(**kwargs)


class HeureWidget(TimeInput):
    """Native time field, minutes only."""

    input_type = "time"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


def kind(field: BoundField) -> str:
    """Family of a widget in the DSFR: input, select, upload, radio, checkbox or checkbox-list.

    Raises TypeError for a widget made of several: its parts have no label of their own. Use two fields.
    """
    widget = field.field.widget
    if isinstance(widget, MultiWidget):
        raise TypeError(f"{field.name}: no MultiWidget, use one field per part")
    families = (
        (CheckboxSelectMultiple, "checkbox-list"),
        (RadioSelect, "radio"),
        (CheckboxInput, "checkbox"),
        (Select, "select"),
        (FileInput, "upload"),
    )
    return next((name for family, name in families if isinstance(widget, family)), "input")


def render_widget(field: BoundField) -> str:
    """The widget of a field with the class of its family (the form owns copies: nothing leaks)."""
    family = kind(field)
    widget = field.field.widget
    if family in {"input", "select", "upload"}:
        classes = widget.attrs.get("class", "").split()
        if f"fr-{family}" not in classes:
            widget.attrs["class"] = " ".join([f"fr-{family}", *classes])
    if isinstance(widget, ClearableFileInput) and not field.initial:
        widget.template_name = "django/forms/widgets/file.html"
    return field.as_widget()


def first_input_id(field: BoundField) -> str:
    """Id of the first control of a field, which a link of the error summary reaches."""
    if kind(field) in {"radio", "checkbox-list"}:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def form_errors(form: BaseForm) -> Iterator[ErrorLink]:
    """Errors of one form, those of the whole first, then field by field in the order of the page."""
    visible = form.visible_fields()
    start = first_input_id(visible[0]) if visible else ""
    for message in form.non_field_errors():
        yield ErrorLink(str(message), "", start)
    for field in form:
        for message in field.errors:
            if field.is_hidden:
                yield ErrorLink(str(message), "", start)
            else:
                yield ErrorLink(str(message), str(field.label), first_input_id(field))


def error_links(*forms: BaseForm | BaseFormSet | None) -> list[ErrorLink]:
    """Errors of all the forms and formsets of a page, in order. Unbound ones have none."""
    links: list[ErrorLink] = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        if isinstance(form, BaseFormSet):
            start = next((error.target for one in form.forms for error in form_errors(one)), "")
            links += [ErrorLink(str(message), "", start) for message in form.non_form_errors()]
            for number, one in enumerate(form.forms, start=1):
                links += [
                    ErrorLink(error.message, f"{error.label} (ligne {number})".strip(), error.target)
                    for error in form_errors(one)
                ]
        else:
            links += form_errors(form)
    return links
