import type { ControlCase } from '@plimsoll/engine';
import type { FactBody } from '@plimsoll/model';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../../settings/host-case.js';
import { PODS_CGROUP } from '../../settings/kubernetes-node.js';
import { versionText } from '../../settings/kernel-version.js';
import {
  satisfied as configSatisfied,
  viewOf as configViewOf,
  violated as configViolated,
  without,
} from '../config/config.cases.js';
import { deciding } from '../../settings/deciding.js';
import { evaluateExpression } from '../../settings/expression.js';
import { KCONFIG } from '../config/config-view.js';
import { CMDLINE_ROWS } from './cmdline.table.js';
import type { CmdlineRow } from './cmdline-row.js';
import { holds, type CmdlineRule, type CmdlineTerm } from './cmdline-term.js';
import { CMDLINE } from './cmdline-view.js';

/** A command line, '' for a bare word, and the options of the kernel's configuration. */
interface Boot {
  readonly line: Readonly<Record<string, string>>;
  readonly config: Settings;
}

const EMPTY: Boot = { line: {}, config: {} };
const UNAME: Readonly<Record<string, string>> = { i386: 'i686', arm64: 'aarch64' };
const UNREADABLE = { verdict: 'unknown', reason: 'unreadable' } as const;
const NOT_APPLICABLE = { verdict: 'not-applicable' } as const;
const NO_KUBELET: Settings = { [PODS_CGROUP]: ABSENT };

const withWord = (boot: Boot, name: string, value: string): Boot => ({
  ...boot,
  line: { ...boot.line, [name]: value },
});

const lose = (boot: Boot, name: string): Boot => ({
  ...boot,
  line: Object.fromEntries(Object.entries(boot.line).filter(([key]) => key !== name)),
});

function satisfied(term: CmdlineTerm, boot: Boot): Boot {
  switch (term.test) {
    case 'config':
      return { ...boot, config: { ...boot.config, ...configSatisfied(term.term, boot.config) } };
    case 'absent':
      return lose(boot, term.name);
    case 'present':
      return withWord(boot, term.name, '');
    case 'equals':
      return withWord(boot, term.name, term.value);
    case 'differs':
      return withWord(boot, term.name, 'auto');
    case 'contains':
      return withWord(boot, term.name, `other,${term.part}`);
    case 'letters':
      return withWord(boot, term.name, `U${term.letters}`);
    case 'least':
      return withWord(boot, term.name, `${term.least}`);
  }
}

function violated(term: CmdlineTerm, boot: Boot): Boot {
  switch (term.test) {
    case 'config':
      return { ...boot, config: { ...boot.config, ...configViolated(term.term) } };
    case 'absent':
      return term.name in boot.line ? boot : withWord(boot, term.name, 'other');
    case 'present':
      return boot;
    case 'equals':
    case 'contains':
    case 'letters':
      return withWord(boot, term.name, 'other');
    case 'differs':
      return withWord(boot, term.name, term.values[0] ?? 'off');
    case 'least':
      return withWord(boot, term.name, `${term.least - 1}`);
  }
}

/** A boot that keeps a rule by its first alternative, or that keeps none of them. */
function bootFor(rule: CmdlineRule, wanted: boolean, boot: Boot = EMPTY): Boot {
  if ('term' in rule) return wanted ? satisfied(rule.term, boot) : violated(rule.term, boot);
  const parts = 'any' in rule ? rule.any : rule.all;
  const first = parts.slice(0, 1);
  return ('any' in rule === wanted ? first : parts).reduce(
    (found, part) => bootFor(part, wanted, found),
    boot,
  );
}

function wholeLine(row: CmdlineRow, line: Boot['line'], more: Settings = {}): Settings {
  const parameters = Object.entries(line).map(([name, value]) => [
    `boot:${name.replaceAll('-', '_')}`,
    value,
  ]);
  const architecture = row.architectures?.[0] ?? 'x86_64';
  return {
    ...Object.fromEntries(parameters),
    'cmdline.parameters': `${parameters.length}`,
    'kernel.osrelease': '9.9.9',
    'kernel.arch': UNAME[architecture] ?? architecture,
    ...more,
  };
}

