/* The minutes of a séance go by on the screen, from what the server counted; the letters grow for a projector. */
(() => {
  "use strict";

  const TICK = 10_000;
  const loaded = performance.now();
  const since = () => (performance.now() - loaded) / 1000;

  /* The words of cellules/seance_lue.py */
  function words(element) {
    const spent = Math.floor((Number(element.dataset.ecoule) + since()) / 60);
    const left = Math.floor(Number(element.dataset.prevu) / 60) - spent;
    const after = left >= 0 ? `reste ${left}\u00a0min` : `${-left}\u00a0min de plus que prévu`;
    element.textContent = `${spent}\u00a0min, ${after}`;
    element.parentElement?.classList.toggle("seance__temps--depasse", left <= 0);
  }
  setInterval(() => document.querySelectorAll("[data-temps][data-tourne]").forEach(words), TICK);

  window.Minutes = {
    /* The time of a case begins, that of the others stops: the line to show, for so many seconds. */
    begin(root, seconds) {
      root.querySelectorAll(".situation [data-tourne]").forEach((one) => delete one.dataset.tourne);
      const line = document.createElement("p");
      line.className = "seance__temps";
      const time = document.createElement("strong");
      Object.assign(time.dataset, { temps: "", tourne: "", prevu: seconds, ecoule: -since() });
      line.append(time);
      words(time);
      return line;
    },
  };

  /* Big letters, without loading again: the network may be away */
  const root = document.querySelector("[data-seance]");
  const projector = root?.querySelector("[data-projeter]");
  projector?.addEventListener("click", (event) => {
    event.preventDefault();
    const on = root.classList.toggle("seance--projection");
    projector.textContent = on ? "Quitter la projection" : "Projeter en grand";
    for (const field of root.querySelectorAll("[data-projection]")) field.value = on ? "1" : "";
    history.replaceState(null, "", `${location.pathname}${on ? "?projection=1" : ""}${location.hash}`);
    window.scrollTo(0, 0);
  });
})();
