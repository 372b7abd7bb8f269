import { judge } from '@plimsoll/engine';
import type { FactBody, Setting, SourceId } from '@plimsoll/model';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import { kernelControls } from './index.js';

/** What was worked out from the facts apart from these tables, so that a slip of the pen in a row is noticed. */
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), 'utf8'));

interface Config {
  readonly architecture: string;
  readonly version: string;
  /** Names of options by their value, without `CONFIG_`. */
  readonly y: string;
  readonly m: string;
  readonly unset: string;
  readonly other: Readonly<Record<string, string>>;
}

const SUBJECT = { group: '', kind: 'Node', namespace: '', name: 'n' } as const;
const LETTERS: Readonly<Record<string, string>> = { pass: 'p', fail: 'f', 'not-applicable': 'n' };

function configBody({ architecture, version, y, m, unset, other }: Config): FactBody {
  const named = (names: string, value: string): [string, string][] =>
    names.split(' ').flatMap((name): [string, string][] => (name === '' ? [] : [[name, value]]));
  const options = [
    ...named(y, 'y'),
    ...named(m, 'm'),
    ...named(unset, 'is not set'),
    ...Object.entries(other),
  ].map(([name, value]): [string, Setting] => [`CONFIG_${name}`, value]);
  return {
    shape: 'settings',
    settings: {
      ...Object.fromEntries(options),
      'config.options': `${options.length}`,
      'config.version': version,
      'config.architecture': architecture,
    },
  };
}

function verdict(id: string, facts: Partial<Record<SourceId, FactBody>>): string {
  const control = kernelControls.find((one) => one.id === id);
  return control === undefined ? `no control ${id}` : judge(control, { subject: SUBJECT, facts }).verdict;
}

describe('options of a kernel configuration', () => {
  it('are judged as the facts say, on kernels of five architectures', () => {
    const bodies = (read('configs') as readonly Config[]).map(configBody);
    const expected = read('config-verdicts') as Readonly<Record<string, string>>;
    expect(Object.keys(expected)).toHaveLength(321);
    for (const [slug, letters] of Object.entries(expected)) {
      const found = bodies.map(
        (body) => LETTERS[verdict(`kernel/config-${slug}`, { 'host/kconfig': body })] ?? '?',
      );
      expect([slug, found.join('')]).toEqual([slug, letters]);
    }
  });
});

/** `f 6.6.0 A=y;B=is not set`: the verdict, the version, and all options that there are. */
function ruleCase(architecture: string, text: string): { readonly letter: string; readonly body: FactBody } {
  const [letter = '', version = '', ...rest] = text.split(' ');
  const options = rest
    .join(' ')
    .split(';')
    .filter((one) => one !== '')
    .map((one): [string, Setting] => [
      `CONFIG_${one.slice(0, one.indexOf('='))}`,
      one.slice(one.indexOf('=') + 1),
    ]);
  const settings = {
    ...Object.fromEntries(options),
    'config.options': `${options.length}`,
    'config.version': version,
    'config.architecture': architecture,
  };
  return { letter, body: { shape: 'settings', settings } };
}

describe('each rule of an option', () => {
  it('is judged as the facts say with every combination of what it names, and at the edges of its window', () => {
    const rules = read('config-rules') as Readonly<Record<string, readonly [string, ...string[]]>>;
    const wrong = Object.entries(rules).flatMap(([name, [architecture, ...cases]]) =>
      cases.flatMap((text) => {
        const { letter, body } = ruleCase(architecture, text);
        const found = LETTERS[verdict(`kernel/config-${name.split(' ')[0]}`, { 'host/kconfig': body })];
        return found === letter ? [] : [`${name} on ${architecture}: ${text}: ${found}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

const wholeConfig = (text: string): FactBody => ruleCase('x86_64', `p 9.9.9 ${text}`).body;

/** `f pti=off quiet | A=y`: the verdict, the command line, and the options of the configuration. */
function bootCase(architecture: string, text: string) {
  const [line = '', options = ''] = text.slice(2).split(' | ');
  const words = line.split(' ').filter((word) => word !== '');
  const parameters = words.map((word): [string, Setting] => [
    `boot:${word.slice(0, word.indexOf('='))}`,
    word.slice(word.indexOf('=') + 1),
  ]);
  const settings = {
    ...Object.fromEntries(parameters),
    'cmdline.parameters': `${words.length}`,
    'kernel.osrelease': '9.9.9',
    'kernel.arch': architecture,
  };
  return {
    letter: text[0],
    facts: { 'host/cmdline': { shape: 'settings', settings }, 'host/kconfig': wholeConfig(options) } as const,
  };
}

describe('each rule of a boot parameter', () => {
  it('is judged as the facts say with every combination of what it names', () => {
    const rules = read('cmdline-rules') as Readonly<Record<string, readonly string[]>>;
    const wrong = Object.entries(rules).flatMap(([name, cases]) => {
      const [slug, architecture = ''] = name.split(' ');
      return cases.flatMap((text) => {
        const { letter, facts } = bootCase(architecture, text);
        const found = LETTERS[verdict(`kernel/cmdline-${slug}`, facts)];
        return found === letter ? [] : [`${name}: ${text}: ${found}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});

describe('live settings', () => {
  const needs = new Map<string, boolean>(
    kernelControls.map((control) => [control.id, control.needs.includes('host/identity')]),
  );

  it('pass and fail with the values of the facts', () => {
    const values = read('sysctl-values') as Readonly<Record<string, readonly [string[], string[]]>>;
    const idOf = new Map(
      kernelControls
        .filter(({ subjects }) => subjects.includes('host/sysctl'))
        .map((control): [string, string] => [keyOf(control.id), control.id]),
    );
    for (const [key, [pass, fail]] of Object.entries(values)) {
      const id = idOf.get(key) ?? `of ${key}`;
      const identity = needs.get(id) === true ? '/sys/fs/cgroup/kubepods' : { absent: 'none' };
      const facts = (value: string): Partial<Record<SourceId, FactBody>> => ({
        'host/sysctl': { shape: 'settings', settings: { [key]: value, 'kernel.arch': 'x86_64' } },
        'host/identity': {
          shape: 'settings',
          settings: { [PODS_CGROUP]: identity, 'kernel.arch': 'x86_64' },
        },
      });
      for (const value of pass) expect([key, value, verdict(id, facts(value))]).toEqual([key, value, 'pass']);
      for (const value of fail) expect([key, value, verdict(id, facts(value))]).toEqual([key, value, 'fail']);
    }
  });

  /** The setting that a control asks for first, of its own source. */
  function keyOf(id: string): string {
    const control = kernelControls.find((one) => one.id === id);
    let asked = '';
    control?.evaluate({
      subject: SUBJECT,
      object: {},
      fact: () => ({ shape: 'settings', settings: {} }),
      derived: () => undefined,
      setting: (source, key) => {
        if (source === 'host/sysctl' && asked === '') asked = key;
        return source === 'host/identity'
          ? needs.get(control.id) === true
            ? '/sys/fs/cgroup/kubepods'
            : { absent: 'none' }
          : '1';
      },
    });
    return asked;
  }
});
