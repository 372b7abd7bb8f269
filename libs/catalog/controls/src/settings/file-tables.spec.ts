import type { Control, ControlCase } from '@plimsoll/engine';
import { judge } from '@plimsoll/engine';
import type { FileFact, FilesEntry } from '@plimsoll/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../registry.js';
import { CASES } from '../testing/cases.js';

const OF_FILES = CONTROLS.filter(({ needs }) => needs.includes('host/files'));
const EVERY = OF_FILES.flatMap((control) =>
  (CASES[control.id] ?? []).map((example) => ({ control, example })),
);

const judged = (control: Control, example: Pick<ControlCase, 'subject' | 'facts'>) =>
  judge(control, { subject: example.subject, facts: example.facts });

function filesOf(example: ControlCase): Readonly<Record<string, FilesEntry>> {
  const body = example.facts['host/files'];
  return body?.shape === 'files' ? body.files : {};
}

const withFiles = (example: ControlCase, files: Readonly<Record<string, FilesEntry>>): ControlCase => ({
  ...example,
  facts: { ...example.facts, 'host/files': { shape: 'files', files } },
});

describe('the tables of files', () => {
  it('are many, each with a pass, a fail and an unknown', () => {
    expect(OF_FILES.length).toBeGreaterThan(60);
    for (const control of OF_FILES) {
      const shown = new Set((CASES[control.id] ?? []).map(({ expect: { verdict } }) => verdict));
      expect([control.id, shown.has('pass'), shown.has('fail'), shown.has('unknown')]).toEqual([
        control.id,
        true,
        true,
        true,
      ]);
      expect(control.remedy).toMatch(/`[^`]+`/);
      expect(control.references.length).toBeGreaterThan(0);
    }
  });

  it('lose a verdict with any entry that it was made from, and never to a pass', () => {
    for (const { control, example } of EVERY) {
      const { verdict } = judged(control, example);
      if (verdict === 'unknown') continue;
      for (const lost of Object.keys(filesOf(example))) {
        const files = Object.fromEntries(Object.entries(filesOf(example)).filter(([key]) => key !== lost));
        const after = judged(control, withFiles(example, files)).verdict;
        expect([
          control.id,
          example.title,
          lost,
          after === 'unknown' || (verdict === 'fail' && after === 'fail'),
        ]).toEqual([control.id, example.title, lost, true]);
      }
    }
  });

  it('lose a verdict when any entry becomes unreadable, and never to a pass', () => {
    for (const { control, example } of EVERY) {
      const { verdict } = judged(control, example);
      if (verdict === 'unknown') continue;
      for (const lost of Object.keys(filesOf(example))) {
        const files = { ...filesOf(example), [lost]: { unreadable: 'io' } as const };
        const after = judged(control, withFiles(example, files)).verdict;
        expect(after === 'unknown' || (verdict === 'fail' && after === 'fail')).toBe(true);
      }
    }
  });

  it('do not look at other files, and one bad bit more never mends anything', () => {
    const file: fc.Arbitrary<FileFact> = fc.record({
      mode: fc.nat(0o7777),
      uid: fc.nat(3),
      gid: fc.nat(3),
      user: fc.constantFrom('root', 'etcd', 'x'),
      group: fc.constantFrom('root', 'etcd', 'x'),
    });
    fc.assert(
      fc.property(fc.nat(EVERY.length - 1), file, fc.nat(11), (index, other, bit) => {
        const picked = EVERY[index];
        if (picked === undefined) return;
        const { control, example } = picked;
        const more = withFiles(example, { ...filesOf(example), '/somewhere/else': other });
        expect(judged(control, more)).toEqual(judged(control, example));
        const opened = Object.fromEntries(
          Object.entries(filesOf(example)).map(([path, entry]) => [
            path,
            'mode' in entry ? { ...entry, mode: entry.mode | (1 << bit) } : entry,
          ]),
        );
        if (judged(control, example).verdict === 'fail')
          expect(judged(control, withFiles(example, opened)).verdict).toBe('fail');
      }),
    );
  });
});
