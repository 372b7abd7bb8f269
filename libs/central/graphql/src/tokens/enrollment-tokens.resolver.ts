import {
  createEnrollmentToken,
  identityErrors,
  listEnrollmentTokens,
  revokeEnrollmentToken,
  type NewEnrollmentToken,
} from '@plimsoll/identity';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { EnrollmentAddress } from '../api-parts.js';
import { clusterIdOf } from '../clusters/cluster-id.js';
import { uniqueLabels } from '../clusters/labels.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { outcomeOf } from '../schema/user-error.js';
import { tokenIdOf } from './api-tokens.resolver.js';
import { EnrollmentToken, enrollmentTokenNode } from './token.js';
import {
  CreateEnrollmentTokenInput,
  CreateEnrollmentTokenPayload,
  RevokeEnrollmentTokenPayload,
} from './token-payloads.js';

type Made = Omit<CreateEnrollmentTokenPayload, 'userErrors'>;
type Revoked = Omit<RevokeEnrollmentTokenPayload, 'userErrors'>;
const NONE: Made = { enrollmentToken: null, text: null, address: null, caPin: null, command: null };

@Resolver()
export class EnrollmentTokensResolver {
  @Permit('manage-enrollment-tokens')
  @Query(() => [EnrollmentToken], { description: 'Tokens for enrolment, newest first, revoked ones too.' })
  async enrollmentTokens(
    @Context('request') { parts, principal }: ApiRequest,
  ): Promise<readonly EnrollmentToken[]> {
    return (await listEnrollmentTokens(parts.identity, principal)).map(enrollmentTokenNode);
  }

  @Permit('manage-enrollment-tokens')
  @Mutation(() => CreateEnrollmentTokenPayload, {
    description: 'Makes a token with which clusters enrol; its text is shown this once.',
  })
  createEnrollmentToken(
    @Context('request') { parts, principal }: ApiRequest,
    @Args('input', { type: () => CreateEnrollmentTokenInput, nullable: true, description: 'What it is.' })
    input?: CreateEnrollmentTokenInput | null,
  ): Promise<CreateEnrollmentTokenPayload> {
    return outcomeOf<Made>(NONE, async () => {
      const { token, text } = await createEnrollmentToken(parts.identity, principal, wanted(input ?? {}));
      const { address = null, caPin = null } = parts.enrollment ?? {};
      const command = parts.enrollment ? enrollmentCommand(parts.enrollment, text) : null;
      return { enrollmentToken: enrollmentTokenNode(token), text, address, caPin, command };
    });
  }

  @Permit('manage-enrollment-tokens')
  @Mutation(() => RevokeEnrollmentTokenPayload, {
    description: 'Ends a token at once; clusters that have enrolled with it stay.',
  })
  revokeEnrollmentToken(
    @Context('request') { parts, principal }: ApiRequest,
    @Args('id', { type: () => ID, description: 'Id of the token.' }) id: string,
  ): Promise<RevokeEnrollmentTokenPayload> {
    return outcomeOf<Revoked>({ enrollmentToken: null }, async () => {
      const token = await revokeEnrollmentToken(parts.identity, principal, tokenIdOf(id, 'EnrollmentToken'));
      return { enrollmentToken: enrollmentTokenNode(token) };
    });
  }
}

/** What an administrator runs where the cluster or host is. */
const enrollmentCommand = ({ address, caPin }: EnrollmentAddress, token: string): string =>
  `plimsoll enroll --centre ${address} --ca-pin ${caPin} --token ${token}`;

function wanted(input: CreateEnrollmentTokenInput): NewEnrollmentToken {
  const { description, labels, cluster, maxUses, expiresInSeconds } = input;
  return {
    ...(typeof description === 'string' && { description }),
    ...(labels && { labels: uniqueLabels(labels) }),
    ...(typeof cluster === 'string' && { clusterId: knownCluster(cluster) }),
    ...(typeof maxUses === 'number' && { maxUses }),
    ...(typeof expiresInSeconds === 'number' && { expiresInSeconds }),
  };
}

function knownCluster(id: string): Exclude<ReturnType<typeof clusterIdOf>, undefined> {
  const clusterId = clusterIdOf(id);
  if (clusterId !== undefined) return clusterId;
  throw identityErrors.error('CLUSTER_NOT_FOUND', 'there is no cluster of this id');
}
