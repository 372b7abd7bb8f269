/** The names most like a text, nearest first: those that contain it, then those few letters away. At most `count`. */
export function nearestNames(text: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = text.toLowerCase();
  return names
    .map((name) => ({ name, away: distance(wanted, name.toLowerCase()) }))
    .sort((left, right) => left.away - right.away || (left.name < right.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

function distance(text: string, name: string): number {
  if (text !== '' && name.includes(text)) return (name.length - text.length) / (name.length + 1);
  return edits(text.slice(0, MAX), name.slice(0, MAX));
}

/** Longer input is cut: the work grows with the product of both lengths. */
const MAX = 100;

/** Levenshtein's distance, a row of the table at a time. */
function edits(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[right.length] ?? 0;
}
