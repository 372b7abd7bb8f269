import { silentLogger } from '@plimsoll/runtime';
import { createMetrics } from '@plimsoll/runtime/metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type HttpServer } from './start-http.js';

const host = '127.0.0.1';
let failing = false;
const metrics = createMetrics();
const checks = [
  { name: 'store', check: () => (failing ? Promise.reject(new Error('away')) : Promise.resolve()) },
];
let server: HttpServer;
const get = (path: string): Promise<Response> => fetch(`http://${host}:${server.port}${path}`);

beforeAll(async () => {
  metrics.counter('plimsoll_test_total', 'a test').add(3);
  server = await startHttp({ host, port: 0, metrics, checks, api: [], logger: silentLogger });
});
afterAll(() => server.close());

describe('the HTTP server of every role', () => {
  it('is alive whatever its dependencies do, and ready only with them', async () => {
    expect((await get('/readyz')).status).toBe(200);
    failing = true;
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, checks: { store: 'ERROR' } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('gives metrics in the text format', async () => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).toContain('plimsoll_test_total 3');
  });

  it('says which port is in use, with a hint', async () => {
    const second = startHttp({ host, port: server.port, metrics, checks, api: [], logger: silentLogger });
    await expect(second).rejects.toMatchObject({
      code: 'SERVER_PORT_IN_USE',
      message: `Port ${server.port} on ${host} is in use by another program.`,
    });
  });
});
