/** The names most like a text: those that contain it, then those with most of its pairs of letters. At most `count`. */
export function nearest(text: string, names: readonly string[], count: number): readonly string[] {
  const wanted = text.toLowerCase();
  return names
    .map((name) => ({ name, like: likeness(wanted, name.toLowerCase()) }))
    .sort((left, right) => right.like - left.like || (left.name < right.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** 0 to 2; Dice's coefficient over pairs of letters, and one more for a name that holds the text. */
function likeness(text: string, name: string): number {
  const [left, right] = [pairs(text), pairs(name)];
  const both = [...left].filter((pair) => right.has(pair)).length;
  const dice = (2 * both) / Math.max(1, left.size + right.size);
  return name.includes(text) ? 1 + dice : dice;
}

const pairs = (text: string): ReadonlySet<string> => {
  const framed = ` ${text.slice(0, 100)} `;
  return new Set(Array.from({ length: framed.length - 1 }, (_, at) => framed.slice(at, at + 2)));
};
