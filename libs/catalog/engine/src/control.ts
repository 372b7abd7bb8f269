import type {
  ControlId,
  FactBody,
  FrameworkId,
  FrameworkScope,
  Judgement,
  JsonObject,
  JsonValue,
  Setting,
  Severity,
  SourceId,
  Subject,
} from '@plimsoll/model';
import type { DerivedId } from './derivation.js';

/**
 * What a control must have to be judged. A subject without the fact is `unknown: not-collected` before `evaluate` is
 * asked. `anyOf` names alternatives in order of trust; the first that is there is used and decides freshness. A derived
 * need is met as soon as every source of the derivation was collected, also where nothing was derived at the subject's
 * key (`view.derived` is undefined there). While one is missing, a verdict that looked at the derived value may be
 * `fail`; a pass or not-applicable becomes `unknown: incomplete`. Look at the subject's own facts first.
 */
export type Need = SourceId | { readonly derived: DerivedId } | { readonly anyOf: readonly SourceId[] };

/** What `evaluate` sees: one subject with its facts and derived facts, never the cluster. */
export interface SubjectView {
  readonly subject: Subject;
  /** The body that a source gave of this subject. */
  readonly fact: (source: SourceId) => FactBody | undefined;
  /** The subject's Kubernetes object, from whichever kube source gave it; {} when there is none. */
  readonly object: JsonObject;
  /** One setting of a settings-shaped source; undefined when the source said nothing of this key. */
  readonly setting: (source: SourceId, key: string) => Setting | undefined;
  /** The derived value at this subject's key; undefined when nothing was derived there. */
  readonly derived: (id: DerivedId) => JsonValue | undefined;
}

/** The smallest check with logic of its own. */
export interface Control {
  readonly id: ControlId;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly remedy: string;
  /** `scheme:id`, for instance `kubescape:C-0057`, `cis-kubernetes-1.12:5.2.2`. */
  readonly references: readonly string[];
  /** Former ids, accepted on input. */
  readonly aliases?: readonly string[];
  /** Every subject of which one of these sources gave a fact is judged; of sources of a node, every node known at all. */
  readonly subjects: readonly SourceId[];
  readonly needs: readonly Need[];
  /** Pure: no clock, no random, no I/O; never throws on any body of the declared shape. */
  readonly evaluate: (view: SubjectView) => Judgement;
}

/** One example of a control, run by the harness and rendered into its page. */
export interface ControlCase {
  /** A sentence: `a container that asks for privileged`. */
  readonly title: string;
  readonly subject: Subject;
  readonly facts: Partial<Record<SourceId, FactBody>>;
  readonly derived?: Partial<Record<DerivedId, JsonValue>>;
  readonly expect: {
    readonly verdict: Judgement['verdict'];
    readonly reason?: string;
    readonly evidence?: readonly { readonly path: string; readonly value?: JsonValue }[];
  };
}

export interface RequirementControl {
  readonly control: ControlId;
  /** A partial control can fail a requirement or leave it unknown, never pass it (DESIGN section 8). */
  readonly mapping: 'direct' | 'partial';
}

/** A numbered item of a framework. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly section?: string;
  readonly level?: number;
  /** `manual` needs an attestation and has no controls. */
  readonly assessment: 'automated' | 'manual';
  readonly controls: readonly RequirementControl[];
  /** Kubernetes versions `X.Y` for which the requirement exists, both ends included. */
  readonly versions?: { readonly from?: string; readonly to?: string; readonly otherwise: string };
}

export interface Framework {
  readonly id: FrameworkId;
  readonly title: string;
  readonly revision: string;
  readonly source: string;
  readonly requirements: readonly Requirement[];
  /** For which clusters it is written, by detected platform and version; for all without it. */
  readonly applies?: FrameworkScope;
}
