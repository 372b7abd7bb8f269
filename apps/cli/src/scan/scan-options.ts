import type { Control, Framework } from '@plimsoll/engine';
import { SEVERITIES } from '@plimsoll/model';
import type { Severity } from '@plimsoll/model';

export const FORMATS = ['table', 'json'] as const;
export type Format = (typeof FORMATS)[number];
export const SHOWN = ['fail', 'all'] as const;

/** What one scan is asked for. */
export interface ScanOptions {
  readonly paths: readonly string[];
  /** The folder at which a host's root is mounted or was captured. */
  readonly host: string | undefined;
  /** Captures, and folders of them. */
  readonly facts: readonly string[];
  readonly frameworks: readonly Framework[];
  readonly controls: readonly Control[];
  /** `X.Y`. */
  readonly kubernetesVersion: string;
  /** The manifests are the whole cluster. */
  readonly complete: boolean;
  readonly format: Format;
  /** Passes and not-applicable too. */
  readonly everything: boolean;
  /** The least severity that makes the exit code 1. */
  readonly failOn: Severity;
  readonly failOnUnknown: boolean;
}

/** What decides how a judgement is written. */
export type Output = Pick<ScanOptions, 'format' | 'everything' | 'kubernetesVersion'>;

export const LEAST_SEVERITY: Severity = SEVERITIES.at(-1) ?? 'low';

/** Whether a severity is at or above another one. */
export const reaches = (severity: Severity, least: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
