#!/usr/bin/env node
import { createLogger, describeError, runProcess, type Started } from '@plimsoll/runtime';
import { readServerConfiguration, type ServerConfiguration } from './configuration.js';

const GRACE_MS = 9_500;

async function start(configuration: ServerConfiguration): Promise<Started> {
  const logger = createLogger({ name: `server ${configuration.role}`, level: configuration.logLevel });
  const { startAgain } = await import('./roles/start-again.js');
  const { startRole } = await import('./roles/start-role.js');
  return startAgain(() => startRole(configuration, logger), logger);
}

async function main(): Promise<void> {
  const configuration = readServerConfiguration(process.env);
  const logger = createLogger({ name: `server ${configuration.role}`, level: configuration.logLevel });
  if (configuration.role === 'migrate') {
    const { migrate } = await import('./roles/migrate.js');
    await migrate(configuration, logger, (line) => process.stdout.write(line));
    return;
  }
  await runProcess({ name: 'server', logger, graceMs: GRACE_MS, start: () => start(configuration) });
}

try {
  await main();
} catch (error) {
  createLogger({ name: 'server' }).error(describeError(error), 'the server could not start');
  process.exitCode = 1;
}
