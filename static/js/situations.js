/* The cases of a séance, one at a time. Without this file they follow each other. */
(() => {
  "use strict";

  const root = document.querySelector("[data-seance]");
  if (!root) return;

  const cases = [...root.querySelectorAll("[data-situation]")];
  const links = new Map([...root.querySelectorAll("[data-vers]")].map((link) => [link.dataset.vers, link]));
  const identifiers = cases.map((one) => one.dataset.situation);
  // What is typed in a case that is hidden must be saved by itself (static/js/seance.js).
  if (!cases.length || !window.Coffre || !window.Minutes) return;

  function show(identifier, focus) {
    for (const one of cases) one.hidden = one.dataset.situation !== identifier;
    for (const [name, link] of links) {
      if (name === identifier) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!focus) return;
    history.replaceState(null, "", `${location.pathname}${location.search}#situation-${identifier}`);
    const title = document.getElementById(`titre-${identifier}`);
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
  }
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-vers]");
    if (!link) return;
    event.preventDefault();
    show(link.dataset.vers, true);
  });
  cases.forEach((one, index) => {
    const line = document.createElement("p");
    line.className = "situation__suite";
    for (const [step, label] of [[-1, "Situation précédente"], [1, "Situation suivante"]]) {
      const target = identifiers[index + step];
      if (!target) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "fr-btn fr-btn--secondary";
      button.textContent = label;
      button.addEventListener("click", () => show(target, true));
      line.append(button);
    }
    one.append(line);
  });
  function asked() {
    const name = location.hash.replace("#situation-", "");
    return identifiers.includes(name) ? name : "";
  }
  const first = identifiers.find((name) => !links.get(name)?.querySelector("[data-etude]").textContent.trim());
  show(asked() || first || identifiers[0], false);
  window.addEventListener("hashchange", () => asked() && show(asked(), true));

  window.Situations = { cases, links, show };
})();
