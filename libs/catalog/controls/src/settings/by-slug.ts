/** Rows in groups of one slug, in the order of their first; those of one group differ by architecture. */
export function bySlug<Row extends { readonly slug: string }>(
  rows: readonly Row[],
): readonly (readonly [Row, ...Row[]])[] {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const group = groups.get(row.slug);
    if (group === undefined) groups.set(row.slug, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
