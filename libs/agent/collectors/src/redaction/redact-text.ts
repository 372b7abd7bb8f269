import { REDACTED } from './marker.js';

const URL_SECRETS = /(:\/\/)\S+@|([?#])\S+/g;

/** Of a text with an address in it: what stands before `@` and after `?` or `#` may be a password or a signature. */
export function redactText(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(URL_SECRETS, (_, scheme: string | undefined, mark: string | undefined) =>
    scheme === undefined ? `${mark ?? ''}${REDACTED}` : `${scheme}${REDACTED}@`,
  );
}

/** Of a path that is asked by HTTP: what stands after `?`. */
export function redactQuery(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : `${path.slice(0, query)}?${REDACTED}`;
}
