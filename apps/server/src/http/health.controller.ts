import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Metrics } from '@plimsoll/runtime';
import type { FastifyReply } from 'fastify';
import { readiness, type ReadyCheck } from './readiness.js';

export const METRICS = Symbol('metrics');
export const READY_CHECKS = Symbol('ready checks');
export const SCRAPES = Symbol('scrapes');

/** What an orchestrator and Prometheus ask; open to whoever reaches the port, so nothing of a tenant is said. */
@Controller()
export class HealthController {
  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(READY_CHECKS) private readonly checks: readonly ReadyCheck[],
    @Inject(SCRAPES) private readonly scrapes: readonly (() => Promise<void>)[],
  ) {}

  /** Alive: the event loop turns. Never a dependency, or an outage of Postgres would restart every process. */
  @Get('healthz')
  health(): { readonly alive: true } {
    return { alive: true };
  }

  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const answer = await readiness(this.checks);
    await reply.code(answer.ready ? 200 : 503).send(answer);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async render(): Promise<string> {
    await Promise.all(this.scrapes.map((scrape) => scrape()));
    return this.metrics.render();
  }
}
