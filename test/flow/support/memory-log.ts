import { createLogger, type Logger } from '@plimsoll/runtime';

/** Everything that a logger writes, down to debug, kept as text. */
export interface MemoryLog {
  readonly logger: Logger;
  readonly text: () => string;
}

export function memoryLog(name: string): MemoryLog {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ name, level: 'debug', destination }), text: () => lines.join('') };
}
