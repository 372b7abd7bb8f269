/** Where a node of a document stands, and its children by key or by number. */
export interface Place {
  /** 1-based within the text. */
  readonly line: number;
  /** Made with the first child: most nodes have none. */
  children: Map<string, Place> | undefined;
}

export const newPlace = (line: number): Place => ({ line, children: undefined });

export function addChild(place: Place, key: string, child: Place): void {
  place.children ??= new Map();
  place.children.set(key, child);
}

/**
 * The line of what a path such as `spec.containers[0].image` names, or of its nearest parent that is there. A key may
 * have points in it, in brackets or not: the longest key that fits is taken.
 */
export function lineOf(root: Place, path: string): number {
  let place = root;
  let rest = path;
  while (rest !== '') {
    const step = nextStep(place, rest);
    if (step === undefined) break;
    place = step.place;
    rest = step.rest;
  }
  return place.line;
}

interface Step {
  readonly place: Place;
  readonly rest: string;
}

function nextStep(place: Place, path: string): Step | undefined {
  const bracket = /^\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]\.?/.exec(path);
  if (bracket !== null) {
    const child = place.children?.get(bracket[1] ?? bracket[2] ?? bracket[3] ?? '');
    return child && { place: child, rest: path.slice(bracket[0].length) };
  }
  const simple = /^[^.[]+/.exec(path)?.[0] ?? '';
  const found = place.children?.get(simple);
  if (found !== undefined) return { place: found, rest: afterKey(path, simple) };
  const key = longestKey(place, path);
  const child = key === undefined ? undefined : place.children?.get(key);
  return child && { place: child, rest: afterKey(path, key ?? '') };
}

function longestKey(place: Place, path: string): string | undefined {
  let longest: string | undefined;
  for (const key of place.children?.keys() ?? []) {
    const next = path.charAt(key.length);
    const fits = path.startsWith(key) && (next === '' || next === '.' || next === '[');
    if (fits && (longest === undefined || key.length > longest.length)) longest = key;
  }
  return longest;
}

function afterKey(path: string, key: string): string {
  const rest = path.slice(key.length);
  return rest.startsWith('.') ? rest.slice(1) : rest;
}
