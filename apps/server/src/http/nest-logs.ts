import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@plimsoll/runtime';

/** Nest's own words go to the structured log: its start-up chatter at debug, its errors at error. */
export function nestLogs(logger: Logger): LoggerService {
  const text = (message: unknown): string => (message instanceof Error ? message.message : String(message));
  return {
    log: (message: unknown) => logger.debug({}, text(message)),
    debug: (message: unknown) => logger.debug({}, text(message)),
    verbose: (message: unknown) => logger.debug({}, text(message)),
    warn: (message: unknown) => logger.warn({}, text(message)),
    // What a resolver throws is logged by the translator, with its correlation id, where it is a defect.
    error: (message: unknown, ...more: readonly unknown[]) =>
      logger[more.at(-1) === 'ExceptionsHandler' ? 'debug' : 'error']({}, text(message)),
    fatal: (message: unknown) => logger.error({}, text(message)),
  };
}
