import type { HostFiles } from '@plimsoll/probes';
import { describe, expect, it } from 'vitest';
import { madeOncePerPass, oncePerPass } from './once-per-pass.js';

/** A host that counts what it is asked. */
function counting(): { readonly host: HostFiles; readonly asked: string[] } {
  const asked: string[] = [];
  const ask = (operation: string, path: string): Promise<never> => {
    asked.push(`${operation} ${path}`);
    return Promise.resolve({ outcome: 'absent', detail: '' }) as Promise<never>;
  };
  const host: HostFiles = {
    root: '/',
    readText: (path) => ask('text', path),
    readBytes: (path) => ask('bytes', path),
    readLink: (path) => ask('link', path),
    list: (path) => ask('list', path),
    stat: (path) => ask('stat', path),
    isLiveProcfs: (path) => ask('procfs', path),
  };
  return { host, asked };
}

describe('a pass', () => {
  it('asks once for each path and limit', async () => {
    const { host, asked } = counting();
    const pass = oncePerPass(host);
    const limits = [undefined, { maxBytes: 1 }, { maxBytes: 2 }, { maxBytes: 1, whenLonger: 'cut' as const }];
    for (const limit of [...limits, ...limits]) await pass.readText('/a', limit);
    await pass.list('/a', { maxEntries: 1 });
    await pass.list('/a', { maxEntries: 2 });
    await pass.stat('/a');
    await pass.stat('/b');
    await pass.stat('/a');
    expect(asked).toEqual([...limits.map(() => 'text /a'), 'list /a', 'list /a', 'stat /a', 'stat /b']);
  });

  it('within a pass is the same one', () => {
    const pass = oncePerPass(counting().host);
    expect(oncePerPass(pass)).toBe(pass);
  });

  it('has what is made of it made once, and nothing outside of it is kept', async () => {
    let made = 0;
    const make = madeOncePerPass(async () => (made += 1));
    const { host } = counting();
    const [one, other] = [oncePerPass(host), oncePerPass(host)];
    expect([await make({ host: one }), await make({ host: one }), await make({ host: other })]).toEqual([
      1, 1, 2,
    ]);
    expect([await make({ host }), await make({ host })]).toEqual([3, 4]);
  });
});