const configBody = (options: Settings): FactBody => ({
  shape: 'settings',
  settings: {
    ...options,
    'config.options': `${Object.keys(options).length}`,
    'config.version': '9.9.9',
    'config.architecture': 'x86_64',
  },
});

function bootCase(
  row: CmdlineRow,
  title: string,
  { line, config }: Boot,
  expect: ControlCase['expect'],
  { identity = NO_KUBELET, more = {} }: { readonly identity?: Settings; readonly more?: Settings } = {},
): ControlCase {
  const found = hostCase(CMDLINE, title, wholeLine(row, line, more), expect, identity);
  return { ...found, facts: { ...found.facts, [KCONFIG]: configBody(config) } };
}

const keeps = (rule: CmdlineRule, { line, config }: Boot): boolean => {
  const view = {
    parameter: (name: string) => ({ value: line[name] }),
    config: configViewOf(config),
  };
  return evaluateExpression(rule, (term) => holds(term, view)).truth === true;
};

/** Boots that differ in one term alone, and other values of it. */
function sidesOf(term: CmdlineTerm, others: Boot): readonly Boot[] {
  const beside =
    term.test === 'config' ? [] : [lose(others, term.name), withWord(others, term.name, 'other')];
  return [satisfied(term, others), violated(term, others), ...beside, ...nearOf(term, others)];
}

/** Values next to the one that is asked for. */
function nearOf(term: CmdlineTerm, others: Boot): readonly Boot[] {
  switch (term.test) {
    case 'differs':
      return term.values.map((value) => withWord(others, term.name, value));
    case 'contains':
      return [withWord(others, term.name, `x${term.part}`), withWord(others, term.name, term.part)];
    case 'letters':
      return [withWord(others, term.name, term.letters.slice(1)), withWord(others, term.name, term.letters)];
    case 'config':
      return term.term.test === 'mentioned'
        ? [{ ...others, config: without(others.config, term.term.key) }]
        : [];
    case 'least':
      return [withWord(others, term.name, `${term.least - 1}`), withWord(others, term.name, `${term.least}`)];
    default:
      return [];
  }
}

/** For each term of a rule boots that differ in it alone, some of which keep the rule. */
function decidingCases(
  row: CmdlineRow,
  rule: CmdlineRule,
  more: Parameters<typeof bootCase>[4] = {},
): readonly ControlCase[] {
  return deciding(rule).flatMap(({ term, given }, index) => {
    const others = given.reduce((found, { part, wanted }) => bootFor(part, wanted, found), EMPTY);
    return sidesOf(term, others).map((boot) => {
      const verdict = keeps(rule, boot) ? 'pass' : 'fail';
      return bootCase(row, `part ${index + 1} of the rule decides: ${verdict}`, boot, { verdict }, more);
    });
  });
}

function kubernetesCases(row: CmdlineRow): readonly ControlCase[] {
  const rule = row.onKubernetes;
  if (rule === undefined) return [];
  return [
    ...decidingCases(row, rule, { identity: {} }),
    bootCase(
      row,
      'a Kubernetes node that keeps what is asked of one',
      bootFor(rule, true),
      { verdict: 'pass' },
      { identity: {} },
    ),
    bootCase(
      row,
      'a Kubernetes node that does not',
      bootFor(rule, false),
      { verdict: 'fail' },
      { identity: {} },
    ),
    bootCase(row, 'perhaps a Kubernetes node', bootFor(row.rule, true), UNREADABLE, {
      identity: { [PODS_CGROUP]: NO_PERMISSION },
    }),
  ];
}

