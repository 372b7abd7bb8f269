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

/** Reads the JSON of a state. @throws LINK_STATE_CORRUPT naming the field, never its value */
export function parseAgentState(json: string, place: string): AgentState {
  const state = fieldsOf(parseJson(json, place), 'the file', place);
  if (state.value('version') !== 1) throw corrupt(place, 'version is not 1');
  const cluster = fieldsOf(state.value('cluster'), 'cluster', place);
  const joinState = fieldsOf(state.value('joinState'), 'joinState', place);
  const kind = cluster.text('kind', /^(host|kubernetes)$/) === 'host' ? 'host' : 'kubernetes';
  return {
    version: 1,
    enrollmentAddress: state.text('enrollmentAddress'),
    streamAddress: state.text('streamAddress'),
    caPin: state.text('caPin'),
    caPem: state.text('caPem'),
    organizationId: state.text('organizationId'),
    clusterId: state.text('clusterId'),
    agentId: state.text('agentId'),
    cluster: { kind, uid: cluster.text('uid'), name: cluster.text('name') },
    privateKeyPem: state.text('privateKeyPem'),
    certificatePem: state.text('certificatePem'),
    notBeforeMs: state.time('notBeforeMs'),
    notAfterMs: state.time('notAfterMs'),
    joinState: { counter: joinState.text('counter', /^[0-9]{1,20}$/), secret: joinState.text('secret') },
  };
}

/** The fields of an object, each checked as it is taken. */
interface Fields {
  readonly value: (field: string) => unknown;
  readonly text: (field: string, form?: RegExp) => string;
  readonly time: (field: string) => number;
}

function fieldsOf(value: unknown, name: string, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw corrupt(place, `${name} is no object`);
  const record = new Map<string, unknown>(Object.entries(value));
  return {
    value: (field) => record.get(field),
    text: (field, form = /./) => {
      const text = record.get(field);
      if (typeof text === 'string' && form.test(text)) return text;
      throw corrupt(place, `${field} is missing or malformed`);
    },
    time: (field) => {
      const time = record.get(field);
      if (typeof time === 'number' && Number.isSafeInteger(time)) return time;
      throw corrupt(place, `${field} is no time`);
    },
  };
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw corrupt(place, 'it is not JSON'); // the parser's message quotes the text, which is secret
  }
}

const corrupt = (place: string, what: string) =>
  linkClientErrors.error('LINK_STATE_CORRUPT', `the agent's state at ${place} cannot be used: ${what}`, {
    details: { path: place },
  });
