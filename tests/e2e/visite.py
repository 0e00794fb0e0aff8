"""A page in a browser as one person sees it, and what must hold on every page of the site."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from pole.middleware import ACTIVITE_COOKIE
from pole.models import Personne
from tests.clients import signed_in

LARGEURS = (320, 768, 1280)
HAUTEUR = 800
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What a network cut by the test itself writes in the console.
COUPURE = ("net::ERR_", "Failed to load resource")

# The name of an element for the report of a failed check, never of a person.
DESCRIBE = """element => {
  const name = element.id ? '#' + element.id : '.' + [...element.classList].join('.');
  return element.tagName.toLowerCase() + name;
}"""
FOCUS = f"""() => {{
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const shown = element.matches('input[type=radio], input[type=checkbox]')
    ? [element, ...element.labels] : [element];
  const card = element.closest('.carte--lien');
  if (card) shown.push(card);
  const visible = shown.some(one => ['', '::before', '::after'].some(part => {{
    const style = getComputedStyle(one, part || null);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  }}));
  const box = element.getBoundingClientRect();
  return {{
    name: ({DESCRIBE})(element), visible,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    order: [...document.querySelectorAll('*')].indexOf(element),
  }};
}}"""
OVERFLOWING = f"""() => {{
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return [];
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > limit + 1).map({DESCRIBE}).slice(0, 5);
}}"""
# axe does not judge a text over an image: the underlines of the DSFR are images.
FLATTEN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { background-image: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
STORED = """async () => {
  const found = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of base.objectStoreNames) {
      found.push(await new Promise(resolve => {
        const request = base.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(name + ' ' + JSON.stringify(request.result));
      }));
    }
    base.close();
  }
  return found.filter(text => text !== '{}');
}"""
NAME = """() => {
  const element = document.activeElement;
  const label = element.labels && element.labels[0];
  return ((label || element).textContent || element.value || '').replace(/\\s+/g, ' ').trim();
}"""
# WCAG 1.4.12: what a reader may set without losing anything.
ESPACEMENT = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""


def cookies_of(personne: Personne, url: str) -> list[dict]:
    """The two cookies of somebody who has just signed in."""
    client = signed_in(personne)
    names = (settings.SESSION_COOKIE_NAME, ACTIVITE_COOKIE)
    return [{"name": name, "value": client.cookies[name].value, "url": url} for name in names]


@dataclass
class Visite:
    """A tab of one person. `errors` is what the console said against the page."""

    context: object
    page: object
    url: str
    javascript: bool = True
    errors: list[str] = field(default_factory=list)
    # Clicks, choices and keys that are not the text typed.
    gestes: int = 0
    coupure: bool = False
    mirror: object = None

    def __post_init__(self):
        self.page.on(
            "console", lambda message: self._heard(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self._heard(str(error)))

    def _heard(self, text: str) -> None:
        # An answer 4xx to a form (an error shown to the person) is a line of the console too.
        if "status of 4" in text or (self.coupure and any(word in text for word in COUPURE)):
            return
        self.errors.append(text)

    def aller(self, path: str) -> "Visite":
        status = self.page.goto(self.url + path).status
        assert status < 500, f"{path}: {status}"  # an error of the server
        return self

    @property
    def chemin(self) -> str:
        return self.page.url.removeprefix(self.url).partition("?")[0].partition("#")[0]

    # What a person does: each is one gesture.

    def cliquer(self, nom: str, *, role: str = "button", exact: bool = True) -> "Visite":
        self.page.get_by_role(role, name=nom, exact=exact).first.click()
        self.gestes += 1
        return self

    def lien(self, nom: str) -> "Visite":
        return self.cliquer(nom, role="link")

    def cocher(self, nom: str, *, exact: bool = True) -> "Visite":
        """A choice or a box, by the words that the person reads."""
        label = self.page.locator("label").filter(has=self.page.get_by_text(nom, exact=exact))
        label = label.or_(self.page.locator("label").and_(self.page.get_by_text(nom, exact=exact)))
        label.locator("visible=true").first.click()
        self.gestes += 1
        return self

    def choisir(self, champ: str, valeur: str) -> "Visite":
        self.champ(champ).select_option(label=valeur)
        self.gestes += 1
        return self

    def ecrire(self, champ: str, texte: str) -> "Visite":
        """Reaching the field is a gesture; typing is not."""
        self.champ(champ).fill(texte)
        self.gestes += 1
        return self

    def champ(self, debut: str):
        """The first visible field whose label begins so: labels hold their hint too."""
        fields = self.page.get_by_label(re.compile(rf"^\s*{re.escape(debut)}(?![0-9A-Za-zÀ-ÿ])"))
        return fields.and_(self.page.locator("input, select, textarea")).locator("visible=true").first

    # What must hold.

    def check(self) -> "Visite":
        """No violation of axe, one h1, a title, no sideways scroll, nothing in the console."""
        # A click returns when the next page begins to arrive, not when it is there.
        self.page.wait_for_load_state()
        page = self.page if self.javascript else self._mirror()
        service = page.locator(".entete__titre").inner_text()
        assert page.title().endswith(f" – {service}"), f"title of {self.chemin}: {page.title()!r}"
        assert page.locator("h1").count() == 1, f"h1 of {self.chemin}: {page.locator('h1').count()}"
        wide = page.evaluate(OVERFLOWING)
        assert wide == [], f"{self.chemin} scrolls sideways at {self.largeur} px: {wide}"
        faults = self.violations(page)
        assert faults == [], f"{self.chemin} at {self.largeur} px: {faults}"
        assert self.errors == [], f"console of {self.chemin}"
        return self

    def check_widths(self, *largeurs: int) -> "Visite":
        for largeur in largeurs or LARGEURS:
            self.page.set_viewport_size({"width": largeur, "height": HAUTEUR})
            self.check()
        return self

    def agrandir(self, taille: str) -> "Visite":
        """Text only, as in the settings of a browser."""
        return self.appliquer(f"html {{ font-size: {taille} !important; }}")

    def appliquer(self, css: str) -> "Visite":
        """A stylesheet of the reader, constructed: the policy of the page does not forbid it."""
        self.page.evaluate(
            """css => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(css);
              document.adoptedStyleSheets = [sheet];
            }""",
            css,
        )
        return self

    @property
    def largeur(self) -> int:
        return self.page.viewport_size["width"]

    def _mirror(self):
        """The page as it stands without JavaScript, where axe can run: its scripts come back empty."""
        if self.mirror is None:
            size = self.page.viewport_size
            self.mirror = self.context.browser.new_context(viewport=size, locale="fr-FR").new_page()
            self.mirror.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        html = self.page.content()
        self.mirror.unroute("**/lu")
        self.mirror.route(
            "**/lu", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        self.mirror.goto(f"{self.url}/lu")
        return self.mirror

    def fermer(self) -> None:
        if self.mirror is not None:
            self.mirror.context.close()
        self.context.close()

    def violations(self, page) -> list[str]:
        """What axe says against the page, contrasts included where the DSFR draws lines as backgrounds."""
        page.evaluate(FLATTEN)
        # In forced colours the browser paints others than those that the styles tell axe.
        forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
        options = AXE | {"rules": {"color-contrast": {"enabled": not forced}}}
        found = Axe().run(page, options=options).response["violations"]
        page.evaluate("document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)")
        return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

    def stored(self) -> list[str]:
        """Everything that the browser keeps for this site, but cookies."""
        return self.page.evaluate(STORED)

    def tab_round(self, *, at_most: int = 150) -> list[str]:
        """Tab from the top until the focus leaves the page: each stop is visible, in the order of the page.

        Fails on a trap: more stops than `at_most`, or one that repeats.
        """
        self.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        stops: list[dict] = []
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUS)
            if stop is None or (len(stops) > 1 and stop["order"] == stops[0]["order"]):
                break
            if stops and stop["order"] == stops[-1]["order"]:
                # The parts of a native date: one field, several stops.
                stops[-1]["visible"] |= stop["visible"]
                continue
            stops.append(stop)
        else:
            raise AssertionError(f"{self.chemin}: no way out by the keyboard after {at_most} stops")
        unseen = [stop["name"] for stop in stops if not (stop["visible"] and stop["inside"])]
        assert unseen == [], f"{self.chemin}: the focus is not visible on {unseen}"
        back = [after["name"] for before, after in pairwise(stops) if after["order"] <= before["order"]]
        assert back == [], f"{self.chemin}: the focus goes backwards to {back}"
        return [stop["name"] for stop in stops]


class Clavier:
    """A person without a mouse: Tab to what is named, then its keys."""

    def __init__(self, visite: Visite):
        self.visite = visite
        self.page = visite.page

    def sur(self, debut: str, *, exact: bool = False, at_most: int = 120) -> "Clavier":
        """Tab forwards until the focus is on what begins with these words, or says exactly them."""
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            words = self.page.evaluate(NAME)
            if words == debut or (words.startswith(debut) and not exact):
                return self
        raise AssertionError(f"{self.visite.chemin}: « {debut} » is not reached by the keyboard")

    def touche(self, key: str) -> "Clavier":
        self.page.keyboard.press(key)
        return self

    def taper(self, text: str) -> "Clavier":
        self.page.keyboard.type(text)
        return self
