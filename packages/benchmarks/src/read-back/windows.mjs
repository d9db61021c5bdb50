import { once } from 'node:events';

/** Windows of four hours, in milliseconds: what our first one is, and about the longest with all points. */
export function windowsOf(from, to) {
  const windows = [];
  for (let start = from; start < to; start += 14_400) {
    windows.push({ from: start * 1_000, to: Math.min(start + 14_400, to) * 1_000 });
  }
  return windows;
}

/** The plainest way to the lines that our CSV has, in pieces of the same size. */
export async function writeLines({ times, values, tags }, destination) {
  const heads = tags.map((tag) => `,q0,${tag.slice(tag.indexOf(':') + 1)},`);
  let piece = '';
  for (const [index, time] of times.entries()) {
    const text = new Date(time).toISOString();
    for (let line = 0; line < heads.length; line++) {
      const value = values[line][index];
      if (value !== null) piece += `${text}${heads[line]}${value}\n`;
      if (piece.length < 65_536) continue;
      if (!destination.write(piece)) await once(destination, 'drain');
      piece = '';
    }
  }
  if (piece !== '' && !destination.write(piece)) await once(destination, 'drain');
}
