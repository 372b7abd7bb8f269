export { PlimsollError, defineErrors, isPlimsollError } from './plimsoll-error.js';
export type { ErrorContext, ErrorKind, ErrorRow, ErrorTable } from './plimsoll-error.js';
