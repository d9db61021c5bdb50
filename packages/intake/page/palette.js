const names = [
  'count',
  'rate',
  'gauge',
  'histogram',
  'distribution',
  'unspecified',
  'faint',
  'grid',
];

let colours = read();

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colours = read();
  dispatchEvent(new Event('palette'));
});

/** A colour of the style sheet, for the canvas. It changes with the scheme: ask at each drawing. */
export function colour(name) {
  return colours[name] ?? colours.unspecified;
}

/** The same colour, see-through. @param {number} opacity 0–1 */
export function tint(name, opacity) {
  const percent = Math.round(opacity * 100);
  return `color-mix(in srgb, ${colour(name)} ${percent}%, transparent)`;
}

function read() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
}
