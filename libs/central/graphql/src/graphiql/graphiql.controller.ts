import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { loadAssets, type Asset } from './assets.js';
import { PAGE } from './page.js';

/**
 * Scripts from here alone and no eval. The editor writes style attributes, so inline styles are allowed; its fonts and
 * icons are data.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** GraphiQL: a page for people; it holds nothing of any organization and asks with the session of who opens it. */
@Controller('graphiql')
export class GraphiqlController {
  private assets: ReadonlyMap<string, Asset> | undefined;

  @Get()
  async page(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .headers({ ...HEADERS, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(PAGE);
  }

  @Get(':file')
  async asset(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    this.assets ??= loadAssets();
    const asset = this.assets.get(file);
    if (asset === undefined)
      await reply.code(404).send({ statusCode: 404, message: 'There is no such file.' });
    else
      await reply
        .headers({ ...HEADERS, 'cache-control': 'no-cache' })
        .type(asset.type)
        .send(asset.content);
  }
}
