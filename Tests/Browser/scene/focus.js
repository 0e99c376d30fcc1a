// From now on remembers what gets the focus, by its mark, and whether one can see that it has.
() => {
  window.rsnReached = new Map();
  const mark = (element) => (element.type === "radio" ? `radio ${element.name}` : element.rsnStop);
  // Gives the focus to what Tab would come to (HTML, 6.6.3), where it has not come yet.
  window.rsnTryRest = () => {
    for (const element of document.querySelectorAll("*")) {
      if (element.rsnStop !== undefined && element.tabIndex >= 0 && !window.rsnReached.has(mark(element))) {
        element.focus({ focusVisible: true });
      }
    }
  };
  document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const ring = (style) =>
      style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/^rgba\(.*, 0\)$/.test(style.outlineColor);
    const look = [style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecorationLine].join();
    const isVisible = ring(style) || look !== target.rsnLook || ring(getComputedStyle(target.parentElement));
    if (mark(target) !== undefined) window.rsnReached.set(mark(target), isVisible);
  });
}
