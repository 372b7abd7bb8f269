import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { benchErrors } from '../errors.js';

export interface ApiProcess {
  readonly url: string;
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

const START_MS = 30_000;

/** The built server in the role api, as it runs in production. @throws BENCH_PROGRAM_FAILED */
export async function startApi(root: string, folder: string, databaseUrl: string): Promise<ApiProcess> {
  const readyFile = join(folder, 'ready.json');
  const child = spawn(process.execPath, [join(root, 'apps/server/dist/main.js')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      SERVER_ROLE: 'api',
      SERVER_HTTP_PORT: '0',
      SERVER_SECRET: 'of the benchmark, which guards nothing',
      SERVER_READY_FILE: readyFile,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const deadline = Date.now() + START_MS; !existsSync(readyFile); await wait(50))
    if (child.exitCode !== null || Date.now() > deadline)
      throw benchErrors.error('BENCH_PROGRAM_FAILED', 'the server does not start');
  const ready: { readonly httpPort: number } = JSON.parse(readFileSync(readyFile, 'utf8'));
  return {
    url: `http://127.0.0.1:${ready.httpPort}/graphql`,
    pid: child.pid,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
