/** Postgres is starting, stopping or out of connections. */
const STATES = new Set(['57P01', '57P02', '57P03', '57P05', '53300']);

const NETWORK = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT',
]); // prettier-ignore

/** The driver's own texts for a connection that broke; they carry no code. */
const BROKEN =
  /connection terminated|timeout exceeded when trying to connect|encountered a connection error|not queryable/i;

/**
 * An outage of Postgres, in the one code that BullMQ takes for an outage: it waits before it asks again and leaves the
 * job as it is. Whatever else a statement may meet it takes for a refusal, which it asks again at once and without end.
 */
export class PostgresAway extends Error {
  override readonly name = 'PostgresAway';
  readonly code = 'ECONNREFUSED';
}

/** The driver's error, or a `PostgresAway` that it caused. */
export function asOutage(error: unknown): unknown {
  return isAway(error) ? new PostgresAway('Postgres is away', { cause: error }) : error;
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return BROKEN.test(error.message);
  return NETWORK.has(code) || STATES.has(code) || code.startsWith('08');
}
