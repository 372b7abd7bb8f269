import type { JsonValue } from '@plimsoll/model';

/** One framework of one cluster, as the API tells it. */
export interface FrameworkSummary {
  readonly framework: string;
  readonly score: number | null;
  /** Why there is no score; '' when there is one. */
  readonly scoreReason: string;
  /** 0 to 1. */
  readonly coverage: number | null;
  readonly freshness: { readonly fresh: number; readonly stale: number; readonly notCollected: number };
  readonly requirements: {
    readonly pass: number;
    readonly fail: number;
    readonly unknown: number;
    readonly manual: number;
    readonly notApplicable: number;
  };
}

export interface ClusterSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'kubernetes' | 'host';
  /** Generated for the demo, and labelled so. */
  readonly demo: boolean;
  readonly connected: boolean;
  readonly frameworks: readonly FrameworkSummary[];
}

export interface FindingSummary {
  readonly cluster: string;
  readonly control: string;
  readonly title: string;
  readonly severity: string;
  readonly verdict: string;
  readonly subject: string;
  readonly evidence: readonly { readonly path: string; readonly value: JsonValue; readonly wanted: string }[];
}

export interface ImprovementSummary {
  readonly control: string;
  readonly title: string;
  /** Points that the score of the framework would rise by. */
  readonly gain: number;
  readonly framework: string;
  readonly remedy: string;
}

/** What `up` shows; the JSON format prints it as it is. */
export interface Summary {
  readonly schemaVersion: 1;
  readonly organization: string;
  readonly clusters: readonly ClusterSummary[];
  readonly worstFindings: readonly FindingSummary[];
  /** Of this machine, the most first. */
  readonly improvements: readonly ImprovementSummary[];
}
