// What a judging thread of a worker runs.
import { runJudgeThread } from '@plimsoll/evaluation';
import { createLogger } from '@plimsoll/runtime';
import { CATALOG, controlDigests } from '../catalog.js';

await runJudgeThread({ ...CATALOG, digests: controlDigests() }, createLogger({ name: 'server judge' }));
