import type { FrameworkId, Posture, RequirementState } from '@plimsoll/model';
import { parseFreshness } from '../freshness/freshness.js';
import type { Freshness } from '../freshness/freshness.js';
import { millis } from '../instant.js';
import type { Instant } from '../instant.js';

/** Posture in one framework without its requirements, as the overview shows it. */
export interface PostureFigures {
  readonly framework: FrameworkId;
  /** 0 to 100; null: see scoreReason. */
  readonly score: number | null;
  readonly scoreReason: Posture['scoreReason'];
  /** 0 to 1; null when every control is not-applicable. */
  readonly coverage: number | null;
  /** 0 to 1; null when no requirement passed or failed. */
  readonly compliance: number | null;
  /** Requirements by verdict. */
  readonly counts: Posture['counts'];
  readonly freshness: Freshness;
  /** Since when it is so. */
  readonly openedAt: Instant;
  /** The first instant at which time alone changes it; null: none is known. */
  readonly validUntil: Instant | null;
  readonly cause: string;
  /** The Kubernetes version that it was made with; '' : not known, null: not recorded. */
  readonly kubernetesVersion: string | null;
}

export interface FigureRow {
  readonly framework: FrameworkId;
  readonly score: number | null;
  readonly coverage: number | null;
  readonly compliance: number | null;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  readonly manual: number;
  readonly not_applicable: number;
  readonly freshness: string;
  readonly opened_at: Instant;
  readonly valid_until: Instant | null;
  readonly cause: string;
  readonly kubernetes_version: string | null;
}

/** The columns of `posture p` that make {@link PostureFigures}; without the large one. */
export const FIGURE_COLUMNS = /* sql */ `
p.framework, p.score::float8 as score, p.coverage::float8 as coverage, p.compliance::float8 as compliance,
p.passed, p.failed, p.unknown, p.manual, p.not_applicable, p.freshness,
${millis('p.opened_at')} as opened_at, ${millis('p.valid_until')} as valid_until, p.cause, p.kubernetes_version`;

export function figuresOf(row: FigureRow): PostureFigures {
  return {
    framework: row.framework,
    score: row.score,
    scoreReason: scoreReason(row.score, row.coverage),
    coverage: row.coverage,
    compliance: row.compliance,
    counts: {
      pass: row.passed,
      fail: row.failed,
      unknown: row.unknown,
      manual: row.manual,
      'not-applicable': row.not_applicable,
    },
    freshness: parseFreshness(row.freshness),
    openedAt: row.opened_at,
    validUntil: row.valid_until,
    cause: row.cause,
    kubernetesVersion: row.kubernetes_version,
  };
}

/** Of a row that was computed in memory for an instant at or after its `validUntil`. */
export function computedFigures(
  framework: FrameworkId,
  posture: Posture,
  freshness: Freshness,
  times: Pick<PostureFigures, 'openedAt' | 'validUntil' | 'kubernetesVersion'>,
): PostureFigures {
  const { score, scoreReason: reason, coverage, compliance, counts } = posture;
  return {
    framework,
    score,
    scoreReason: reason,
    coverage,
    compliance,
    counts,
    freshness,
    ...times,
    cause: 'time',
  };
}

function scoreReason(score: number | null, coverage: number | null): Posture['scoreReason'] {
  if (score !== null) return '';
  return coverage !== null && coverage < 0.5 ? 'insufficient data' : 'nothing to judge';
}

/** The stored form of the requirement states. */
export const writeRequirements = (requirements: readonly RequirementState[]): string =>
  JSON.stringify(requirements);

/** Written by {@link writeRequirements} alone, so trusted. */
export function readRequirements(text: string): readonly RequirementState[] {
  const parsed: readonly RequirementState[] = JSON.parse(text);
  return parsed;
}
