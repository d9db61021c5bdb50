/** The same for all subjects: a thousand counts with three tags, about 80 bytes a message. */
export const tags = ['env:production', 'service:checkout', 'route:/users/:id'];

export const counts = Array.from({ length: 1000 }, (_, index) => ({
  name: `http.requests.${index}`,
  value: index,
}));

/** Datagrams of up to 1,432 bytes, and how many messages each holds. */
export function makeDatagrams() {
  const datagrams = [];
  let lines = [];
  let length = 0;
  const close = () => {
    datagrams.push({ bytes: Buffer.from(lines.join('\n')), messages: lines.length });
    lines = [];
    length = 0;
  };
  for (const { name, value } of counts) {
    const line = `${name}:${value}|c|#${tags.join(',')}`;
    if (length + line.length + 1 > 1432) close();
    lines.push(line);
    length += line.length + 1;
  }
  close();
  return datagrams;
}
