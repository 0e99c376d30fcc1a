// Marks everything that a mouse can use, and says what it is: each has to be reached by Tab.
() => {
  const groups = new Set();
  const stops = [...document.querySelectorAll(
    "a[href], area[href], button, input, select, textarea, summary, iframe, [contenteditable], [tabindex], [onclick], [role=button], [role=link]")];
  return stops.filter((element) => {
    if (element.disabled || element.type === "hidden" || element.closest("[inert]")) return false;
    // What is there for programs that fill in everything: nobody else notices it.
    if (element.tabIndex < 0 && element.closest("[aria-hidden=true]")) return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    if (element.getAttribute("tabindex") === "-1" && !element.matches("a, button, input, select, textarea, summary")) return false;
    // Of radio buttons of a group one takes the focus, and the arrows do the rest.
    if (element.type === "radio") {
      const group = `${element.form?.id}/${element.name}`;
      if (groups.has(group)) return false;
      groups.add(group);
    }
    return true;
  }).map((element, index) => {
    element.rsnStop = element.type === "radio" ? `radio ${element.name}` : index;
    const name = (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().slice(0, 40);
    const style = getComputedStyle(element);
    element.rsnLook = [style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecorationLine].join();
    return [element.rsnStop, `<${element.tagName.toLowerCase()}> ${name}`];
  });
}
