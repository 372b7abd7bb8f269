// What a judging thread of the tests runs.
import { silentLogger } from '@plimsoll/runtime';
import { runJudgeThread } from '../threads/run-judge-thread.js';
import { testCatalog } from './test-catalog.js';

await runJudgeThread(testCatalog(), silentLogger);
