import { linkClientErrors } from './errors.js';

/** What an agent keeps: its key, its certificate, and how to reach its centre. Secret. */
export interface AgentState {
  readonly version: 1;
  readonly enrollmentAddress: string;
  readonly streamAddress: string;
  readonly caPin: string;
  readonly caPem: string;
  readonly organizationId: string;
  readonly clusterId: string;
  readonly agentId: string;
  /** What the agent enrolled as; the uid of a host lives here only. */
  readonly cluster: { readonly kind: 'kubernetes' | 'host'; readonly uid: string; readonly name: string };
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  /** Milliseconds since the epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Counter in decimal, secret in base64. */
  readonly joinState: { readonly counter: string; readonly secret: string };
}

const TEXTS = [
  'enrollmentAddress',
  'streamAddress',
  'caPin',
  'caPem',
  'organizationId',
  'clusterId',
  'agentId',
  'privateKeyPem',
  'certificatePem',
] as const;

/** Reads the JSON of a state. @throws LINK_STATE_CORRUPT naming the field, never its value */
export function parseAgentState(text: string, place: string): AgentState {
  const state = object(parseJson(text, place), 'the file', place);
  if (state['version'] !== 1) throw corrupt(place, 'version is not 1');
  for (const field of TEXTS) requireText(state, field, place);
  for (const field of ['notBeforeMs', 'notAfterMs']) requireTime(state, field, place);
  const cluster = object(state['cluster'], 'cluster', place);
  for (const field of ['uid', 'name']) requireText(cluster, field, place);
  if (cluster['kind'] !== 'host' && cluster['kind'] !== 'kubernetes')
    throw corrupt(place, 'cluster.kind is unknown');
  const joinState = object(state['joinState'], 'joinState', place);
  if (!/^[0-9]{1,20}$/.test(String(joinState['counter'])))
    throw corrupt(place, 'joinState.counter is no number');
  requireText(joinState, 'secret', place);
  return state as object as AgentState; // every field was checked above
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw corrupt(place, 'it is not JSON'); // the parser's message quotes the text, which is secret
  }
}

function object(value: unknown, field: string, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw corrupt(place, `${field} is no object`);
}

function requireText(record: Readonly<Record<string, unknown>>, field: string, place: string): void {
  if (typeof record[field] !== 'string' || record[field] === '') throw corrupt(place, `${field} is missing`);
}

function requireTime(record: Readonly<Record<string, unknown>>, field: string, place: string): void {
  if (!Number.isSafeInteger(record[field])) throw corrupt(place, `${field} is no time`);
}

const corrupt = (place: string, what: string) =>
  linkClientErrors.error('LINK_STATE_CORRUPT', `the agent's state at ${place} cannot be used: ${what}`, {
    details: { path: place },
  });
