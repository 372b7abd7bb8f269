// The rows that the catalogue was built from, and what became of each: docs/coverage/rows, a file per list. A row is its
// key, its kind, and an answer:
//   implemented, merged   by a control; the first row of a control is implemented, further ones are merged into it
//   requirement           a row of a benchmark that controls answer; which ones, its framework says
//   fact                  not judged; `source key` of the fact that tells it
//   left-out              for one of the reasons below
//   missing               nothing yet
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../docs/coverage/rows/', import.meta.url));

export const REASONS = {
  'cloud-api': 'asks the API of a cloud',
  'api-object': 'asks an object of the Kubernetes API: to come',
  privilege: 'takes a privilege that no agent has',
  manual: 'asks people',
};
export const ANSWERS = ['implemented', 'merged', 'requirement', 'fact', 'left-out', 'missing'];

/** Every list, by name: `{ name, rows: [{ key, kind, answer, by }] }`. */
export function lists() {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      rows: JSON.parse(readFileSync(folder + file, 'utf8')).map(([key, kind, answer, by = '']) => ({
        key,
        kind,
        answer,
        by,
      })),
    }));
}

/** Rows by answer, and by reason where they are left out. */
export function countsOf(rows) {
  const counts = {};
  for (const { answer, by } of rows) {
    const name = answer === 'left-out' ? by : answer;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
