/* A message being written is kept in this browser until the server has it: an ended session or a cut network
   loses nothing. Without this file the form is an ordinary one. */
(() => {
  "use strict";

  const form = document.querySelector("[data-message]");
  if (!form || !window.Coffre) return;

  const text = form.elements.texte;
  const boxes = () => [...form.querySelectorAll("input[name=lecteurs]")];

  Coffre.guard(form, "texte", {
    ended: "Votre session est terminée : reconnectez-vous, puis envoyez. Votre message reste ici.",
    failed: "Votre message n’est pas parti : le service ne répond pas. Il reste ici, réessayez dans un instant.",
    content() {
      const readers = boxes().filter((box) => box.checked).map((box) => box.value);
      const kept = { jeton: form.elements.jeton.value, texte: text.value, lecteurs: readers };
      return text.value.trim() ? JSON.stringify(kept) : "";
    },
    restore(stored) {
      const found = JSON.parse(stored);
      // Sent messages carry their token in the page: what is kept under one of them has arrived.
      if (document.querySelector(`[data-jeton="${CSS.escape(found.jeton)}"]`)) return null;
      if (text.value.trim()) return false;
      return () => {
        text.value = found.texte;
        form.elements.jeton.value = found.jeton;
        for (const box of boxes()) box.checked = found.lecteurs.includes(box.value);
        text.focus();
      };
    },
  });
})();
