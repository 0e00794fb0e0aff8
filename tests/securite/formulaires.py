"""Reads the forms of a page as a browser would, and fills them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

LEFT_AS_THEY_ARE = {"csrfmiddlewaretoken", "jeton", "version"}
TEXTS = {"text", "search", "email", "tel", "url", "password", "number", ""}


PLAUSIBLE = {"number": "1", "email": "zqx@exemple.test", "date": "2027-03-04", "time": "09:00"}


@dataclass
class Formulaire:
    """One form: where it goes, what it sends as it stands, and which of its fields take a text."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    # Name of each field that takes a text, with its kind and what it holds.
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, text: str) -> dict[str, list[str]]:
        """What is sent when every text field holds this text, and every choice its first value."""
        sent = {name: values[:1] for name, values in self.choices.items()} | self.values
        return sent | {name: [text] for name in self.texts if name not in LEFT_AS_THEY_ARE}

    def plausible(self) -> dict[str, list[str]]:
        """What an honest person sends: what is there already, else a value of the right kind."""
        typed = {name: [held or PLAUSIBLE.get(kind, "Zqxtext")] for name, (kind, held) in self.texts.items()}
        return {name: values[:1] for name, values in self.choices.items()} | self.values | typed

    @property
    def names(self) -> set[str]:
        return {*self.values, *self.texts, *self.choices}


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[Formulaire] = []
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(
                Formulaire(attributes.get("action", ""), attributes.get("method", "get").lower())
            )
        if not self.found:
            return
        form, name = self.found[-1], attributes.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and attributes.get("value"):
            form.choices.setdefault(self.select, []).append(attributes["value"])
        elif tag == "textarea" and name:
            form.texts[name] = ("textarea", "")
            self.textarea = name
        elif tag in {"input", "button"} and name:
            self._input(form, name, attributes, tag)

    def _input(self, form, name, attributes, tag):
        kind = "submit" if tag == "button" else attributes.get("type", "")
        if kind in {"radio", "checkbox", "submit"}:
            form.choices.setdefault(name, []).append(attributes.get("value", "on"))
        elif kind in TEXTS:
            form.texts[name] = (kind, attributes.get("value", ""))
        elif kind != "file":
            form.values[name] = [attributes.get("value", "")]

    def handle_data(self, data):
        if self.textarea:
            kind, held = self.found[-1].texts[self.textarea]
            self.found[-1].texts[self.textarea] = (kind, (held + data).strip("\n"))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def forms_of(html: str) -> list[Formulaire]:
    """Forms of the page that are posted, but those of the shell (leaving, changing of pole)."""
    reader = FormReader()
    reader.feed(html)
    shell = ("/deconnexion/", "/pole/changer/", "/connexion/demonstration/")
    return [form for form in reader.found if form.method == "post" and form.action not in shell]


class Intruders(HTMLParser):
    """Tags and attributes that no template of ours writes: a text became markup."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.script = False

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs if name.startswith("on") or "zqxi" in name]
        schemes = [value for _, value in attrs if (value or "").strip().lower().startswith("javascript:")]
        if tag == "zqxi" or names or schemes or tag in {"iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag} {attrs}>")
        self.script = tag in {"script", "style"}

    def handle_data(self, data):
        if self.script and "zqx" in data.lower():
            self.found.append(f"script: {data[:80]}")

    def handle_endtag(self, tag):
        self.script = False


def intruders(html: str) -> list[str]:
    reader = Intruders()
    reader.feed(html)
    return reader.found
