// From now on remembers what gets the focus, by its mark, and whether one can see that it has.
() => {
  window.rsnReached = new Map();
  document.addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const ring = (style) =>
      style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/^rgba\(.*, 0\)$/.test(style.outlineColor);
    const look = [style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecorationLine].join();
    const isVisible = ring(style) || look !== target.rsnLook || ring(getComputedStyle(target.parentElement));
    const mark = target.type === "radio" ? `radio ${target.name}` : target.rsnStop;
    if (mark !== undefined) window.rsnReached.set(mark, isVisible);
  });
}
