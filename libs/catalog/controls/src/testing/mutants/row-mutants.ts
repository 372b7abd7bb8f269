import type { ConfiguredRow } from '../../components/configured-control.js';
import type { FlagRow } from '../../components/flag-control.js';
import type { Effect, Unset } from '../../components/unset.js';
import type { VulnerabilityRow } from '../../cpu/vulnerability-row.js';
import type { CmdlineRow } from '../../kernel/cmdline/cmdline-row.js';
import type { ConfigRow } from '../../kernel/config/config-row.js';
import type { ModuleRow } from '../../kernel/modules/module-row.js';
import type { FactRow } from '../../settings/fact-control.js';
import type { FileRow } from '../../settings/file-row.js';
import type { SettingRow } from '../../settings/setting-control.js';
import { cmdlineTermMutants, configTermMutants, expressionMutants } from './expression-mutants.js';
import type { Changed } from './mutant.js';
import { ruleMutants } from './rule-mutants.js';

/** A copy without one of its optional members. */
function without<Row, Key extends keyof Row>(row: Row, key: Key): Row {
  const copy = { ...row };
  delete copy[key];
  return copy;
}

const lost = <Row, Key extends keyof Row & string>(
  row: Row,
  ...keys: readonly Key[]
): readonly Changed<Row>[] =>
  keys.filter((key) => row[key] !== undefined).map((key) => [`${key} lost`, without(row, key)]);

const NEVER = [99, 0] as const;
const windowMutants = <Row extends { readonly since?: readonly [number, number] }>(
  row: Row,
): readonly Changed<Row>[] =>
  row.since === undefined ? [] : [['since the far future', { ...row, since: NEVER }], ...lost(row, 'since')];

export function settingMutants(row: SettingRow): readonly Changed<SettingRow>[] {
  const { since, otherwise } = row.absence;
  const absences = [
    ['its absence fails', 'fail'],
    ['its absence does not apply', { notApplicable: 'it is not there' }],
    ['its absence is not known', undefined],
  ] as const;
  return [
    ...ruleMutants(row.rule).map(([what, rule]): Changed<SettingRow> => [what, { ...row, rule }]),
    ...absences
      .filter(([, other]) => typeof other !== typeof otherwise)
      .map(([what, other]): Changed<SettingRow> => [
        what,
        { ...row, absence: other === undefined ? { since } : { since, otherwise: other } },
      ]),
    ...(typeof otherwise === 'object'
      ? []
      : ([['since the far future', { ...row, absence: { ...row.absence, since: NEVER } }]] as const)),
    ['another key', { ...row, key: `${row.key}.other` }],
    ...lost(row, 'onlyKubernetes', 'exceptKubernetes'),
  ];
}

export function factMutants(row: FactRow): readonly Changed<FactRow>[] {
  const absences = [
    ['its absence passes', 'pass'],
    ['its absence fails', 'fail'],
    ['its absence does not apply', { notApplicable: 'there is none' }],
    ['its absence is not known', { unknown: 'there is none' }],
  ] as const;
  const same = (other: FactRow['absent']): boolean =>
    typeof other === 'string' || typeof row.absent === 'string'
      ? other === row.absent
      : 'unknown' in other === 'unknown' in row.absent;
  return [
    ...ruleMutants(row.rule).map(([what, rule]): Changed<FactRow> => [what, { ...row, rule }]),
    ...absences
      .filter(([, absent]) => !same(absent))
      .map(([what, absent]): Changed<FactRow> => [what, { ...row, absent }]),
    ...(row.only ?? []).flatMap((one, index): readonly Changed<FactRow>[] => [
      ['a condition lost', { ...row, only: (row.only ?? []).filter((_, at) => at !== index) }],
      [
        'a condition negated',
        {
          ...row,
          only: (row.only ?? []).map((other, at) =>
            at === index ? { ...one, holds: (text: string | undefined) => !one.holds(text) } : other,
          ),
        },
      ],
    ]),
    ['another key', { ...row, key: `${row.key}.other` }],
    ...lost(row, 'instead'),
  ];
}

