/* A reading being written is kept in this browser until the server has it: an ended session or a cut network
   loses nothing. Without this file the form is an ordinary one. */
(() => {
  "use strict";

  const form = document.querySelector("[data-regard]");
  if (!form || !window.Coffre) return;

  const texts = [form.elements.observe, form.elements.propose];
  const words = () => JSON.stringify(texts.map((text) => text.value));
  // What came back with an error is not stored yet.
  const shown = "refuse" in form.dataset ? "" : words();

  Coffre.guard(form, "regard", {
    ended: "Votre session est terminée : reconnectez-vous, puis enregistrez. Votre texte reste ici.",
    failed: "Votre regard n’est pas enregistré : le service ne répond pas. Il reste ici, réessayez dans un instant.",
    content: () => (words() === shown ? "" : words()),
    restore(stored) {
      // What is kept and is already on the page has arrived.
      if (stored === shown) return null;
      return () => {
        JSON.parse(stored).forEach((text, rank) => (texts[rank].value = text));
        texts[0].focus();
      };
    },
  });
})();
