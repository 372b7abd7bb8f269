import type { ControlCase } from '@plimsoll/engine';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../../settings/host-case.js';
import { PODS_CGROUP } from '../../settings/kubernetes-node.js';
import { versionText, type KernelVersion } from '../../settings/kernel-version.js';
import { deciding } from '../../settings/deciding.js';
import { evaluateExpression } from '../../settings/expression.js';
import type { ConfigRow } from './config-row.js';
import { holds, maximumOf, type ConfigRule, type ConfigTerm, type ConfigView } from './config-term.js';
import { CONFIG_ROWS } from './config.table.js';
import { KCONFIG } from './config-view.js';

const UNAME: Readonly<Record<string, string>> = { i386: 'i686', arm64: 'aarch64' };
const OTHER = 's390x';

/** Options with which a term holds. */
export function satisfied(term: ConfigTerm, options: Settings): Settings {
  switch (term.test) {
    case 'version':
      return { 'config.version': term.least.join('.') };
    case 'equals':
      return { [term.key]: term.value };
    case 'contains':
      return { [term.key]: `"one,${term.part},other"` };
    case 'largest':
      return { [term.key]: '32', [maximumOf(term.key)]: '32' };
    case 'unset':
      return { [term.key]: 'is not set' };
    case 'mentioned':
      return term.key in options ? {} : { [term.key]: 'y' };
  }
}

/** Options with which a term does not hold. */
export function violated(term: ConfigTerm): Settings {
  switch (term.test) {
    case 'version':
      return { 'config.version': '1.0.0' };
    case 'equals':
      return { [term.key]: term.value === 'y' ? 'is not set' : '1' };
    case 'contains':
      return { [term.key]: '"one,other"' };
    case 'largest':
      return { [term.key]: '28', [maximumOf(term.key)]: '32' };
    case 'unset':
      return { [term.key]: 'y' };
    case 'mentioned':
      return {};
  }
}

/** Options with which a rule is as wanted: the first alternative, or all conditions; else none, or not the first. */
function optionsFor(rule: ConfigRule, wanted: boolean, options: Settings = {}): Settings {
  if ('term' in rule)
    return { ...options, ...(wanted ? satisfied(rule.term, options) : violated(rule.term)) };
  const parts = 'any' in rule ? rule.any : rule.all;
  const first = parts.slice(0, 1);
  return ('any' in rule === wanted ? first : parts).reduce(
    (found, part) => optionsFor(part, wanted, found),
    options,
  );
}

/** A whole configuration of these options, for a kernel that is newer than every table. */
function wholeConfig(row: ConfigRow, options: Settings): Settings {
  const architecture = row.architectures?.[0] ?? 'x86_64';
  const all: Settings = {
    'config.version': '9.9.9',
    'config.architecture': UNAME[architecture] ?? architecture,
    'config.origin': '/proc/config.gz',
    'kernel.osrelease': '9.9.9',
    ...options,
  };
  const count = Object.keys(all).filter((key) => key.startsWith('CONFIG_')).length;
  return { ...all, 'config.options': `${count}` };
}

const NO_KUBELET: Settings = { [PODS_CGROUP]: ABSENT };
const UNREADABLE = { verdict: 'unknown', reason: 'unreadable' } as const;
const NOT_APPLICABLE = { verdict: 'not-applicable' } as const;

/** Options as a rule sees them, for a kernel that is newer than every table. */
export const viewOf = (options: Settings): ConfigView => ({
  option: (key) => {
    const text = options[key];
    return typeof text === 'string' && text !== 'is not set'
      ? { kind: 'set', text }
      : { kind: 'unset', mentioned: text !== undefined };
  },
  version: () => {
    const text = options['config.version'];
    const [major = 9, minor = 9, patch = 9] = (typeof text === 'string' ? text : '9.9.9')
      .split('.')
      .map(Number);
    return [major, minor, patch];
  },
});

const keeps = (rule: ConfigRule, options: Settings): boolean =>
  evaluateExpression(rule, (term) => holds(term, viewOf(options))).truth === true;

/** For each term of a rule two configurations that differ in it alone, of which one keeps the rule. */
function decidingCases(row: ConfigRow): readonly ControlCase[] {
  if ('term' in row.rule) return [];
  return deciding(row.rule).flatMap(({ term, given }, index) => {
    const others = given.reduce((found, { part, wanted }) => optionsFor(part, wanted, found), {});
    return [
      { options: { ...others, ...satisfied(term, others) }, verdict: 'pass' } as const,
      ...(term.test === 'unset' ? [{ options: without(others, term.key), verdict: 'pass' } as const] : []),
      { options: { ...others, ...violated(term) }, verdict: 'fail' } as const,
      ...(term.test === 'mentioned'
        ? [{ options: without(others, term.key), verdict: 'fail' } as const]
        : []),
    ]
      .filter(({ options, verdict }) => keeps(row.rule, options) === (verdict === 'pass'))
      .filter(({ options, verdict }) => verdict === 'pass' || row.until === undefined || row.key in options)
      .map(({ options, verdict }) =>
        hostCase(
          KCONFIG,
          `part ${index + 1} of the rule decides: ${verdict}`,
          wholeConfig(row, options),
          { verdict },
          NO_KUBELET,
        ),
      );
  });
}

