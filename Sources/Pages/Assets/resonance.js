// Keeps which click led here, in this site's own storage, and tells of leads.
(() => {
  "use strict";
  const { src, dataset } = document.currentScript;
  const name = "rsn_click", life = 90 * 24 * 3600e3;
  const landed = /[?&]rsn_click=([0-9a-f-]{36})(&|$)/.exec(location.search)?.[1];
  // Whoever asks not to be followed is not, whatever else was agreed to.
  const refused = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  let agreed = !refused && dataset.consent !== "required";

  const stored = () => {
    try {
      const { click, at } = JSON.parse(localStorage[name]);
      if (Date.now() - at < life) return click;
    } catch {}
  };
  const settle = () => {
    // Storage may be switched off.
    try {
      if (agreed && landed) localStorage[name] = JSON.stringify({ click: landed, at: Date.now() });
      else if (!agreed || !stored()) delete localStorage[name];
    } catch {}
  };
  // Until there is an answer, nothing is touched.
  if (agreed || refused) settle();

  const click = () => (agreed && (landed ?? stored())) || null;

  window.resonance = {
    // The click that led here; null without one, or without consent.
    click,
    // With data-consent="required": the visitor agrees, or withdraws.
    consent(given) {
      agreed = given === true && !refused;
      settle();
    },
    // Tells of a lead: { external_id, email, code }, each optional.
    async convert(lead) {
      if (!agreed) return null;
      const click_id = click() ?? undefined;
      const external_id = click_id ?? "" + Date.now() + Math.random();
      const answer = await fetch(new URL("../v1/leads", src), {
        method: "POST",
        keepalive: true,
        headers: { Authorization: "Bearer " + dataset.key, "Content-Type": "application/json" },
        body: JSON.stringify({ external_id, click_id, ...lead }),
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail);
      return told;
    },
  };
})();
