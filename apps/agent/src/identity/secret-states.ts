import type { AgentStates } from '@plimsoll/agent-runtime';
import { parseAgentState, type AgentState } from '@plimsoll/link-client';
import type { JsonObject } from '@plimsoll/model';
import { applyObject, getObject, type KubeClient } from '@plimsoll/probes/kube';
import { agentErrors } from '../errors.js';

/** The key of the Secret that holds the state. */
const KEY = 'agent.json';
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
    throw agentErrors.error('AGENT_STATE_SECRET_INVALID', `AGENT_STATE_SECRET is "${name}"`);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(secret)}`;
  const apply = async (content: JsonObject, annotations: JsonObject): Promise<void> => {
    const metadata = { name: secret, namespace, annotations };
    const object = { apiVersion: 'v1', kind: 'Secret', metadata, ...content };
    await applyObject(client, { path, object, fieldManager: FIELD_MANAGER, force: true });
  };
  const write = (state: AgentState): Promise<void> => {
    const data = { [KEY]: Buffer.from(JSON.stringify(state)).toString('base64') };
    return apply({ data }, { [CLUSTER_ID]: state.clusterId });
  };
  const read = async (): Promise<AgentState> => {
    const { data } = (await getObject(client, path)) ?? {};
    const text = typeof data === 'object' && data !== null && !Array.isArray(data) ? member(data, KEY) : '';
    if (text === '')
      throw agentErrors.error('AGENT_STATE_SECRET_EMPTY', `the Secret ${name} holds no identity yet`);
    return parseAgentState(Buffer.from(text, 'base64').toString('utf8'), `Secret ${name}`);
  };
  return { read, write, tryWrite: () => apply({}, {}) };
}

function member(data: object, key: string): string {
  const value: unknown = Object.hasOwn(data, key) ? Reflect.get(data, key) : undefined;
  return typeof value === 'string' ? value : '';
}
