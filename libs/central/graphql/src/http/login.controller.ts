import { redeemLoginCode } from '@plimsoll/identity';
import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiParts } from '../api-parts.js';
import { graphqlErrors } from '../errors.js';
import { assertSameOrigin, SESSION_COOKIE } from './caller.js';
import { assertJson } from './request-body.js';
import { respond } from './respond.js';

/** A one-time code against the session cookie, which scripts cannot read and other sites cannot send. */
@Controller('login')
export class LoginController {
  constructor(private readonly parts: ApiParts) {}

  @Post()
  async login(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      assertJson(request);
      assertSameOrigin(request);
      const { session, seconds } = await redeemLoginCode(this.parts.identity, codeIn(request.body));
      const secure = request.protocol === 'https' ? '; Secure' : '';
      const cookie = `${SESSION_COOKIE}=${session}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
      await reply.code(204).headers({ 'set-cookie': cookie, 'cache-control': 'no-store' }).send();
    } catch (error) {
      await respond(error, request, reply, this.parts.logger);
    }
  }
}

function codeIn(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string')
    return body.code;
  throw graphqlErrors.error('GRAPHQL_BODY_INVALID', 'There is no code.', {
    hint: 'Send {"code": "<login code>"}.',
  });
}
