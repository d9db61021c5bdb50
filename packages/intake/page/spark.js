const width = 120;
const height = 24;
const svg = 'http://www.w3.org/2000/svg';

/** A line without axes, in the colour of its metric's type. */
export function spark(times, values, type, from, to) {
  const drawing = document.createElementNS(svg, 'svg');
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  drawing.setAttribute('class', 'spark');
  drawing.setAttribute('data-type', type);
  drawing.setAttribute('aria-hidden', 'true');
  const numbers = values.filter((value) => value !== null);
  const low = Math.min(0, ...numbers);
  const spread = Math.max(...numbers, 0) - low || 1;
  const points = times.flatMap((time, index) => {
    if (values[index] === null) return [];
    const x = ((time - from) / (to - from)) * width;
    const y = height - 2 - ((values[index] - low) / spread) * (height - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const line = document.createElementNS(svg, 'polyline');
  line.setAttribute('points', points.length === 1 ? `${points[0]} ${points[0]}` : points.join(' '));
  drawing.append(line);
  return drawing;
}
