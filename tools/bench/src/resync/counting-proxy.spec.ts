import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { countingProxy } from './counting-proxy.js';

it('passes bytes on and counts them by direction', async () => {
  const echo = createServer((socket) => socket.on('data', (bytes) => socket.write(`${String(bytes)}!`)));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await countingProxy((echo.address() as AddressInfo).port);
  const client = connect(proxy.port, '127.0.0.1');
  client.write('abc');
  const [answer] = await once(client, 'data');
  expect(String(answer)).toBe('abc!');
  expect(proxy.take()).toEqual({ toCentre: 3, toAgent: 4 });
  expect(proxy.take()).toEqual({ toCentre: 0, toAgent: 0 });
  const closed = once(client, 'close');
  proxy.cut();
  await closed;
  await proxy.close();
  echo.close();
});
