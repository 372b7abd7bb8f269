import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { HOST_TREES, plantHost } from '@plimsoll/collectors/testing';
import type { FactBody } from '@plimsoll/model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plimsoll } from '../testing/fake-terminal.js';
import { decodeCapture, encodeCapture, isCapture, MAX_CAPTURE_BYTES, type Capture } from './capture-file.js';

const settings = (values: Readonly<Record<string, string>>): FactBody => ({
  shape: 'settings',
  settings: values,
});
const CAPTURE: Capture = {
  node: 'node-1',
  capturedAt: '2026-11-21T00:00:00.000Z',
  facts: new Map([['host/sysctl', settings({ 'kernel.kptr_restrict': '2' })]]),
};
const packed = (value: unknown): Buffer => zstdCompressSync(JSON.stringify(value));
const plain = { format: 'plimsoll-capture', version: 1, node: 'n', capturedAt: '', facts: {} };

describe('the file of a capture', () => {
  it('gives back what was put in, and the same bytes for the same facts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.dictionary(fc.string(), fc.string()), (node, values) => {
        const capture: Capture = {
          ...CAPTURE,
          node,
          facts: new Map([
            ['host/sysctl', settings(values)],
            ['host/boot', settings({})],
          ]),
        };
        const bytes = encodeCapture(capture);
        expect(isCapture(bytes)).toBe(true);
        expect(decodeCapture(bytes).capture.facts.get('host/sysctl')).toEqual(
          capture.facts.get('host/sysctl'),
        );
        const turned = { ...capture, facts: new Map([...capture.facts].reverse()) };
        expect(encodeCapture(turned).equals(bytes)).toBe(true);
      }),
    );
  });

  it('names the sources that this version does not know, and leaves them out', () => {
    const { capture, unknownSources } = decodeCapture(
      packed({ ...plain, facts: { 'host/later': {}, 'host/boot': settings({}) } }),
    );
    expect(unknownSources).toEqual(['host/later']);
    expect([...capture.facts.keys()]).toEqual(['host/boot']);
  });

  it.each([
    ['cut short', encodeCapture(CAPTURE).subarray(0, 20), 'CAPTURE_INVALID'],
    ['no JSON', zstdCompressSync('[1'), 'CAPTURE_INVALID'],
    ['an array', packed([]), 'CAPTURE_INVALID'],
    ['another format', packed({ ...plain, format: 'x' }), 'CAPTURE_INVALID'],
    ['a later format', packed({ ...plain, version: 2 }), 'CAPTURE_TOO_NEW'],
    ['without a node', packed({ ...plain, node: '' }), 'CAPTURE_INVALID'],
    ['a body of no shape', packed({ ...plain, facts: { 'host/boot': 1 } }), 'CAPTURE_INVALID'],
    [
      'a body of another shape',
      packed({ ...plain, facts: { 'host/boot': { shape: 'components', components: [] } } }),
      'CAPTURE_INVALID',
    ],
    ['a bomb', zstdCompressSync(Buffer.alloc(MAX_CAPTURE_BYTES + 1, ' ')), 'CAPTURE_INVALID'],
  ])('that is %s is refused', (_title, bytes, code) => {
    expect(() => decodeCapture(bytes)).toThrow(expect.objectContaining({ code }));
  });
});

describe('plimsoll capture', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capture-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps the facts of a host in one file that only its owner reads', async () => {
    const host = await plantHost(HOST_TREES['ubuntu-24.04-node']);
    try {
      const path = join(folder, 'host.capture');
      const { code, stdout, stderr } = await plimsoll(['capture', '--host', host.root, '-o', path]);
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toContain(path);
      const { capture } = decodeCapture(await readFile(path));
      expect(capture.facts.get('host/sysctl')).toMatchObject({
        settings: { 'net.ipv4.conf.all.rp_filter': '2' },
      });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readdir(folder)).toEqual(['host.capture']);
    } finally {
      await host.remove();
    }
  });

  it.each([
    [['capture'], 'USAGE'],
    [['capture', '--nothing'], 'USAGE'],
    [['capture', '--host', 'DIR', '-o', 'DIR/out'], 'HOST_ROOT_EMPTY'],
    [['capture', '--host', '/', '-o', 'DIR/no/such/folder'], 'CAPTURE_UNWRITABLE'],
  ])('%j is refused', async (args, code) => {
    const ran = await plimsoll(args.map((arg) => arg.replace('DIR', folder)));
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(code);
    expect(await readdir(folder)).toEqual([]);
  });
});
