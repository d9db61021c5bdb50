/** A key that can go into a header, or what is wrong with it in words that don't contain it. */
export type ApiKeyCheck =
  | { readonly apiKey: string; readonly hint?: string }
  | { readonly problem: string };

/**
 * Whether a text may hold a key: an API key has 32 letters and digits, an application key 40. Keys
 * end up in other places by mistake, and a message must not quote them from there.
 */
export function looksLikeKey(text: string): boolean {
  return /[a-z0-9]{32}/i.test(text);
}

const applicationKeyHint =
  'it has 40 hexadecimal digits, as an application key has; an API key has 32';

/**
 * Trims a key and looks whether it can be sent at all. Whether it is valid only the intake knows:
 * `hint` says when it looks like the other kind of key.
 *
 * @param option what the problem calls it.
 */
export function checkApiKey(value: unknown, option: 'apiKey' | 'appKey' = 'apiKey'): ApiKeyCheck {
  if (typeof value !== 'string') return { problem: `${option} has to be a string` };
  const apiKey = value.trim();
  if (apiKey === '') return { problem: `${option} is empty` };
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    return {
      problem: `${option} contains characters that no key has (spaces, quotes, line ends?)`,
    };
  }
  if (option === 'appKey') return { apiKey };
  if (/^[0-9a-f]{40}$/i.test(apiKey)) return { apiKey, hint: applicationKeyHint };
  return { apiKey };
}
