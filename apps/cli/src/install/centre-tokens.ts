import { cliErrors } from '../errors.js';
import type { Api } from '../up/api.js';

/** A new enrolment token with all that an agent needs beside it. */
export interface NewToken {
  readonly id: string;
  readonly text: string;
  /** Null where the API does not know where agents enrol. */
  readonly address: string | null;
  readonly caPin: string | null;
}

export interface KnownCluster {
  readonly id: string;
  readonly uuid: string;
  readonly uid: string;
  readonly name: string;
}

const CREATE = `mutation Enrol($input: CreateEnrollmentTokenInput) {
  createEnrollmentToken(input: $input) { text address caPin enrollmentToken { id } userErrors { message } }
}`;
const CLUSTERS = `query Known($after: String) {
  clusters(first: 100, after: $after, filter: { states: [ACTIVE, ARCHIVED] }) {
    edges { node { id uuid uid name } } pageInfo { endCursor hasNextPage }
  }
}`;
const TOKENS = `query Tokens { enrollmentTokens { id expiresAt revokedAt uses maxUses } }`;

/**
 * @param cluster one that is known already; its history goes on
 * @throws API_FAILED
 */
export async function createToken(
  api: Api,
  description: string,
  labels: Readonly<Record<string, string>>,
  cluster: KnownCluster | undefined,
): Promise<NewToken> {
  const input = {
    description,
    labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
    ...(cluster && { cluster: cluster.id }),
  };
  const { createEnrollmentToken: made } = await api.query<Created>(CREATE, { input });
  const [problem] = made.userErrors;
  if (problem || !made.enrollmentToken || made.text === null)
    throw cliErrors.error('API_FAILED', `no enrolment token: ${problem?.message ?? 'the answer has none'}`);
  const { text, address, caPin } = made;
  return { id: made.enrollmentToken.id, text, address, caPin };
}

interface Created {
  readonly createEnrollmentToken: {
    readonly text: string | null;
    readonly address: string | null;
    readonly caPin: string | null;
    readonly enrollmentToken: { readonly id: string } | null;
    readonly userErrors: readonly { readonly message: string }[];
  };
}

/** The cluster that the centre knows by the uid of its kube-system or by its own id. @throws API_FAILED */
export async function findCluster(
  api: Api,
  wanted: (cluster: KnownCluster) => boolean,
): Promise<KnownCluster | undefined> {
  for (let after: string | null = null; ;) {
    const { clusters }: Page = await api.query<Page>(CLUSTERS, { after });
    const found = clusters.edges.map(({ node }) => node).find(wanted);
    if (found || !clusters.pageInfo.hasNextPage) return found;
    after = clusters.pageInfo.endCursor;
  }
}

interface Page {
  readonly clusters: {
    readonly edges: readonly { readonly node: KnownCluster }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

/** Whether a token could still be used by an agent that has it. @throws API_FAILED */
export async function isUsable(api: Api, tokenId: string, nowMs: number): Promise<boolean> {
  const { enrollmentTokens } = await api.query<Tokens>(TOKENS);
  return enrollmentTokens.some(
    ({ id, expiresAt, revokedAt, uses, maxUses }) =>
      id === tokenId && revokedAt === null && uses < maxUses && Date.parse(expiresAt) > nowMs,
  );
}

interface Tokens {
  readonly enrollmentTokens: readonly {
    readonly id: string;
    readonly expiresAt: string;
    readonly revokedAt: string | null;
    readonly uses: number;
    readonly maxUses: number;
  }[];
}
