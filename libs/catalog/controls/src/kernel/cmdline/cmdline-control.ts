import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import { evaluateExpression, expressionText, termsOf } from '../../settings/expression.js';
import { isBefore, kernelVersion, versionText } from '../../settings/kernel-version.js';
import { isKubernetesNode } from '../../settings/kubernetes-node.js';
import { notApplicable, readingOf, unreadable } from '../../settings/reading.js';
import { termText as configText, type ConfigTerm } from '../config/config-term.js';
import { KCONFIG } from '../config/config-view.js';
import { holds, termText, type CmdlineRule, type CmdlineTerm, type CmdlineView } from './cmdline-term.js';
import type { CmdlineRow } from './cmdline-row.js';
import { CMDLINE, cmdlineView } from './cmdline-view.js';

/** A bare word is there without a value; null says that a parameter is not there. */
function parameterEvidence(name: string, view: CmdlineView, wanted: string): readonly Evidence[] {
  const found = view.parameter(name);
  if ('unknown' in found) return [];
  const { value } = found;
  return [{ path: name, value: value === undefined ? null : value === '' ? 'present' : value, wanted }];
}

function configEvidence(term: ConfigTerm, view: CmdlineView): readonly Evidence[] {
  if (term.test === 'version') return [];
  const option = view.config.option(term.key);
  if (option.kind === 'unknown') return [];
  return [
    { path: term.key, value: option.kind === 'set' ? option.text : 'is not set', wanted: configText(term) },
  ];
}

const wantedText = (row: CmdlineRow, rule: CmdlineRule): string =>
  rule === row.rule && row.wanted !== undefined ? row.wanted : expressionText(rule, termText);

/** The row's own parameter first, then what else decided, each once. */
function evidence(
  row: CmdlineRow,
  rule: CmdlineRule,
  because: readonly CmdlineTerm[],
  view: CmdlineView,
): readonly Evidence[] {
  const others = because.flatMap((term) => {
    if (term.test === 'config') return configEvidence(term.term, view);
    return term.name === row.name ? [] : parameterEvidence(term.name, view, termText(term));
  });
  const all = [...parameterEvidence(row.name, view, wantedText(row, rule)), ...others];
  return all.filter(({ path }, index) => all.findIndex((one) => one.path === path) === index);
}

/** A kernel that does not know a parameter cannot be told it. A release that is not told excuses nothing. */
function beforeWindow({ name, since }: CmdlineRow, view: SubjectView): Judgement | undefined {
  if (since === undefined) return undefined;
  const release = readingOf(view, CMDLINE, 'kernel.osrelease');
  if (release.kind === 'unknown') return release.judgement;
  const version = release.kind === 'text' ? kernelVersion(release.text) : undefined;
  return version !== undefined && isBefore(version, since)
    ? notApplicable(
        `Linux ${versionText(version)} does not know ${name}, which came with ${versionText(since)}`,
      )
    : undefined;
}

function judgeRow(row: CmdlineRow, rule: CmdlineRule, view: SubjectView): Judgement {
  const line = cmdlineView(view);
  const { truth, because } = evaluateExpression(rule, (term) => holds(term, line));
  if (typeof truth === 'object') return truth;
  const own = line.parameter(row.name);
  const isMissing = !truth && 'value' in own && own.value === undefined;
  return (
    (isMissing ? beforeWindow(row, view) : undefined) ?? passOrFail(truth, evidence(row, rule, because, line))
  );
}

/** The tables' names for what `uname -m` says. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  i386: 'i386',
  i486: 'i386',
  i586: 'i386',
  i686: 'i386',
  armv6l: 'arm',
  armv7l: 'arm',
};

/** Where nothing tells the architecture, as in a capture, a verdict is given that holds for each of them. */
function judgeByArchitecture(
  rows: readonly [CmdlineRow, ...CmdlineRow[]],
  judge: (row: CmdlineRow) => Judgement,
  view: SubjectView,
): Judgement {
  const [first] = rows;
  if (first.architectures === undefined) return judge(first);
  const reading = readingOf(view, CMDLINE, 'kernel.arch');
  if (reading.kind === 'unknown') return reading.judgement;
  if (reading.kind === 'text') {
    const architecture = ARCHITECTURES[reading.text] ?? reading.text;
    const row = rows.find(({ architectures = [] }) => architectures.some((name) => name === architecture));
    return row === undefined ? notApplicable(`${first.name} is not for ${architecture}`) : judge(row);
  }
  const judgements = rows.map(judge);
  const [judgement] = judgements;
  return judgement !== undefined && judgements.every(({ verdict }) => verdict === judgement.verdict)
    ? judgement
    : unreadable('the architecture decides, and it is not known');
}

function evaluate(rows: readonly [CmdlineRow, ...CmdlineRow[]], view: SubjectView): Judgement {
  const isNode = rows[0].onKubernetes === undefined ? false : isKubernetesNode(view);
  if (typeof isNode === 'object') return isNode;
  return judgeByArchitecture(
    rows,
    (row) => judgeRow(row, isNode ? (row.onKubernetes ?? row.rule) : row.rule, view),
    view,
  );
}

const readsConfig = (rule: CmdlineRule): boolean => termsOf(rule).some(({ test }) => test === 'config');

function remedyOf({ name, set, note }: CmdlineRow): string {
  const change =
    set === undefined
      ? `Take \`${name}\` out of GRUB_CMDLINE_LINUX in /etc/default/grub`
      : `Add \`${set}\` to GRUB_CMDLINE_LINUX in /etc/default/grub`;
  const command = `${change}, then run \`update-grub\` or \`grub2-mkconfig -o /boot/grub2/grub.cfg\` (image systems have a setting of their own), and reboot.`;
  return note === undefined ? command : `${command} ${note}.`;
}

/** The control of the rows of one slug. */
export function cmdlineControl(rows: readonly [CmdlineRow, ...CmdlineRow[]]): Control {
  const [row] = rows;
  return declareControl({
    id: `kernel/cmdline-${row.slug}`,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: remedyOf(row),
    references: [...new Set(rows.flatMap(({ references }) => references))],
    subjects: [CMDLINE],
    needs: [
      CMDLINE,
      ...(rows.some(({ rule }) => readsConfig(rule)) ? [{ anyOf: WITH_CONFIG }] : []),
      ...(row.onKubernetes === undefined ? [] : [{ anyOf: WITH_IDENTITY }]),
    ],
    evaluate: (view) => evaluate(rows, view),
  });
}

/** These decide where they are known; a capture of a command line alone has neither. */
const WITH_CONFIG = [KCONFIG, CMDLINE] as const;
const WITH_IDENTITY = ['host/identity', CMDLINE] as const;
