import type { Control, Need, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement, Severity } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { PODS_CGROUP } from '../settings/kubernetes-node.js';
import { notApplicable, readingOf, unreadable } from '../settings/reading.js';
import type { FlagRule } from './flag-rule.js';
import { effectOf, type Effect, type Unset } from './unset.js';

/** A component whose flags and files were merged on the node into one configuration, each value with its origin. */
export type ConfiguredComponent = 'kubelet' | 'kube-proxy';

/** A row of a table: one key of such a configuration against one rule. */
export interface ConfiguredRow {
  readonly id: string;
  readonly component: ConfiguredComponent;
  /** The field, `authentication.anonymous.enabled`, or the flag where there is no field. */
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
  readonly rule: FlagRule;
  /** What an empty or missing value means; defaults are in the configuration already. */
  readonly unset: Unset;
  /** Looks first where something else may stand for the key; undefined leaves it to the key. */
  readonly instead?: (view: SubjectView, row: ConfiguredRow) => Judgement | undefined;
}

const sourceOf = (component: ConfiguredComponent) => `host/${component}` as const;

/** Where the value of a key comes from: a flag, a file, a default. */
export const originOfKey = (view: SubjectView, row: ConfiguredRow, key: string = row.key): Evidence => {
  const origin = view.setting(sourceOf(row.component), `${key} origin`);
  return {
    path: `${row.component} ${key} origin`,
    value: typeof origin === 'string' ? origin : null,
    wanted: 'where the value comes from',
  };
};

/** The text of another key of the same configuration, or why it is not known. */
export const keyReading = (view: SubjectView, { component }: ConfiguredRow, key: string) =>
  readingOf(view, sourceOf(component), key);

/** A component that does not run: kube-proxy may be replaced, a kubelet is what makes a host a node. */
function notRunning({ component }: ConfiguredRow, view: SubjectView, detail: string): Judgement {
  if (component === 'kube-proxy') return notApplicable('kube-proxy does not run on this node');
  const pods = readingOf(view, 'host/identity', PODS_CGROUP);
  if (pods.kind === 'unknown') return pods.judgement;
  return pods.kind === 'absent'
    ? notApplicable('no kubelet runs on this host')
    : { verdict: 'unknown', reason: 'not-collected', detail: `pods are kept here, but ${detail}` };
}

function judgedUnset(row: ConfiguredRow, view: SubjectView): Judgement {
  const effect: Effect | undefined = effectOf(row.unset, view);
  if (effect === undefined)
    return unreadable(
      `${row.key} is not set, and what that means depends on the version, which is not known`,
    );
  if (effect.verdict === 'not-applicable') return notApplicable(effect.does);
  const wanted = `${row.rule.wanted}; not set: ${effect.does}`;
  return passOrFail(effect.verdict === 'pass', [
    { path: row.key, value: null, wanted },
    originOfKey(view, row),
  ]);
}

function judgedText(row: ConfiguredRow, view: SubjectView, text: string): Judgement {
  const evidence = [{ path: row.key, value: text, wanted: row.rule.wanted }, originOfKey(view, row)];
  const accepted = row.rule.accepts(text);
  return accepted === undefined
    ? unreadable(`${row.key} holds a text that is not understood`, evidence)
    : passOrFail(accepted, evidence);
}

function evaluate(row: ConfiguredRow, view: SubjectView): Judgement {
  const process = keyReading(view, row, 'process');
  if (process.kind === 'unknown') return process.judgement;
  if (process.kind === 'absent') return notRunning(row, view, process.detail);
  const instead = row.instead?.(view, row);
  if (instead !== undefined) return instead;
  const reading = keyReading(view, row, row.key);
  if (reading.kind === 'unknown') return reading.judgement;
  return reading.kind === 'absent' || reading.text === ''
    ? judgedUnset(row, view)
    : judgedText(row, view, reading.text);
}

/** Versions and roles are told by the API. */
const asksApi = (row: ConfiguredRow): boolean => !('verdict' in row.unset);

/** The control that a row stands for. */
export const configuredControl = (row: ConfiguredRow, more: readonly Need[] = []): Control => {
  const api: readonly Need[] = asksApi(row) ? [{ derived: 'component-flags' }] : [];
  return declareControl({
    id: row.id,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: row.remedy,
    references: row.references,
    subjects: [sourceOf(row.component)],
    needs: [sourceOf(row.component), 'host/identity', ...api, ...more],
    evaluate: (view) => evaluate(row, view),
  });
};
