/* What is typed and not yet received by the server, sealed in this browser for one person and one document.
   The server gives the key (AES-GCM) after signing in; it is held in memory only. */
(() => {
  "use strict";

  const HEADERS = { "X-Requested-With": "fetch", Accept: "application/json" };
  // Signing out wipes every place whose name begins so (static/js/app.js).
  const PREFIX = "brouillon.";
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const unbase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

  class Coffre {
    /* `url` gives {cle, nom, jeton}; `suffix` tells apart the texts of one document. */
    constructor(url, suffix) {
      this.url = url;
      this.suffix = suffix;
      this.status = 0; // last answer of the server: 401 when the session has ended, 0 when nothing came
    }

    /* Resolves to a fresh anti-forgery token, or "" when the server does not answer or refuses. */
    async open() {
      this.status = 0;
      try {
        const response = await fetch(this.url, { headers: HEADERS, credentials: "same-origin", redirect: "error" });
        this.status = response.status;
        if (!response.ok) return "";
        const answer = await response.json();
        this.key = await crypto.subtle.importKey("raw", unbase64(answer.cle), "AES-GCM", false, ["encrypt", "decrypt"]);
        this.name = `${PREFIX}${answer.nom}.${this.suffix}`;
        return answer.jeton;
      } catch {
        return "";
      }
    }

    /* Seals the text that `read` gives; `still` is asked again once it is sealed: it may have been saved. */
    async keep(text, still = () => true) {
      if (!this.key) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const clear = new TextEncoder().encode(text);
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, clear));
      if (still()) localStorage.setItem(this.name, JSON.stringify([base64(iv), base64(sealed)]));
    }

    forget() {
      if (this.name) localStorage.removeItem(this.name);
    }

    /* The text kept here, or "". What another key has sealed is unreadable, and wiped. */
    async recover() {
      const stored = this.name && localStorage.getItem(this.name);
      if (!stored) return "";
      try {
        const [iv, sealed] = JSON.parse(stored).map(unbase64);
        const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
        return new TextDecoder().decode(clear);
      } catch {
        this.forget();
        return "";
      }
    }
  }

  /* « Texte retrouvé »: offered above the form, taken up or erased, never put back by itself. */
  Coffre.offer = (form, { take, erase }) => {
    const box = document.createElement("section");
    box.className = "encart encart--chaud";
    box.setAttribute("aria-labelledby", "texte-retrouve");
    const title = document.createElement("h2");
    title.className = "encart__titre";
    title.id = "texte-retrouve";
    title.textContent = "Texte retrouvé";
    const line = document.createElement("p");
    line.textContent = "Un texte écrit sur cet appareil n’avait pas pu être enregistré.";
    const actions = document.createElement("p");
    actions.className = "actions";
    const button = (label, style, act) => {
      const one = document.createElement("button");
      one.type = "button";
      one.className = `fr-btn fr-btn--sm ${style}`;
      one.textContent = label;
      one.addEventListener("click", () => {
        box.remove();
        act();
      });
      return one;
    };
    actions.append(button("Le reprendre", "", take), button("L’effacer", "fr-btn--secondary", erase));
    box.append(title, line, actions);
    form.before(box);
  };

  /* An alarm that is read aloud, and the link that signs in again without leaving the page. */
  Coffre.alarm = (place) => {
    const zone = document.createElement("div");
    zone.className = "saisie__alerte";
    zone.setAttribute("role", "alert");
    place.prepend(zone);
    return {
      say(text, link) {
        if (zone.dataset.texte === text) return;
        zone.dataset.texte = text;
        const box = document.createElement("div");
        box.className = "fr-alert fr-alert--error fr-alert--sm";
        const line = document.createElement("p");
        line.textContent = `${text} `;
        if (link) line.append(link);
        box.append(line);
        zone.replaceChildren(box);
      },
      clear() {
        delete zone.dataset.texte;
        zone.replaceChildren();
      },
    };
  };
  Coffre.signIn = () => {
    const link = document.createElement("a");
    link.href = `/connexion/?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Se reconnecter dans un autre onglet";
    return link;
  };

  /* An ordinary form whose words stay in the browser until the server has them.

     `content()` is what is kept, or "" when there is nothing to keep; `restore(found)` gives the act that puts it
     back, or nothing when it has arrived already (then it is forgotten) — `false` leaves it for later. `ended`
     and `failed` are what the person reads when the session is over, or the service away. */
  Coffre.guard = (form, name, { content, restore, ended, failed }) => {
    const QUIET = 600;
    const vault = new Coffre(form.dataset.coffre, name);
    const alarm = Coffre.alarm(form.querySelector("[data-suivi]"));
    let timer = 0;
    let checked = false;

    async function keep() {
      const words = content();
      if (words) await vault.keep(words);
      else vault.forget();
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, QUIET);
    });

    /* Asked first whether the session lives: a form posted to the sign-in page would be lost. */
    form.addEventListener("submit", async (event) => {
      if (checked) return;
      event.preventDefault();
      clearTimeout(timer);
      await keep();
      const token = await vault.open();
      if (token) {
        alarm.clear();
        form.elements.csrfmiddlewaretoken.value = token;
        checked = true;
        form.requestSubmit();
      } else if (vault.status === 401) alarm.say(ended, Coffre.signIn());
      else alarm.say(failed);
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });

    async function recover() {
      const stored = await vault.recover();
      if (!stored) return;
      const take = restore(stored);
      if (take) Coffre.offer(form, { take, erase: () => vault.forget() });
      else if (take !== false) vault.forget();
    }
    vault.open().then((token) => token && recover());
  };

  window.Coffre = Coffre;
})();
