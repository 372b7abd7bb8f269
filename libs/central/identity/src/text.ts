import { identityErrors } from './errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CONTROL = /\p{Cc}|\p{Cs}/u;

export const isUuid = (text: string): boolean => UUID.test(text);

/** One line of 1 to `most` characters that Postgres and a terminal can show. */
export const isLine = (text: string, most = 253): boolean =>
  text.trim() !== '' && text.length <= most && !CONTROL.test(text);

export type Labels = Readonly<Record<string, string>>;

const MOST_LABELS = 64;
const MOST_KEY = 63;
const MOST_VALUE = 253;

/** @throws LABELS_INVALID, naming the first bad key's place */
export function assertLabels(labels: Labels): void {
  const entries = Object.entries(labels);
  const refuse = (place: number): never => {
    throw identityErrors.error('LABELS_INVALID', `label ${place} of ${entries.length} is not allowed`, {
      details: { place, labels: entries.length },
    });
  };
  if (entries.length > MOST_LABELS) refuse(MOST_LABELS + 1);
  entries.forEach(([key, value], index) => {
    if (!isLine(key, MOST_KEY) || (value !== '' && !isLine(value, MOST_VALUE))) refuse(index + 1);
  });
}
