/**
 * What class of trouble an error is. The three translators (gRPC status, GraphQL extensions, retry or discard)
 * look at the kind only, so a library can add codes without touching them.
 */
export type ErrorKind =
  | 'invalid' // the caller's input is wrong; the same input will fail again
  | 'unauthenticated' // who acts is not known
  | 'forbidden' // who acts is known and may not
  | 'not-found'
  | 'conflict' // the state of the world forbids it now
  | 'exhausted' // a limit or a budget is used up
  | 'unavailable' // a part that is needed does not answer; try again
  | 'unsupported' // this platform, version or configuration cannot do it
  | 'internal'; // a defect of Plimsoll

/** One row of a library's table of codes: `code` is SCREAMING_SNAKE and unique over the whole product. */
export interface ErrorRow {
  readonly kind: ErrorKind;
  /** What the person reading should do next, one sentence. */
  readonly hint: string;
  /** True when the same call may succeed later without anybody doing anything. */
  readonly retryable?: boolean;
}

export interface ErrorContext {
  /** Plain values that say where it happened: a path, a line, a variable's name. Never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  readonly cause?: unknown;
  /** Overrides the row's hint where a better one is known at the place of the error. */
  readonly hint?: string;
}

/** The one error class of Plimsoll. Expected outcomes are values; everything else is this. */
export class PlimsollError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, row: ErrorRow, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'PlimsollError';
    this.code = code;
    this.kind = row.kind;
    this.hint = context.hint ?? row.hint;
    this.retryable = row.retryable ?? row.kind === 'unavailable';
    this.details = context.details ?? {};
  }
}

/** A library's table of codes, and the function that makes errors of it. */
export interface ErrorTable<Code extends string> {
  readonly rows: Readonly<Record<Code, ErrorRow>>;
  readonly error: (code: Code, message: string, context?: ErrorContext) => PlimsollError;
}

/** Declares a library's codes once; the reference page of errors is rendered from these tables. */
export function defineErrors<const Code extends string>(
  rows: Readonly<Record<Code, ErrorRow>>,
): ErrorTable<Code> {
  return { rows, error: (code, message, context) => new PlimsollError(code, rows[code], message, context) };
}

export function isPlimsollError(value: unknown): value is PlimsollError {
  return value instanceof PlimsollError;
}
