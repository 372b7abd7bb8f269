import { spawnSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { describePod, runInPod, type PodRun } from './support/pod.js';

const program = new URL('../../apps/cli/dist/bin/plimsoll.js', import.meta.url).pathname;
const SCAN = ['scan', '--format', 'json', '--verdicts', 'all', '--host'];

interface Result {
  readonly control: string;
  readonly verdict: string;
  readonly reason: string;
}
const resultsOf = (text: string): ReadonlyMap<string, Result> =>
  new Map((JSON.parse(text) as { results: readonly Result[] }).results.map((row) => [row.control, row]));

/** Of the node's network namespace, which the pod does not share. */
const FOREIGN = ['kernel/tcp-syncookies', 'kernel/ipv4-all-rp-filter', 'kernel/ipv6-all-accept-redirects'];

describePod('a node agent in its pod', () => {
  let pod: PodRun;
  let inside: ReadonlyMap<string, Result>;
  let outside: ReadonlyMap<string, Result>;

  beforeAll(() => {
    pod = runInPod([...SCAN, '/host']);
    inside = resultsOf(pod.stdout);
    const whole = spawnSync(process.execPath, [program, ...SCAN, '/'], {
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
    });
    outside = resultsOf(whole.stdout);
  });

  it('is nobody, with no capability and behind the seccomp profile', () => {
    const none = '0000000000000000';
    expect(pod.process).toMatchObject({
      Uid: '65534 65534 65534 65534',
      Gid: '65534 65534 65534 65534',
      Groups: '',
      CapEff: none,
      CapPrm: none,
      CapBnd: none,
      NoNewPrivs: '1',
      Seccomp: '2',
    });
  });

  it('writes nothing, and could not if it tried', () => {
    expect(pod.process).toMatchObject({ written: '', writeBytes: '0' });
  });

  it("judges only as root of the node's own namespaces does, or says why it does not know", () => {
    const untrue = [...inside.values()].filter(
      ({ control, verdict }) =>
        (verdict === 'pass' || verdict === 'fail') && verdict !== outside.get(control)?.verdict,
    );
    expect(untrue).toEqual([]);
    const silent = [...inside.values()].filter((row) => row.verdict === 'unknown' && row.reason === '');
    expect(silent).toEqual([]);
    expect([...inside.keys()].sort()).toEqual([...outside.keys()].sort());
  });

  it('reads what any user may read, and no more', () => {
    for (const control of ['kernel/kptr-restrict', 'kernel/randomize-va-space', 'cpu/spectre-v2'])
      expect(inside.get(control)).toMatchObject({ verdict: expect.stringMatching(/^(pass|fail)$/) });
    for (const control of FOREIGN)
      expect(inside.get(control)).toMatchObject({ verdict: 'unknown', reason: 'unreadable' });
  });
});
