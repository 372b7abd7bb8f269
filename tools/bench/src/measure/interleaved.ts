/** The repetitions of a measured thing and of its floor, in pairs. */
export interface Pairs<Value, Floor> {
  readonly values: readonly Value[];
  readonly floors: readonly Floor[];
}

/**
 * Floor, thing, floor, thing ... so that whatever else the machine does meets both alike. One unrecorded pair first
 * where `warmUp` is set, which fills the page cache.
 */
export async function interleaved<Value, Floor>(
  runs: number,
  { floor, value }: { readonly floor: () => Promise<Floor>; readonly value: () => Promise<Value> },
  warmUp = false,
): Promise<Pairs<Value, Floor>> {
  const values: Value[] = [];
  const floors: Floor[] = [];
  if (warmUp) {
    await floor();
    await value();
  }
  for (let run = 0; run < runs; run += 1) {
    floors.push(await floor());
    values.push(await value());
  }
  return { values, floors };
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
