import { pino, type DestinationStream } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logs: fields first, then one sentence without values in it. */
export interface Logger {
  readonly debug: (fields: LogFields, message: string) => void;
  readonly info: (fields: LogFields, message: string) => void;
  readonly warn: (fields: LogFields, message: string) => void;
  readonly error: (fields: LogFields, message: string) => void;
  readonly child: (fields: LogFields) => Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Field names whose values never reach a log, at any of the first three depths. */
const SECRET_FIELDS = ['token', 'secret', 'password', 'authorization', 'privateKey', 'url', 'databaseUrl'];

/** One JSON object a line, on stderr unless a destination is given: stdout belongs to answers. */
export function createLogger(options: {
  readonly name: string;
  readonly level?: LogLevel;
  readonly destination?: DestinationStream;
}): Logger {
  const logger = pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '***',
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
  return adapt(logger);
}

interface PinoLike {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): PinoLike;
}

function adapt(logger: PinoLike): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => adapt(logger.child(fields)),
  };
}

const nothing = (): void => undefined;
/** For tests and for one-shot commands. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
