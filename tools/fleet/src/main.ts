import { createLogger, readConfiguration, runProcess } from '@plimsoll/runtime';
import { fleetConfiguration } from './configuration.js';
import { runDemo } from './demo/run-demo.js';

const configuration = readConfiguration(process.env, fleetConfiguration);
const logger = createLogger({ name: 'plimsoll-fleet' });
const { address, caPin, token, stateFolder, version } = configuration;

await runProcess({
  name: 'the demo fleet',
  logger,
  graceMs: 8_000,
  start: () =>
    runDemo({
      stateFolder,
      version,
      logger,
      ...(address && caPin && token ? { enrollment: { address, caPin, token } } : {}),
    }),
});
