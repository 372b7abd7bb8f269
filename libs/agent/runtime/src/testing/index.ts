export { Replica } from '../replica/replica.js';
export type { SequencedFrame } from '../replica/replica.js';
export { Outbox } from '../outbox/outbox.js';
