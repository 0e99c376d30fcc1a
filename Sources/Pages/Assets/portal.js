// An advocate's own page. It works without this.
(() => {
  "use strict";
  const link = document.querySelector("#link");
  link?.addEventListener("focus", () => link.select());
  // The phone's own share sheet, where there is one. Its link is made at the first tap.
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    let content;
    button.addEventListener("click", async () => {
      try {
        content ??= await (await fetch(button.dataset.share, { headers: { Accept: "application/json" } })).json();
        await navigator.share(content);
      } catch (error) {
        // Where the wait for the link used up the tap, the next one shares at once.
        if (error.name === "NotAllowedError" && content) button.textContent = "Tap once more to share";
      }
    });
  }
})();
