export { ingestErrors, rejectionRows } from './errors.js';
export type { RejectionCode } from './errors.js';
