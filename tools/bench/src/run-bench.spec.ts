import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCENARIOS, runBench, type Scenario } from './index.js';

const folders: string[] = [];
const scenario = (name: string, run: Scenario['run']): Scenario => ({ name, meaning: `about ${name}`, run });
const good = (name: string, value: number) =>
  scenario(name, async ({ folder, progress }) => {
    expect(existsSync(folder)).toBe(true);
    folders.push(folder);
    progress('at work');
    const target = { of: 'value', is: 'at most', bound: 1 } as const;
    return { scenario: name, value, unit: 'ms', floor: null, target };
  });
const bad = scenario('bad', () => Promise.reject(new Error('no Postgres')));

async function run(parameters: readonly string[], scenarios: readonly Scenario[]) {
  let [out, err] = ['', ''];
  const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { code: await runBench(parameters, scenarios, '/nowhere', streams), out, err };
}

describe('the benchmark', () => {
  it('knows every scenario of the product by one name each', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      'scan',
      'scan-start',
      'ingest',
      'evaluate',
      'resync',
      'overview',
      'footprint',
      'host-pass',
      'host-scan',
      'node-footprint',
      'first-sync',
      'visible',
      'cluster-agent',
      'api-load',
    ]);
  });

  it('prints one object a line and exits with 0 whether a target is met or not', async () => {
    const { code, out, err } = await run(['--all'], [good('a', 1), good('b', 2)]);
    expect(code).toBe(0);
    const lines: { scenario: string; met: boolean; machine: { cores: number } }[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ scenario: name, met }) => [name, met])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(lines.every(({ machine }) => machine.cores > 0)).toBe(true);
    expect(err).toBe('a: at work\nb: at work\n');
    expect(folders.some(existsSync)).toBe(false);
  });

  it('answers an unknown name with the list and 2, and runs nothing', async () => {
    const { code, out, err } = await run(['a', 'c'], [good('a', 1)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('there is no scenario c');
    expect(err).toContain('a  about a\n');
    expect((await run([], [good('a', 1)])).code).toBe(2);
  });

  it('lists on standard output', async () => {
    expect(await run(['--list'], [good('a', 1), good('longer', 1)])).toEqual({
      code: 0,
      out: 'a       about a\nlonger  about longer\n',
      err: '',
    });
  });

  it('goes on after a scenario that could not be measured, and exits with 1', async () => {
    const { code, out, err } = await run(['--all'], [bad, good('a', 1)]);
    expect(code).toBe(1);
    expect(err).toContain('no Postgres');
    expect(out).toContain('"scenario":"a"');
  });
});
