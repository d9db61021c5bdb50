import { Refusal } from '../http/refusal.js';

export type BodyFormat = 'json' | 'protobuf';

const formats: ReadonlyMap<string, BodyFormat> = new Map<string, BodyFormat>([
  ['', 'json'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/x-protobuf', 'protobuf'],
]);

/**
 * Parameters such as the charset are ignored, and a body without the header is read as JSON.
 *
 * @throws {Refusal} 415 when the header names something that is not taken.
 */
export function bodyFormat(header: string, takesProtobuf: boolean): BodyFormat {
  const type = (header.split(';', 1)[0] ?? '').trim().toLowerCase();
  const format = formats.get(type);
  if (format === 'json' || (format === 'protobuf' && takesProtobuf)) return format;
  const taken = takesProtobuf ? 'application/json or application/x-protobuf' : 'application/json';
  throw new Refusal(415, `Content-Type "${header}" is not taken: send ${taken}`);
}
