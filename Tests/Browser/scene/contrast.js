// The pieces of text whose contrast with what is painted behind them is too small: WCAG 2.2, 1.4.3 (AA). What is behind
// is taken from a picture of the page without its text.
async ([picture, texts]) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;

  const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const channels = (color) => {
    one.clearRect(0, 0, 1, 1);
    one.fillStyle = color;
    one.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = one.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const poor = [];
  for (const text of texts) {
    const { rgb, alpha } = channels(text.color);
    const strength = alpha * text.opacity;
    const ratios = [];
    for (const [left, top, width, height] of text.rects) {
      for (const across of [0.08, 0.3, 0.5, 0.7, 0.92]) for (const down of [0.2, 0.5, 0.8]) {
        const x = Math.round(left + width * across), y = Math.round(top + height * down);
        if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
        const behind = [...pixels.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 3)];
        const front = rgb.map((value, index) => value * strength + behind[index] * (1 - strength));
        const [dark, light] = [luminance(front), luminance(behind)].sort((a, b) => a - b);
        ratios.push((light + 0.05) / (dark + 0.05));
      }
    }
    if (!ratios.length) continue;
    // A grid line or the edge of a bar under a letter is not what it stands on: the middle of all points is.
    ratios.sort((a, b) => a - b);
    const ratio = ratios[Math.floor(ratios.length / 2)];
    if (ratio < (text.isLarge ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} <${text.tag}> ${text.text}`);
  }
  return poor;
}
