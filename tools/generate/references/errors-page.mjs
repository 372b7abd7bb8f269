// docs/errors.md: every code of the product, sorted.
import { MARK, cell, table } from './markdown.mjs';

const INTRODUCTION = `# Errors

Every error of Plimsoll has a code that stays, a kind, and a hint that says what to do next. The kind alone decides how
the outside sees it: the status of a gRPC call, the \`extensions\` of a GraphQL error, whether a job is tried again.
**Again** means that the same call may succeed later without anybody doing anything.`;

const REJECTED = `## Facts that are not stored

A fact that cannot be stored is rejected by itself: the agent is told, the rest of the stream goes on, and the verdicts
that would have used it are \`unknown: rejected\`. Cluster health lists them.`;

export function errorsPage(found) {
  const rows = found
    .filter(({ kind }) => kind === 'errors')
    .flatMap(({ package: owner, table: { rows: codes } }) =>
      Object.entries(codes).map(([code, row]) => ({ code, owner, ...row })),
    );
  const rejections = found
    .filter(({ kind }) => kind === 'rejections')
    .flatMap(({ table: codes }) => Object.entries(codes));
  return [
    MARK,
    INTRODUCTION,
    table(
      ['code', 'kind', 'again', 'what to do', 'library'],
      rows
        .sort((a, b) => (a.code < b.code ? -1 : 1))
        .map(({ code, kind, retryable, hint, owner }) => [
          `\`${code}\``,
          kind,
          (retryable ?? kind === 'unavailable') ? 'yes' : '',
          cell(hint),
          owner.replace('@plimsoll/', ''),
        ]),
    ),
    REJECTED,
    table(
      ['code', 'why'],
      rejections.sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, why]) => [`\`${code}\``, cell(why)]),
    ),
  ].join('\n\n');
}
