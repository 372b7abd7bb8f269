import { create } from '@bufbuild/protobuf';
import { createPrivateKeyPem, createSigningRequest, parsePin, signProof } from '@plimsoll/link-certificates';
import {
  ChallengeRequestSchema,
  ClusterIdentity_Kind,
  EnrollRequestSchema,
  RenewRequestSchema,
} from '@plimsoll/link-contract';
import type { ChallengeResponse } from '@plimsoll/link-contract';
import type { Clock, Logger } from '@plimsoll/runtime';
import { formatAddress, parseAddress } from './address.js';
import type { AgentState } from './agent-state.js';
import { certificateDer, readCredentials } from './credentials.js';
import { enrollmentClient } from './enrollment-client.js';
import type { EnrollmentClient } from './enrollment-client.js';
import { fetchPinnedAuthority } from './pinned-authority.js';
import type { Environment } from './proxy.js';

const SKEW_WARNED_MS = 2 * 60_000;

/** A new key and the request for its certificate. The key stays here. */
export interface NewIdentity {
  readonly privateKeyPem: string;
  /** PKCS#10, DER. */
  readonly csr: Uint8Array;
}

export interface EnrollOptions {
  /** host:port of the enrolment listener. */
  readonly address: string;
  /** host:port of the stream's listener; default: what the centre says. */
  readonly streamAddress?: string;
  /** `sha256:<hex>`, from the centre by another way than this connection. */
  readonly caPin: string;
  readonly token: string;
  readonly cluster: {
    readonly kind: 'kubernetes' | 'host';
    readonly uid: string;
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly agentVersion: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For HTTPS_PROXY and NO_PROXY; default: none. */
  readonly environment?: Environment;
  /** Default: a new one. */
  readonly identity?: NewIdentity;
}

export interface RenewOptions {
  readonly state: AgentState;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment?: Environment;
  /** The key of the next certificate; the same for whoever repeats this renewal. Default: a new one. */
  readonly nextPrivateKeyPem?: string;
}

export function createIdentity(privateKeyPem = createPrivateKeyPem()): NewIdentity {
  return { privateKeyPem, csr: createSigningRequest(privateKeyPem) };
}

/**
 * Enrols and returns the state to be written. The pin is checked before the token leaves.
 * @throws LINK_CA_PIN_MISMATCH, LINK_UNREACHABLE, LINK_SERVER_NAME, LINK_ANSWER_INVALID, and the centre's own codes
 */
export async function enroll(options: EnrollOptions): Promise<AgentState> {
  const { clock, cluster, token, agentVersion, environment = {}, identity = createIdentity() } = options;
  const address = parseAddress(options.address);
  const caPin = parsePin(options.caPin);
  const caPem = await fetchPinnedAuthority(address, caPin, environment);
  return await withClient(enrollmentClient(address, caPem, environment), async (client) => {
    const { nonce } = await challenge(client, options);
    const answer = await client.enroll(
      create(EnrollRequestSchema, {
        token,
        nonce,
        csr: identity.csr,
        agentVersion,
        agentTimeMs: BigInt(clock.now()),
        identity: {
          kind: KINDS[cluster.kind],
          uid: cluster.uid,
          name: cluster.name,
          labels: { ...cluster.labels },
        },
      }),
    );
    const { agent, ...granted } = readCredentials(answer.credentials, identity.privateKeyPem, caPin);
    return {
      version: 1,
      enrollmentAddress: formatAddress(address),
      streamAddress: formatAddress(parseAddress(options.streamAddress ?? answer.streamAddress, address.host)),
      caPin,
      ...agent,
      cluster: { kind: cluster.kind, uid: cluster.uid, name: cluster.name },
      privateKeyPem: identity.privateKeyPem,
      ...granted,
    };
  });
}

/**
 * Renews with a new key and returns the state to be written before it is used. Losing the answer is harmless: called
 * again with the same state and the same next key it gets the same answer. Works with an expired certificate for 30 days.
 * @throws the centre's own codes, LINK_CALL_FAILED, LINK_ANSWER_INVALID
 */
export async function renew(options: RenewOptions): Promise<AgentState> {
  const { state, clock, environment = {} } = options;
  const next = createIdentity(options.nextPrivateKeyPem);
  const client = enrollmentClient(parseAddress(state.enrollmentAddress), state.caPem, environment);
  return await withClient(client, async () => {
    const { nonce } = await challenge(client, options);
    const answer = await client.renew(
      create(RenewRequestSchema, {
        nonce,
        certificate: certificateDer(state.certificatePem),
        csr: next.csr,
        joinState: {
          counter: BigInt(state.joinState.counter),
          secret: Buffer.from(state.joinState.secret, 'base64'),
        },
        proof: signProof(state.privateKeyPem, nonce, next.csr),
        agentTimeMs: BigInt(clock.now()),
      }),
    );
    const { agent, ...granted } = readCredentials(answer.credentials, next.privateKeyPem, state.caPin);
    return { ...state, ...agent, privateKeyPem: next.privateKeyPem, ...granted };
  });
}

const KINDS = { kubernetes: ClusterIdentity_Kind.KUBERNETES, host: ClusterIdentity_Kind.HOST } as const;

async function challenge(
  client: EnrollmentClient,
  { clock, logger }: Pick<EnrollOptions, 'clock' | 'logger'>,
): Promise<ChallengeResponse> {
  const answer = await client.challenge(create(ChallengeRequestSchema));
  const skewMs = clock.now() - Number(answer.serverTimeMs);
  if (Math.abs(skewMs) > SKEW_WARNED_MS)
    logger.warn({ skewMs }, "this machine's clock differs from the centre's");
  return answer;
}

async function withClient<Result>(
  client: EnrollmentClient,
  work: (client: EnrollmentClient) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
