import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controlId } from '../declare.js';
import { CONTROLS } from '../registry.js';
import { CASES } from '../testing/cases.js';
import { CATALOG_ORDINAL, CATALOG_VERSION, PLACES, controlDigest } from './catalog.js';
import ordinals from './ordinals.json' with { type: 'json' };

const source = new URL('..', import.meta.url);

describe('places', () => {
  it('are given to every control, once, without a gap: none was removed or given again', () => {
    for (const { id } of CONTROLS) expect(PLACES).toHaveProperty([id]);
    const numbers = Object.values(PLACES).sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });
});

describe('the ordinal', () => {
  it('goes up when any control or a mapping changes (node tools/generate/controls.mjs next)', () => {
    const digest = createHash('sha256');
    for (const file of ['digests', 'frameworks'])
      digest.update(readFileSync(new URL(`catalog/${file}.json`, source)));
    expect(ordinals.at(-1)?.digest).toBe(digest.digest('hex'));
  });

  it('counts from one, a row for each', () => {
    expect(ordinals.map(({ ordinal }) => ordinal)).toEqual(ordinals.map((_, index) => index + 1));
    expect(CATALOG_VERSION.endsWith(`.${CATALOG_ORDINAL}`)).toBe(true);
  });
});

describe('digests', () => {
  it('exist for every control, and for no other', () => {
    for (const control of CONTROLS) expect(controlDigest(control)).toMatch(/^[0-9a-f]{64}$/);
    expect(() => controlDigest({ id: controlId('workload/stranger') })).toThrowError(
      expect.objectContaining({ code: 'CONTROL_DIGEST_MISSING' }),
    );
  });
});

describe('the registry', () => {
  it('holds each id once, with cases, and no cases of a control that does not exist', () => {
    const ids = CONTROLS.map(({ id }): string => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(CASES).sort()).toEqual([...ids].sort());
  });

  it('holds the control of every folder, its file named like its id', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const inFolders = files
      .filter((path) => path.endsWith('.control.ts'))
      .map((path) => path.split('/'))
      .map(([family, slug, file]) => {
        expect(file).toBe(`${slug}.control.ts`);
        return `${family}/${slug}`;
      });
    const ids = CONTROLS.map(({ id }): string => id);
    expect(ids).toEqual(expect.arrayContaining(inFolders));
  });

  it('says in every control why, what to do, and what it is elsewhere', () => {
    for (const control of CONTROLS) {
      for (const text of [control.title, control.why, control.remedy]) expect(text.trim()).not.toBe('');
      expect(control.title).not.toMatch(/[.!]$/);
      expect(control.subjects.length).toBeGreaterThan(0);
      for (const reference of control.references) expect(reference).toMatch(/^[a-z][a-z0-9.-]*:\S+$/);
    }
  });
});
