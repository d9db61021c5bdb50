import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const block = 512;

/** The files of an npm tarball by name, without `package/`. */
export function readTarball(file: string): Map<string, string> {
  const bytes = gunzipSync(readFileSync(file));
  const files = new Map<string, string>();
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0; ) {
    const text = (from: number, length: number): string =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    const type = text(156, 1);
    const name = [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
    if (type !== '0' && type !== '')
      throw new Error(`${file}: entries of type ${type} are unknown`);
    files.set(
      name.replace(/^package\//, ''),
      bytes.toString('utf8', at + block, at + block + size),
    );
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}
