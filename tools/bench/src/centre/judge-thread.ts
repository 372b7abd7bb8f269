// What a judging thread of the benchmarks runs.
import { runJudgeThread } from '@plimsoll/evaluation';
import { silentLogger } from '@plimsoll/runtime';
import { CATALOG_PARTS } from './catalog.js';

await runJudgeThread(CATALOG_PARTS, silentLogger);
