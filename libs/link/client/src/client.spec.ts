import { Metadata, status } from '@grpc/grpc-js';
import { create } from '@bufbuild/protobuf';
import { Goodbye_Reason, GoodbyeSchema } from '@plimsoll/link-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from './address.js';
import { endOfError, endOfGoodbye, reconnectDelay } from './link-end.js';
import { routeTo } from './proxy.js';
import { renewalTime } from './renewal-schedule.js';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the time of renewal', () => {
  it('lies between 50 and 66 % of life', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 40),
        fc.integer({ min: 1000, max: 2 ** 40 }),
        random,
        (notBeforeMs, life, draw) => {
          const share =
            (renewalTime({ notBeforeMs, notAfterMs: notBeforeMs + life }, draw) - notBeforeMs) / life;
          expect(share).toBeGreaterThanOrEqual(0.499);
          expect(share).toBeLessThanOrEqual(0.661);
        },
      ),
    );
  });
});

describe('the wait before the next try', () => {
  it('is never less than asked for, nor more than five minutes on top', () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(1000), random, (asked, attempt, draw) => {
        const delay = reconnectDelay(asked, attempt, () => draw);
        expect(delay).toBeGreaterThanOrEqual(asked + 1_000);
        expect(delay).toBeLessThanOrEqual(asked + 300_000);
        expect(reconnectDelay(asked, attempt, () => draw, 4_000)).toBeLessThanOrEqual(asked + 4_000);
      }),
    );
  });
});

describe('the end of a stream', () => {
  const goodbye = (reason: Goodbye_Reason, retryAfterMs: number) =>
    endOfGoodbye(create(GoodbyeSchema, { reason, detail: 'd', retryAfterMs }));
  const failure = (code: status, trailers: Record<string, string> = {}) => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
    return endOfError(Object.assign(new Error('failed'), { code, details: 'failed', metadata }));
  };

  it('is final when a person decided it and no time to come back is given', () => {
    for (const reason of [Goodbye_Reason.REVOKED, Goodbye_Reason.ARCHIVED, Goodbye_Reason.SUPERSEDED]) {
      expect(goodbye(reason, 0)).toMatchObject({ kind: 'final', hint: expect.any(String) });
      expect(goodbye(reason, 5)).toMatchObject({ kind: 'retry', afterMs: 5 });
    }
    for (const reason of [Goodbye_Reason.SHUTDOWN, Goodbye_Reason.PROTOCOL, Goodbye_Reason.OVERLOADED, 99])
      expect(goodbye(reason, 0)).toMatchObject({ kind: 'retry' });
    expect(goodbye(Goodbye_Reason.REVOKED, 0).code).toBe('GOODBYE_REVOKED');
  });

  it('is final when who we are is refused, and passes otherwise', () => {
    for (const code of [status.UNAUTHENTICATED, status.PERMISSION_DENIED]) {
      expect(
        failure(code, { 'plimsoll-code': 'X_REVOKED', 'plimsoll-hint': 'Enrol%20again.' }),
      ).toMatchObject({
        kind: 'final',
        code: 'X_REVOKED',
        hint: 'Enrol again.',
      });
      expect(failure(code, { 'plimsoll-code': 'X', 'plimsoll-retryable': 'true' })).toMatchObject({
        kind: 'retry',
      });
    }
    for (const code of [
      status.UNAVAILABLE,
      status.INTERNAL,
      status.RESOURCE_EXHAUSTED,
      status.FAILED_PRECONDITION,
    ])
      expect(failure(code, { 'plimsoll-hint': '%E0%A4%A' })).toMatchObject({
        kind: 'retry',
        code: 'LINK_CALL_FAILED',
        detail: 'failed',
      });
  });
});

describe('an address', () => {
  it('is a host and a port', () => {
    expect(parseAddress('[::1]:7443')).toEqual({ host: '::1', port: 7443 });
    expect(parseAddress(':7444', 'centre')).toEqual({ host: 'centre', port: 7444 });
    for (const text of ['centre:1', '10.0.0.1:65535', '[fe80::1]:9'])
      expect(formatAddress(parseAddress(text))).toBe(text);
    for (const text of [
      '',
      'centre',
      ':1',
      'centre:0',
      'centre:65536',
      '::1:7443',
      'https://centre:1',
      'a b:1',
    ])
      expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'LINK_ADDRESS_INVALID' }));
  });

  it('is reached through the proxy of the environment, in either case, unless exempt', () => {
    const address = parseAddress('link.example.org:7443');
    const proxy = 'http://user:p%40ss@proxy:3128';
    for (const name of ['HTTPS_PROXY', 'https_proxy'])
      expect(routeTo(address, { [name]: proxy })).toMatchObject({
        target: 'dns:proxy:3128',
        options: {
          'grpc.http_connect_target': 'dns:link.example.org:7443',
          'grpc.http_connect_creds': 'user:p@ss',
        },
      });
    for (const exempt of ['*', 'example.org', '.example.org', 'other, link.example.org'])
      expect(routeTo(address, { HTTPS_PROXY: proxy, NO_PROXY: exempt }).target).toBe(
        'dns:link.example.org:7443',
      );
    expect(routeTo(address, { HTTPS_PROXY: proxy, NO_PROXY: 'ample.org' }).target).toBe('dns:proxy:3128');
    expect(() => routeTo(address, { HTTPS_PROXY: 'socks5://proxy' })).toThrow(
      expect.objectContaining({ code: 'LINK_PROXY_INVALID' }),
    );
  });
});
