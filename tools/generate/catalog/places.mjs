// Gives every new control the next free place. Rows are never removed and numbers never given again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from './sources.mjs';

export async function placesFile() {
  const { CONTROLS } = await import('@plimsoll/controls');
  const places = JSON.parse(readFileSync(join(source, 'catalog/places.json'), 'utf8'));
  let next = Math.max(-1, ...Object.values(places)) + 1;
  for (const { id } of CONTROLS) places[id] ??= next++;
  return `${JSON.stringify(places, null, 2)}\n`;
}
