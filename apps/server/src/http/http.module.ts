import { Module, type DynamicModule } from '@nestjs/common';
import type { Metrics } from '@plimsoll/runtime';
import { HealthController, METRICS, READY_CHECKS, SCRAPES } from './health.controller.js';
import type { ReadyCheck } from './readiness.js';

export interface HttpParts {
  readonly metrics: Metrics;
  readonly checks: readonly ReadyCheck[];
  /** What brings metrics up to date before they are rendered; default: nothing. */
  readonly scrapes?: readonly (() => Promise<void>)[];
  /** The API's module, where the role has one. */
  readonly api: readonly DynamicModule[];
}

/** Health and metrics of every role, and the API where there is one. */
@Module({})
export class HttpModule {
  static with({ metrics, checks, scrapes = [], api }: HttpParts): DynamicModule {
    return {
      module: HttpModule,
      imports: [...api],
      controllers: [HealthController],
      providers: [
        { provide: METRICS, useValue: metrics },
        { provide: READY_CHECKS, useValue: checks },
        { provide: SCRAPES, useValue: scrapes },
      ],
    };
  }
}
