import { createApiToken, createLoginCode, listApiTokens, revokeApiToken } from '@plimsoll/identity';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { readGlobalId } from '../ids/global-id.js';
import { ApiRequest } from '../request/api-request.js';
import { Permit } from '../schema/permit.js';
import { outcomeOf } from '../schema/user-error.js';
import { ApiToken, apiTokenNode } from './token.js';
import {
  CreateApiTokenInput,
  CreateApiTokenPayload,
  LoginCode,
  RevokeApiTokenPayload,
} from './token-payloads.js';

type Made = Omit<CreateApiTokenPayload, 'userErrors'>;
type Revoked = Omit<RevokeApiTokenPayload, 'userErrors'>;

@Resolver()
export class ApiTokensResolver {
  @Permit('manage-api-tokens')
  @Query(() => [ApiToken], { description: 'Tokens for this API, newest first, revoked ones too.' })
  async apiTokens(@Context('request') { parts, principal }: ApiRequest): Promise<readonly ApiToken[]> {
    return (await listApiTokens(parts.identity, principal)).map(apiTokenNode);
  }

  @Permit('manage-api-tokens')
  @Mutation(() => CreateApiTokenPayload, { description: 'Makes a token; its text is shown this once.' })
  createApiToken(
    @Context('request') { parts, principal }: ApiRequest,
    @Args('input', { type: () => CreateApiTokenInput, description: 'What it is.' })
    input: CreateApiTokenInput,
  ): Promise<CreateApiTokenPayload> {
    return outcomeOf<Made>({ apiToken: null, text: null }, async () => {
      const { name, role, expiresInDays } = input;
      const wanted = { name, role, ...(typeof expiresInDays === 'number' && { expiresInDays }) };
      const { token, text } = await createApiToken(parts.identity, principal, wanted);
      return { apiToken: apiTokenNode(token), text };
    });
  }

  @Permit('manage-api-tokens')
  @Mutation(() => RevokeApiTokenPayload, { description: 'Ends a token at once; again changes nothing.' })
  revokeApiToken(
    @Context('request') { parts, principal }: ApiRequest,
    @Args('id', { type: () => ID, description: 'Id of the token.' }) id: string,
  ): Promise<RevokeApiTokenPayload> {
    return outcomeOf<Revoked>({ apiToken: null }, async () => {
      const token = await revokeApiToken(parts.identity, principal, tokenIdOf(id, 'ApiToken'));
      return { apiToken: apiTokenNode(token) };
    });
  }

  @Permit('read')
  @Mutation(() => LoginCode, {
    description: "A one-time code for a browser session of the caller's own role, at the page /graphiql.",
  })
  async createLoginCode(@Context('request') { parts, principal }: ApiRequest): Promise<LoginCode> {
    const { text, expiresAt } = await createLoginCode(parts.identity, principal);
    return { code: text, path: `/graphiql#code=${text}`, expiresAt };
  }
}

/** Empty for the id of anything else, which is answered like one that is missing. */
export function tokenIdOf(id: string, type: 'ApiToken' | 'EnrollmentToken'): string {
  const global = readGlobalId(id);
  return global?.type === type ? (global.parts[0] ?? '') : '';
}
