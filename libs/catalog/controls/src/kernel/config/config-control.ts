import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import { evaluateExpression, expressionText, termsOf } from '../../settings/expression.js';
import { exceptOnKubernetesNodes } from '../../settings/kubernetes-node.js';
import { isBefore, versionText } from '../../settings/kernel-version.js';
import { notApplicable, readingOf } from '../../settings/reading.js';
import type { ConfigRow } from './config-row.js';
import { holds, termText, type ConfigTerm, type ConfigView } from './config-term.js';
import { architectureOf, configView, KCONFIG, versionOf } from './config-view.js';

export const wantedText = (row: ConfigRow): string => {
  const [first, ...others] = termsOf(row.rule);
  return others.length === 0 && first !== undefined ? row.wanted : expressionText(row.rule, termText);
};

function evidenceOf(key: string, view: ConfigView, wanted: string): readonly Evidence[] {
  const option = view.option(key);
  if (option.kind === 'unknown') return [];
  return [{ path: key, value: option.kind === 'set' ? option.text : 'is not set', wanted }];
}

/** The row's own option first, then what else decided. */
function evidence(row: ConfigRow, because: readonly ConfigTerm[], view: ConfigView): readonly Evidence[] {
  const others = because.flatMap((term) => {
    if (term.test !== 'version')
      return term.key === row.key ? [] : evidenceOf(term.key, view, termText(term));
    const version = view.version();
    return 'verdict' in version
      ? []
      : [{ path: 'kernel version', value: version.join('.'), wanted: termText(term) }];
  });
  return [...evidenceOf(row.key, view, wantedText(row)), ...others];
}

/** A kernel that does not have the option cannot be asked to set it. Unknown versions excuse nothing. */
function outsideOfWindow(row: ConfigRow, view: SubjectView): Judgement | undefined {
  const { key, since, until } = row;
  if (since === undefined && until === undefined) return undefined;
  const found = versionOf(view);
  if ('verdict' in found)
    return readingOf(view, KCONFIG, 'config.version').kind === 'unknown' ? found : undefined;
  const version = [found[0], found[1]] as const;
  if (since !== undefined && isBefore(version, since))
    return notApplicable(
      `Linux ${versionText(version)} has no ${key}, which came with ${versionText(since)}`,
    );
  if (until !== undefined && isBefore(until, version))
    return notApplicable(`Linux ${versionText(version)} has no ${key}, which ${versionText(until)} had last`);
  return undefined;
}

function judgeRow(row: ConfigRow, view: SubjectView): Judgement {
  const options = configView(view);
  const { truth, because } = evaluateExpression(row.rule, (term) => holds(term, options));
  if (typeof truth === 'object') return truth;
  const own = options.option(row.key);
  const isMissing = !truth && own.kind === 'unset' && !own.mentioned;
  return (
    (isMissing ? outsideOfWindow(row, view) : undefined) ?? passOrFail(truth, evidence(row, because, options))
  );
}

function evaluate(rows: readonly ConfigRow[], view: SubjectView): Judgement {
  const [first] = rows;
  if (first === undefined) return notApplicable('no row');
  const reason = first.exceptKubernetes;
  const elsewhere = reason === undefined ? undefined : exceptOnKubernetesNodes(view, reason);
  if (elsewhere !== undefined) return elsewhere;
  if (first.architectures === undefined) return judgeRow(first, view);
  const architecture = architectureOf(view);
  if (typeof architecture === 'object') return architecture;
  const row = rows.find(({ architectures = [] }) => architectures.some((name) => name === architecture));
  return row === undefined ? notApplicable(`${first.key} is not for ${architecture}`) : judgeRow(row, view);
}

function command({ key, wanted }: ConfigRow): string {
  const name = key.slice('CONFIG_'.length);
  if (wanted === 'y') return `scripts/config --enable ${name}`;
  if (wanted === 'is not set') return `scripts/config --disable ${name}`;
  if (wanted.startsWith('"')) return `scripts/config --set-str ${name} ${wanted}`;
  if (wanted.startsWith('*')) return `scripts/config --set-str ${name} "...,${wanted.slice(1, -1)}"`;
  return `scripts/config --set-val ${name} ${wanted === 'MAX' ? `<the value of ${name}_MAX>` : wanted}`;
}

const remedyOf = (row: ConfigRow): string =>
  [
    `Take a kernel of the distribution that is built so, or build one after \`${command(row)}\`; it counts from the next boot.`,
    ...(row.note === undefined ? [] : [`${row.note}.`]),
  ].join(' ');

function titleOf({ key, wanted }: ConfigRow): string {
  if (wanted === 'y') return `The kernel is built with ${key}`;
  if (wanted === 'is not set') return `The kernel is built without ${key}`;
  if (wanted === 'MAX') return `The kernel is built with the largest ${key}`;
  if (wanted.startsWith('*')) return `The kernel's ${key} names ${wanted.slice(1, -1)}`;
  return `The kernel is built with ${key}=${wanted}`;
}

const WITHOUT = 'What is not built in cannot be attacked.';

/** The control of the rows of one slug. */
export function configControl(rows: readonly [ConfigRow, ...ConfigRow[]]): Control {
  const [row] = rows;
  return declareControl({
    id: `kernel/config-${row.slug}`,
    title: titleOf(row),
    severity: row.severity,
    why: row.wanted === 'is not set' ? `${row.why} ${WITHOUT}` : row.why,
    remedy: remedyOf(row),
    references: [...new Set(rows.flatMap(({ references }) => references))],
    subjects: [KCONFIG],
    needs: [KCONFIG, ...(row.exceptKubernetes === undefined ? [] : [{ anyOf: WITH_IDENTITY }])],
    evaluate: (view) => evaluate(rows, view),
  });
}

/** The identity of the host decides where it is known; a capture of a configuration alone has none. */
const WITH_IDENTITY = ['host/identity', KCONFIG] as const;
