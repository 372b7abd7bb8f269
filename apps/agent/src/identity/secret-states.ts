import type { AgentStates } from '@plimsoll/agent-runtime';
import { createIdentity, parseAgentState, type AgentState } from '@plimsoll/link-client';
import type { JsonObject } from '@plimsoll/model';
import { applyObject, getObject, type KubeClient } from '@plimsoll/probes/kube';
import { agentErrors } from '../errors.js';

/** The key of the Secret that holds the state. */
const KEY = 'agent.json';
/** The private key for which the next certificate is asked, while it is; see `AgentStates`. */
const NEXT_KEY = 'next-key.pem';
/** Which cluster of the centre the state is of, for people and for `plimsoll enroll`: no secret. */
const CLUSTER_ID = 'plimsoll.dev/cluster-id';
const FIELD_MANAGER = 'plimsoll-agent';

/** An identity in a Secret of the agent's own cluster, which survives its Pod. */
export interface SecretStates extends AgentStates {
  /** Shows that a state could be written, and changes nothing. @throws the KUBE codes */
  readonly tryWrite: () => Promise<void>;
}

/** @param name `NAMESPACE/NAME` @throws AGENT_STATE_SECRET_INVALID */
export function secretStates(client: KubeClient, name: string): SecretStates {
  const [namespace = '', secret = '', ...rest] = name.split('/');
  if (namespace === '' || secret === '' || rest.length > 0)
    throw agentErrors.error('AGENT_STATE_SECRET_INVALID', `AGENT_STATE_KEPT_IN is "${name}"`);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(secret)}`;
  const apply = async (content: JsonObject, annotations: JsonObject): Promise<void> => {
    const metadata = { name: secret, namespace, annotations };
    const object = { apiVersion: 'v1', kind: 'Secret', metadata, ...content };
    await applyObject(client, { path, object, fieldManager: FIELD_MANAGER, force: true });
  };
  // What is not among the applied fields any more is removed: with the next state goes the key that it was asked with.
  const write = (state: AgentState, next: JsonObject = {}): Promise<void> =>
    apply({ data: { [KEY]: base64(JSON.stringify(state)), ...next } }, { [CLUSTER_ID]: state.clusterId });
  const content = async (key: string): Promise<string> => {
    const { data } = (await getObject(client, path)) ?? {};
    const text = typeof data === 'object' && data !== null && !Array.isArray(data) ? member(data, key) : '';
    return Buffer.from(text, 'base64').toString('utf8');
  };
  const read = async (): Promise<AgentState> => {
    const text = await content(KEY);
    if (text === '')
      throw agentErrors.error('AGENT_STATE_SECRET_EMPTY', `the Secret ${name} holds no identity yet`);
    return parseAgentState(text, `Secret ${name}`);
  };
  // One Pod at a time has the Secret (strategy Recreate): it is enough that a Pod that was killed finds the key again.
  const nextKey = async (state: AgentState): Promise<string> => {
    const kept = await content(NEXT_KEY);
    if (kept !== '') return kept;
    const { privateKeyPem } = createIdentity();
    await write(state, { [NEXT_KEY]: base64(privateKeyPem) });
    return privateKeyPem;
  };
  return { read, write: (state) => write(state), nextKey, tryWrite: () => apply({}, {}) };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function member(data: object, key: string): string {
  const value: unknown = Object.hasOwn(data, key) ? Reflect.get(data, key) : undefined;
  return typeof value === 'string' ? value : '';
}
