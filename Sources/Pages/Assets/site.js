// What all pages share. Every page works without it.
(() => {
  "use strict";
  // The reader's zone, so that the server writes times in it from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("rsn_zone=" + encodeURIComponent(zone))) {
    document.cookie = "rsn_zone=" + encodeURIComponent(zone) + ";path=/;max-age=31536000;samesite=lax";
  }
  // Buttons that copy what another element says: <button data-copy="#id">. Without scripts they are not shown.
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      const text = source.value ?? source.textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        source.focus();
        source.select?.();
        document.execCommand("copy");
      }
      const label = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
  // Forms whose choice takes effect at once: <form data-auto>. Their button is for readers without scripts.
  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
})();
