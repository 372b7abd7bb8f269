import type { Control } from '@plimsoll/engine';
import { controlsErrors } from '../errors.js';
import { CONTROLS } from '../registry.js';
import { nearestNames } from './nearest-names.js';

const BY_ID: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.id, control]));

const BY_REFERENCE = byName(CONTROLS, ({ references }) => references);

/** Every name a control answers to, in lower case: id, aliases, references. */
const BY_NAME = byName(CONTROLS, ({ id, aliases = [], references }) =>
  [id, ...aliases, ...references].map((name) => name.toLowerCase()),
);

export function controlById(id: string): Control | undefined {
  return BY_ID.get(id);
}

/** The controls that a published check is covered by, for instance those of `kubescape:C-0057`. */
export function controlsByReference(reference: string): readonly Control[] {
  return BY_REFERENCE.get(reference) ?? [];
}

/**
 * The control of that id or alias, or all that carry the text as a reference; upper and lower case do not matter.
 * @throws CONTROL_UNKNOWN with the nearest names.
 */
export function findControl(text: string): readonly Control[] {
  const found = BY_NAME.get(text.trim().toLowerCase());
  if (found) return found;
  const nearest = nearestNames(text, [...BY_NAME.keys()]).join(', ');
  throw controlsErrors.error('CONTROL_UNKNOWN', `there is no control "${text}"`, {
    details: { control: text, nearest },
    hint: `Did you mean ${nearest}? docs/controls lists them all.`,
  });
}

/** The controls of each name, in their order; a name that one has twice counts once. */
function byName(
  controls: readonly Control[],
  namesOf: (control: Control) => readonly string[],
): ReadonlyMap<string, readonly Control[]> {
  const names = new Map<string, Control[]>();
  for (const control of controls)
    for (const name of new Set(namesOf(control))) {
      const known = names.get(name);
      if (known === undefined) names.set(name, [control]);
      else known.push(control);
    }
  return names;
}
