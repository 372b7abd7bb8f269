/** The seed of a comparison: `ORACLE_SEED` or the same one each time, printed so that a difference can be repeated. */
export function seedOf(comparison: string): number {
  const seed = Number(process.env['ORACLE_SEED'] ?? 20_261_121);
  console.warn(`${comparison}: seed ${seed} (ORACLE_SEED)`);
  return seed;
}
