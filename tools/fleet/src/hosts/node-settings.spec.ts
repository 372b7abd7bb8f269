import { CONTROLS } from '@plimsoll/controls';
import { judge } from '@plimsoll/engine';
import type { FactBody } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { CAREFUL, CARELESS } from '../objects/habits.js';
import { seeded } from '../random.js';
import { HOST_SOURCES, nodeSettings } from './node-settings.js';

const KERNEL = CONTROLS.filter(({ id }) => id.startsWith('kernel/'));

function verdicts(seed: number, habits: typeof CAREFUL): readonly string[] {
  const settings = nodeSettings(seeded(seed), habits, 'n');
  const facts = Object.fromEntries(
    HOST_SOURCES.map((source): [string, FactBody] => [
      source,
      { shape: 'settings', settings: settings[source] },
    ]),
  );
  const subject = { group: '', kind: 'Node', namespace: '', name: 'n' } as const;
  return KERNEL.map((control) => `${control.id} ${judge(control, { subject, facts }).verdict}`);
}
const count = (all: readonly string[], verdict: string): number =>
  all.filter((one) => one.endsWith(` ${verdict}`)).length;

describe('a generated node', () => {
  it('says of its kernel nearly all that is judged', () => {
    const careful = verdicts(1, CAREFUL);
    expect(count(careful, 'unknown') / careful.length).toBeLessThan(0.05);
  });

  it('of careful people passes more', () => {
    expect(count(verdicts(1, CAREFUL), 'pass')).toBeGreaterThan(count(verdicts(1, CARELESS), 'pass') + 100);
  });
});
