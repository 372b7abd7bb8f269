import type { Control, Requirement } from '@plimsoll/engine';
import { CONTROLS } from '@plimsoll/controls';
import { declareFramework } from './declare.js';

const SCHEME = 'kspp:';

const SECTIONS: readonly (readonly [prefix: string, section: string])[] = [
  ['kernel/config-', 'Kernel configuration'],
  ['kernel/cmdline-', 'Kernel boot parameters'],
];

const sectionOf = ({ id }: Control): string =>
  SECTIONS.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'Sysctls';

/** What the project asks for, by the key that it names; the controls that carry the reference check it. */
function byKey(): ReadonlyMap<string, readonly Control[]> {
  const keys = new Map<string, Control[]>();
  for (const control of CONTROLS)
    for (const reference of control.references.filter((name) => name.startsWith(SCHEME))) {
      const key = reference.slice(SCHEME.length);
      keys.set(key, [...(keys.get(key) ?? []), control]);
    }
  return keys;
}

/** What a row of the kernel's tables checks by itself does not wait for another look at the same thing. */
function ofTables(controls: readonly Control[]): readonly Control[] {
  const rows = controls.filter(({ id }) => id.startsWith('kernel/'));
  return rows.length > 0 ? rows : controls;
}

function requirement([key, all]: readonly [string, readonly Control[]]): Requirement {
  const controls = ofTables(all);
  const [first] = controls;
  return {
    id: key,
    title: controls.length === 1 && first !== undefined ? first.title : `What is recommended of ${key}`,
    section: first === undefined ? '' : sectionOf(first),
    assessment: 'automated',
    controls: controls.map(({ id }) => ({ control: id, mapping: 'direct' })),
  };
}

/** The recommended settings of the Kernel Self Protection Project, a requirement per option, parameter and sysctl. */
export const kspp = declareFramework({
  id: 'kspp',
  title: 'Kernel Self Protection Project: recommended settings',
  revision: '2025-01',
  source: 'https://kspp.github.io/Recommended_Settings',
  requirements: [...byKey()].map(requirement),
});
