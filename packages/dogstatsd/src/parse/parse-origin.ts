import type { Cardinality, Origin } from '../message/message.js';
import type { DatagramText } from './datagram-text.js';

const colon = 0x3a;

type OriginFields = { -readonly [Field in keyof Origin]: Origin[Field] };

const cardinalities: ReadonlySet<string> = new Set<Cardinality>([
  'none',
  'low',
  'orchestrator',
  'high',
]);

/** Takes a field over if it tells of the sender: `c:`, `e:` or `card:`. */
export function originField(
  fields: OriginFields,
  datagram: DatagramText,
  start: number,
  end: number,
): void {
  const mark = datagram.code(start);
  if (end - start < 2) return;
  if (datagram.code(start + 1) === colon) {
    if (mark === 0x63) fields.containerId = datagram.text(start + 2, end);
    else if (mark === 0x65) fields.externalData = datagram.text(start + 2, end);
  } else if (mark === 0x63) {
    const text = datagram.text(start, end);
    // The Agent leaves out what it does not know, and so do we.
    const cardinality = text.startsWith('card:') ? text.slice(5) : '';
    if (cardinalities.has(cardinality)) fields.cardinality = cardinality as Cardinality;
  }
}
