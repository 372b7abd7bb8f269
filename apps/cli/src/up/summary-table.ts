import type { Paint } from '../terminal/paint.js';
import type {
  ClusterSummary,
  FindingSummary,
  FrameworkSummary,
  ImprovementSummary,
  Summary,
} from './summary.js';

const WORST = 8;

/** The posture for a person: a table of clusters and frameworks, the worst findings, and what to change first. */
export function summaryTable(summary: Summary, paint: Paint): string {
  return [
    '',
    ...clusters(summary.clusters, paint),
    '',
    ...findings(summary.worstFindings, paint),
    '',
    ...improvements(summary.improvements, paint),
    '',
  ].join('\n');
}

const COLUMNS = [
  'CLUSTER',
  'FRAMEWORK',
  'SCORE',
  'COVERAGE',
  'FRESH',
  'PASS',
  'FAIL',
  'UNKNOWN',
  'MANUAL',
  'N/A',
];

function clusters(all: readonly ClusterSummary[], paint: Paint): readonly string[] {
  const rows = all.flatMap((cluster) =>
    cluster.frameworks.map((framework, index) => row(cluster, framework, index === 0)),
  );
  const widths = COLUMNS.map((column, at) =>
    Math.max(column.length, ...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  const name = (widths[0] ?? 0) + 2;
  const coloured = (cells: readonly string[]): string => {
    const text = line(cells);
    return `${text.slice(0, name)}${colour(text.slice(name), cells, paint)}`;
  };
  return [paint.strong(line(COLUMNS)), ...rows.map(coloured)];
}

function row(
  cluster: ClusterSummary,
  { framework, score, coverage, freshness, requirements }: FrameworkSummary,
  first: boolean,
): readonly string[] {
  const { fresh, stale, notCollected } = freshness;
  const { pass, fail, unknown, manual, notApplicable } = requirements;
  return [
    first ? `${cluster.name}${cluster.demo ? ' (demo)' : ''}` : '',
    framework,
    score === null ? 'no score' : score.toFixed(1),
    coverage === null ? '-' : `${Math.floor(coverage * 100)} %`,
    `${fresh}/${fresh + stale + notCollected}`,
    ...[pass, fail, unknown, manual, notApplicable].map(String),
  ];
}

/** Colour never says what the text does not say too. */
function colour(text: string, cells: readonly string[], paint: Paint): string {
  if (cells[2] === 'no score') return paint.warning(text);
  return Number(cells[2]) < 60 ? paint.bad(text) : Number(cells[2]) >= 90 ? paint.good(text) : text;
}

function findings(all: readonly FindingSummary[], paint: Paint): readonly string[] {
  if (all.length === 0) return [paint.strong('No open findings.')];
  return [
    paint.strong('Worst findings'),
    ...all
      .slice(0, WORST)
      .flatMap(({ severity, control, cluster, subject, evidence, title }) => [
        `  ${paint.bad(severity.padEnd(8))} ${control}  ${paint.faint(title)}`,
        `           ${cluster}: ${subject}`,
        ...evidence
          .slice(0, 1)
          .map(
            ({ path, value, wanted }) =>
              `           ${path} is ${value === null ? 'not set' : JSON.stringify(value)}, wanted ${wanted}`,
          ),
      ]),
  ];
}

function improvements(all: readonly ImprovementSummary[], paint: Paint): readonly string[] {
  if (all.length === 0)
    return [paint.strong('Nothing that this machine could change would raise its score.')];
  return [
    paint.strong("What would raise this machine's score most"),
    ...all.flatMap(({ control, title, gain, framework, remedy }, index) => [
      `  ${index + 1}. ${title} (${control}): +${gain.toFixed(1)} in ${framework}`,
      `     ${remedy}`,
    ]),
  ];
}
