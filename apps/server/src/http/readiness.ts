/** Something that must answer before this process takes work. */
export interface ReadyCheck {
  readonly name: string;
  /** Rejects with the reason. */
  readonly check: () => Promise<void>;
}

/** name -> 'ok' or the code of what is wrong; never an address or a text that could hold a secret. */
export type Readiness = Readonly<Record<string, string>>;

const CHECK_MS = 2_000;

async function state({ check }: ReadyCheck): Promise<string> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve('TIMEOUT'), CHECK_MS);
  const done = check().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'ERROR'),
  );
  const outcome = await Promise.race([done, late]);
  clearTimeout(timer);
  return outcome;
}

/** Runs all checks side by side, each at most two seconds. */
export async function readiness(
  checks: readonly ReadyCheck[],
): Promise<{ readonly ready: boolean; readonly checks: Readiness }> {
  const states = await Promise.all(checks.map(async (check) => [check.name, await state(check)] as const));
  return { ready: states.every(([, text]) => text === 'ok'), checks: Object.fromEntries(states) };
}