function rowCases(row: CmdlineRow): readonly ControlCase[] {
  const kept = bootFor(row.rule, true);
  const broken = bootFor(row.rule, false);
  const lost = { 'cmdline.parameters': '90' };
  return [
    bootCase(row, 'a boot that keeps the rule', kept, { verdict: 'pass' }),
    bootCase(row, 'a boot that breaks it', broken, { verdict: 'fail' }),
    ...decidingCases(row, row.rule),
    bootCase(row, 'parameters that got lost', { ...EMPTY, config: broken.config }, UNREADABLE, {
      more: lost,
    }),
    bootCase(row, 'a command line that cannot be read', { ...EMPTY, config: broken.config }, UNREADABLE, {
      more: { 'cmdline.parameters': NO_PERMISSION },
    }),
    ...(row.since === undefined
      ? []
      : [
          bootCase(row, `a kernel before ${versionText(row.since)}`, EMPTY, NOT_APPLICABLE, {
            more: { 'kernel.osrelease': '1.0.0' },
          }),
          bootCase(
            row,
            `Linux ${versionText(row.since)}, which has it`,
            EMPTY,
            { verdict: keeps(row.rule, EMPTY) ? 'pass' : 'fail' },
            { more: { 'kernel.osrelease': `${versionText(row.since)}.0` } },
          ),
        ]),
    ...(row.architectures === undefined
      ? []
      : [
          bootCase(row, 'another architecture', broken, NOT_APPLICABLE, { more: { 'kernel.arch': 's390x' } }),
        ]),
    ...kubernetesCases(row),
  ];
}

const parameter = (name: string, value: string): Boot => ({ line: { [name]: value }, config: {} });

/** What a rule's own examples do not show. */
function specialCases(row: CmdlineRow): readonly ControlCase[] {
  const capture = { 'kernel.arch': ABSENT, 'kernel.osrelease': ABSENT };
  switch (row.slug) {
    case 'mds':
      return [
        bootCase(row, 'a parameter that is not there, and the default of the kernel', EMPTY, {
          verdict: 'pass',
          evidence: [
            { path: 'mds', value: null },
            { path: 'mitigations', value: null },
          ],
        }),
        bootCase(row, 'off by the switch for all', parameter('mitigations', 'off'), { verdict: 'fail' }),
        bootCase(
          row,
          'off, and on again by its own parameter',
          { line: { mitigations: 'off', mds: 'full' }, config: {} },
          { verdict: 'pass' },
        ),
        bootCase(
          row,
          'a capture that tells no architecture',
          parameter('mds', 'off'),
          { verdict: 'fail' },
          { more: capture },
        ),
      ];
    case 'mitigations':
      return [
        bootCase(
          row,
          'off on any architecture',
          parameter('mitigations', 'off'),
          { verdict: 'fail' },
          { more: capture },
        ),
        bootCase(
          row,
          'an architecture that decides and is not known',
          parameter('mitigations', 'auto'),
          UNREADABLE,
          { more: capture },
        ),
      ];
    case 'init-on-alloc':
      return [
        bootCase(
          row,
          'what the kernel was built to do',
          { line: {}, config: { CONFIG_INIT_ON_ALLOC_DEFAULT_ON: 'y' } },
          { verdict: 'pass' },
        ),
        bootCase(
          row,
          'switched off although it was built in',
          { line: { init_on_alloc: '0' }, config: { CONFIG_INIT_ON_ALLOC_DEFAULT_ON: 'y' } },
          { verdict: 'fail' },
        ),
        bootCase(row, 'another word for 1', parameter('init_on_alloc', 'on'), { verdict: 'pass' }),
      ];
    default:
      return [];
  }
}

/** The examples of every boot parameter, by the id of its control. */
export const cmdlineCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  CMDLINE_ROWS.map((rows) => [
    `kernel/cmdline-${rows[0].slug}`,
    rows.flatMap((row, index) => [...rowCases(row), ...(index === 0 ? specialCases(row) : [])]),
  ]),
);
