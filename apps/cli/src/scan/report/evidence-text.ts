import type { Evidence } from '@plimsoll/model';

const MOST_VALUE = 60;

/** What a file says must not move the cursor or change colours. */
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/g;
export const printable = (text: string): string =>
  text.replace(
    CONTROL_CHARACTERS,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** A text, cut where it is long. */
export const shortText = (text: string): string =>
  printable(text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text);

/** A value in its JSON form, cut where it is long. */
export function valueText(value: Evidence['value']): string {
  return shortText(value === null ? 'not set' : JSON.stringify(value));
}

/** What was found and what is wanted, in one line. */
export const evidenceText = ({ path, value, wanted }: Evidence): string =>
  `${printable(path)}: ${valueText(value)}, wanted ${printable(wanted)}`;
