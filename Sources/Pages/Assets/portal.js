// An advocate's own page. It works without this.
(() => {
  "use strict";
  const link = document.querySelector("#link");
  link?.addEventListener("focus", () => link.select());
  // The phone's own share sheet, where there is one. Its link is made at the first tap.
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    const words = document.querySelector(button.dataset.words);
    let content, said;
    button.addEventListener("click", async () => {
      try {
        if (!content || said !== words.value) {
          said = words.value;
          const body = new URLSearchParams({ network: "share_sheet", text: said });
          content = await (await fetch(button.dataset.share, { method: "POST", body })).json();
        }
        await navigator.share({ title: content.title, text: content.text, url: content.url ?? undefined });
      } catch (error) {
        // Where the wait for the link used up the tap, the next one shares at once.
        if (error.name === "NotAllowedError" && content) button.textContent = "Tap once more to share";
      }
    });
  }
})();
