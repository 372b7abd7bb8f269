import { postureComposer } from '@plimsoll/posture';
import type { PostureInput } from '@plimsoll/posture';
import type { EvaluationCatalog } from '../evaluation-catalog.js';
import { newPosture } from './posture-rows.repository.js';
import type { NewPosture, OpenPosture } from './posture-rows.repository.js';
import { differs, keyOf, signatures } from './remembered-rows.js';
import type { RememberedScope, RememberedScopes } from './remembered-rows.js';

/** What the open rows of a cluster have to become. */
export interface NextRows {
  /** Rows that are not stored as they are to be. */
  readonly opening: readonly NewPosture[];
  /** Keys of all rows that are to be open. */
  readonly keys: ReadonlySet<string>;
  /** For the next time. */
  readonly scopes: RememberedScopes;
}

/** Composes only scopes that are not remembered, or whose stored rows are not what is remembered. Pure. */
export function nextRows(
  catalog: EvaluationCatalog,
  input: PostureInput,
  stored: ReadonlyMap<string, OpenPosture>,
  remembered: RememberedScopes,
): NextRows {
  const { scopes, compose } = postureComposer(catalog, catalog.frameworks, input);
  const signatureOf = signatures(input);
  const differing = (row: Parameters<typeof differs>[1]): boolean => differs(stored.get(keyOf(row)), row);
  const opening: NewPosture[] = [];
  const next = new Map<string, RememberedScope>();
  for (const scope of scopes) {
    const signature = signatureOf(scope);
    const known = remembered.get(scope.namespace);
    if (known?.signature === signature && !known.rows.some(differing)) {
      next.set(scope.namespace, known);
      continue;
    }
    const rows = compose(scope).map((row) =>
      newPosture(row, input.collection, input.kubernetesVersion ?? ''),
    );
    opening.push(...rows.filter(differing));
    next.set(scope.namespace, { signature, rows: rows.map(({ columns: _columns, ...mark }) => mark) });
  }
  const keys = new Set([...next.values()].flatMap(({ rows }) => rows.map(keyOf)));
  return { opening, keys, scopes: next };
}