export function fileMutants(row: FileRow): readonly Changed<FileRow>[] {
  const { mode, owners } = row;
  const nones = [
    ['none passes', 'pass'],
    ['none does not apply', { notApplicable: 'none' }],
  ] as const;
  const lowest = mode === undefined ? 0 : mode & -mode;
  return [
    ...(mode === undefined
      ? []
      : ([
          ['a bit more for others', { ...row, mode: mode | 0o002 }],
          ['a set-user bit more', { ...row, mode: mode | 0o4000 }],
          ...(lowest === 0 ? [] : ([['a bit less', { ...row, mode: mode & ~lowest }]] as const)),
        ] as const)),
    ...(owners === undefined ? [] : ([['another owner', { ...row, owners: ['eve:eve'] }]] as const)),
    ...(owners === undefined || mode === undefined ? [] : lost(row, 'mode', 'owners')),
    ...nones
      .filter(
        ([, none]) =>
          typeof none !== typeof row.none || (typeof row.none === 'object' && 'process' in row.none),
      )
      .map(([what, none]): Changed<FileRow> => [what, { ...row, none }]),
  ];
}

const EFFECTS = ['pass', 'fail', 'not-applicable'] as const;

/** What an absent flag deserves, swapped; of several versions each for itself. */
function unsetMutants(unset: Unset): readonly Changed<Unset>[] {
  const swapped = (effect: Effect): readonly Changed<Effect>[] =>
    EFFECTS.filter((verdict) => verdict !== effect.verdict).map((verdict) => [
      `not set: ${verdict}`,
      { ...effect, verdict },
    ]);
  if ('verdict' in unset) return swapped(unset);
  const { first, later } = unset;
  return [
    ...swapped(first).map(([what, effect]): Changed<Unset> => [what, { first: effect, later }]),
    ...later.flatMap((one, index) =>
      swapped(one).map(([what, effect]): Changed<Unset> => [
        `${what}, of later versions`,
        { first, later: later.map((other, at) => (at === index ? { ...other, ...effect } : other)) },
      ]),
    ),
    ['a version lost', { first, later: later.slice(0, -1) }],
  ];
}

export const flagMutants = (row: FlagRow): readonly Changed<FlagRow>[] => [
  ...ruleMutants(row.rule).map(([what, rule]): Changed<FlagRow> => [what, { ...row, rule }]),
  ...unsetMutants(row.unset).map(([what, unset]): Changed<FlagRow> => [what, { ...row, unset }]),
  ['another flag', { ...row, flag: `${row.flag}-other` }],
  ...lost(row, 'instead', 'inFile'),
];

export const configuredMutants = (row: ConfiguredRow): readonly Changed<ConfiguredRow>[] => [
  ...ruleMutants(row.rule).map(([what, rule]): Changed<ConfiguredRow> => [what, { ...row, rule }]),
  ...unsetMutants(row.unset).map(([what, unset]): Changed<ConfiguredRow> => [what, { ...row, unset }]),
  ['another key', { ...row, key: `${row.key}Other` }],
  ...lost(row, 'instead'),
];

export const configMutants = (row: ConfigRow): readonly Changed<ConfigRow>[] => [
  ...expressionMutants(row.rule, configTermMutants).map(([what, rule]): Changed<ConfigRow> => [
    what,
    { ...row, rule },
  ]),
  ...windowMutants(row),
  ...lost(row, 'until', 'exceptKubernetes'),
  ...(row.architectures === undefined
    ? []
    : ([['another architecture', { ...row, architectures: [] }]] as const)),
];

export const cmdlineMutants = (row: CmdlineRow): readonly Changed<CmdlineRow>[] => [
  ...expressionMutants(row.rule, cmdlineTermMutants).map(([what, rule]): Changed<CmdlineRow> => [
    what,
    { ...row, rule },
  ]),
  ...(row.onKubernetes === undefined
    ? []
    : expressionMutants(row.onKubernetes, cmdlineTermMutants).map(
        ([what, onKubernetes]): Changed<CmdlineRow> => [`${what}, on nodes`, { ...row, onKubernetes }],
      )),
  ...windowMutants(row),
  ...lost(row, 'onKubernetes'),
  ...(row.architectures === undefined
    ? []
    : ([['another architecture', { ...row, architectures: [] }]] as const)),
];

export const moduleMutants = (row: ModuleRow): readonly Changed<ModuleRow>[] => [
  ['another module', { ...row, module: `${row.module}_x` }],
];

export const vulnerabilityMutants = (row: VulnerabilityRow): readonly Changed<VulnerabilityRow>[] => [
  ['another file', { ...row, file: `${row.file}_x` }],
  ['every family', { ...row, families: ['x86', 'arm64', 'powerpc', 's390', 'riscv'] }],
  ['no family', { ...row, families: [] }],
];
