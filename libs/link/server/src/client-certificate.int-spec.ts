import { once } from 'node:events';
import { create } from '@bufbuild/protobuf';
import { createCertificateAuthority } from '@plimsoll/link-certificates';
import { ConnectRequestSchema, HelloSchema, LINK_METHODS, LINK_PROTOCOL } from '@plimsoll/link-contract';
import { afterEach, describe, expect, it } from 'vitest';
import { rawStream, startTestLink, testCertificate } from './testing/index.js';
import type { TestCertificate, TestLink } from './testing/index.js';

const HOUR = 3_600_000;
const links: TestLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
});

/** A centre whose clock is `aheadMs` before the system's (or behind it), and whose listeners are of that time. */
async function centre(aheadMs: number): Promise<TestLink> {
  const ca = await createCertificateAuthority(Date.now() - 1_000 * HOUR);
  const link = await startTestLink({ ca, clock: { now: () => Date.now() + aheadMs } });
  links.push(link);
  return link;
}

/** What becomes of a stream with this certificate: welcomed, or no stream at all. */
async function connect(link: TestLink, certificate?: TestCertificate): Promise<'welcomed' | 'refused'> {
  const call = rawStream(link, certificate);
  const refused = once(call, 'error').then(() => 'refused' as const);
  const hello = create(HelloSchema, { protocolMin: LINK_PROTOCOL.min, protocolMax: LINK_PROTOCOL.max });
  call.write(
    LINK_METHODS.connect.requestSerialize(
      create(ConnectRequestSchema, { sequence: 1n, frame: { case: 'hello', value: hello } }),
    ),
  );
  const welcomed = once(call, 'data').then(() => 'welcomed' as const);
  const outcome = await Promise.race([refused, welcomed]);
  call.on('error', () => undefined); // the end of a call that is cancelled below
  welcomed.catch(() => undefined); // the same end, as the other listener sees it
  call.cancel();
  call.closeClient();
  return outcome;
}

describe('a client certificate', () => {
  it('is judged by the clock of the centre, not by the system clock', async () => {
    const link = await centre(-100 * HOUR);
    const nowThere = Date.now() - 100 * HOUR;
    const at = (ms: number) => testCertificate(link.ca, undefined, ms);
    expect(await connect(link, await at(nowThere))).toBe('welcomed'); // for the system it expired three days ago
    expect(await connect(link, await at(nowThere - 25 * HOUR))).toBe('refused'); // expired
    expect(await connect(link, await at(Date.now()))).toBe('refused'); // not valid yet, although it is for the system
    expect(link.streams.streams).toHaveLength(1);
  });

  it('that the system clock takes for good is refused when the centre takes it for expired', async () => {
    const link = await centre(25 * HOUR);
    const early = await testCertificate(link.ca, undefined, Date.now());
    expect(await connect(link, early)).toBe('refused');
  });

  it('of another authority, of a listener, or none is refused, also where its dates are wrong for the system', async () => {
    const link = await centre(-100 * HOUR);
    const nowThere = Date.now() - 100 * HOUR;
    const stranger = await createCertificateAuthority(nowThere);
    expect(await connect(link, await testCertificate(stranger, undefined, nowThere))).toBe('refused');
    const listener = await link.ca.issueServerCertificate([], nowThere - 30 * 24 * HOUR + HOUR);
    const { agent } = await testCertificate(link.ca);
    const [certificatePem = ''] = listener.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(await connect(link, { agent, certificatePem, privateKeyPem: listener.privateKeyPem })).toBe(
      'refused',
    );
    expect(await connect(link)).toBe('refused');
    expect(link.streams.streams).toHaveLength(0);
  });
});
