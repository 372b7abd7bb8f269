import { isPlimsollError } from '@plimsoll/errors';
import type { PlimsollError } from '@plimsoll/errors';
import { storeErrors } from '../errors.js';

type Code = keyof typeof storeErrors.rows;

/** The SQLSTATE (or errno) of a driver's error, following causes; undefined when there is none. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  return 'cause' in error ? sqlState(error.cause) : undefined;
}

const NETWORK = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT',
]); // prettier-ignore

/** Postgres is away, starting, stopping or out of connections: the same call may succeed later. */
const AWAY = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25P03']);

/** Login refused: role, password, database, pg_hba, or no such role. */
const LOGIN = new Set(['28P01', '28000', '3D000']);

/** The driver's own texts for a connection that broke; they carry no code. */
const BROKEN =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|server closed the connection/i;

function codeOf(state: string | undefined, message: string): Code {
  if (state === undefined) return BROKEN.test(message) ? 'STORE_UNAVAILABLE' : 'STORE_STATEMENT_FAILED';
  if (NETWORK.has(state) || AWAY.has(state) || state.startsWith('08')) return 'STORE_UNAVAILABLE';
  if (LOGIN.has(state)) return 'STORE_LOGIN_REFUSED';
  if (state === '40001' || state === '40P01' || state === '55P03') return 'STORE_CONTENDED';
  if (state === '42501') return 'STORE_TENANCY_REFUSED';
  if (state.startsWith('22')) return 'STORE_VALUE_REFUSED';
  if (state.startsWith('23')) return 'STORE_CONSTRAINT';
  return 'STORE_STATEMENT_FAILED';
}

const field = (error: unknown, name: 'constraint' | 'table'): string | null => {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
  return typeof value === 'string' ? value : null;
};

/**
 * The coded error of whatever the driver threw. Its message never repeats the driver's text, which may quote a value;
 * the driver's error is the cause.
 */
export function storeFailure(error: unknown, during: string): PlimsollError {
  if (isPlimsollError(error)) return error;
  const state = sqlState(error);
  const code = codeOf(state, error instanceof Error ? error.message : '');
  return storeErrors.error(code, `${during} failed (${state ?? 'no code'})`, {
    details: {
      sqlState: state ?? null,
      table: field(error, 'table'),
      constraint: field(error, 'constraint'),
    },
    cause: error,
  });
}

/** True for the refusal of a unique or primary key, optionally of the named constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!isPlimsollError(error) || error.details['sqlState'] !== '23505') return false;
  return constraint === undefined || error.details['constraint'] === constraint;
}
