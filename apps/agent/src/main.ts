#!/usr/bin/env node
import { startSmall } from './start-small.js';

// Before anything else is loaded.
startSmall(process);
const { main } = await import('./process.js');
await main();