export const without = (options: Settings, key: string): Settings =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== key));

/** What is not mentioned by a kernel that should have it. */
function edgeCases(row: ConfigRow): readonly ControlCase[] {
  const edge = (version: KernelVersion): readonly ControlCase[] => {
    const options = { 'config.version': `${version[0]}.${version[1]}.0` };
    return [
      hostCase(
        KCONFIG,
        `Linux ${versionText(version)}, which has it, and does not mention it`,
        wholeConfig(row, options),
        { verdict: keeps(row.rule, options) ? 'pass' : 'fail' },
        NO_KUBELET,
      ),
    ];
  };
  return [
    ...(row.since === undefined ? [] : edge(row.since)),
    ...(row.until === undefined ? [] : edge(row.until)),
  ];
}

function windowCases(row: ConfigRow): readonly ControlCase[] {
  const { since, until } = row;
  const of = (version: string): Settings => wholeConfig(row, { 'config.version': version });
  return [
    ...(since === undefined
      ? []
      : [
          hostCase(
            KCONFIG,
            `a kernel before ${versionText(since)}, which has it not`,
            of('1.0.0'),
            NOT_APPLICABLE,
            NO_KUBELET,
          ),
        ]),
    ...(until === undefined
      ? []
      : [
          hostCase(
            KCONFIG,
            `a kernel after ${versionText(until)}, which has it no more`,
            of('9.9.9'),
            NOT_APPLICABLE,
            NO_KUBELET,
          ),
        ]),
  ];
}

function judgedCases(row: ConfigRow): readonly ControlCase[] {
  const kept = wholeConfig(row, optionsFor(row.rule, true));
  const broken = wholeConfig(row, optionsFor(row.rule, false));
  const shown = 'term' in row.rule ? { evidence: [{ path: row.key }] } : {};
  const of = (title: string, settings: Settings, expect: ControlCase['expect']): ControlCase =>
    hostCase(KCONFIG, title, settings, expect, NO_KUBELET);
  return [
    of('a kernel that keeps the rule', kept, { verdict: 'pass', ...shown }),
    of('a kernel that breaks it', broken, { verdict: 'fail', ...shown }),
    ...('term' in row.rule && row.rule.term.test === 'unset'
      ? [of('a kernel that does not mention it', wholeConfig(row, {}), { verdict: 'pass', ...shown })]
      : []),
    ...('term' in row.rule
      ? [of('an option that cannot be read', { ...kept, [row.key]: NO_PERMISSION }, UNREADABLE)]
      : []),
    ...(row.architectures === undefined
      ? []
      : [of('another architecture', { ...broken, 'config.architecture': OTHER }, NOT_APPLICABLE)]),
    ...(row.exceptKubernetes === undefined
      ? []
      : [
          hostCase(KCONFIG, 'a Kubernetes node, which needs the opposite', broken, NOT_APPLICABLE),
          hostCase(KCONFIG, 'perhaps a Kubernetes node', broken, UNREADABLE, {
            [PODS_CGROUP]: NO_PERMISSION,
          }),
        ]),
  ];
}

function lostCases(row: ConfigRow): readonly ControlCase[] {
  const nothing = { 'config.options': ABSENT, 'kernel.osrelease': '9.9.9' };
  const cut = { ...wholeConfig(row, { 'config.version': '1.0.0' }), 'config.options': '9000' };
  return [
    hostCase(KCONFIG, 'no configuration on the host', nothing, UNREADABLE, NO_KUBELET),
    hostCase(KCONFIG, 'options that got lost', cut, UNREADABLE, NO_KUBELET),
  ];
}

/** The examples of every option, by the id of its control. */
export const configCases: Readonly<Record<string, readonly ControlCase[]>> = Object.fromEntries(
  CONFIG_ROWS.map((rows) => [
    `kernel/config-${rows[0].slug}`,
    rows.flatMap((row) => [
      ...judgedCases(row),
      ...decidingCases(row),
      ...windowCases(row),
      ...edgeCases(row),
      ...lostCases(row),
    ]),
  ]),
);
