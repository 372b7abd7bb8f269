import { HOST_TREES, plantHost } from '@plimsoll/collectors/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from '../../../testing/fake-terminal.js';
import { readReport } from '../../../testing/contract.js';

type Name = keyof typeof HOST_TREES;
const roots = new Map<Name, Awaited<ReturnType<typeof plantHost>>>();
const NAMES = Object.keys(HOST_TREES) as readonly Name[];

beforeAll(async () => {
  for (const name of NAMES) roots.set(name, await plantHost(HOST_TREES[name]));
});
afterAll(async () => {
  for (const host of roots.values()) await host.remove();
});

const rootOf = (name: Name): string => roots.get(name)?.root ?? '';
async function table(name: Name, ...args: readonly string[]): Promise<string> {
  return (await plimsoll(['scan', '--host', rootOf(name), ...args])).stdout;
}
/** The numbers of one line of totals: critical, high, medium, low, unknown, pass, not applicable. */
const totalsOf = (text: string): readonly number[] =>
  text
    .slice(text.indexOf('Fails by layer'), text.indexOf('Summary'))
    .split('\n')
    .slice(1)
    .map((line) => [...line.slice(28).matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0));
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('the table of a host', () => {
  it.each(NAMES)('counts every verdict of %s once, in its layer', async (name) => {
    const { stdout } = await plimsoll(['scan', '--host', rootOf(name), '--format', 'json']);
    const { pass, fail, unknown, notApplicable } = readReport(stdout).summary;
    const text = await table(name);
    expect(sum(totalsOf(text))).toBe(pass + fail + unknown + notApplicable);
    const heads = [...text.matchAll(/^[A-Z][A-Z -]+ {2}(\d+) fail$/gm)].map(([, count]) => Number(count));
    expect(sum(heads)).toBe(fail);
    const groups = [...text.matchAll(/^ {2,6}(\d+) {3}\S/gm)].map(([, count]) => Number(count));
    expect(sum(groups)).toBe(unknown);
    expect(text).toContain(`${fail} fail   ${unknown} unknown   ${pass} pass`);
  });

  it('shows a failure with what is, what is wanted, why, and how it is set there', async () => {
    const host = await plantHost({
      files: {
        '/etc/os-release': 'ID=rhel\nID_LIKE=fedora\nPRETTY_NAME="Red Hat 9"\n',
        '/proc/sys/kernel/osrelease': '6.12.0\n',
        '/proc/sys/kernel/arch': 'x86_64\n',
        '/proc/sys/kernel/hostname': 'ship\n',
        '/proc/sys/kernel/kptr_restrict': '0\n',
        '/proc/cmdline': 'quiet\n',
        '/boot/grub2/grub.cfg': '\n',
      },
    });
    const { stdout } = await plimsoll([
      'scan',
      '--host',
      host.root,
      '--control',
      'kernel/kptr-restrict',
      '--control',
      'kernel/cmdline-audit',
    ]);
    await host.remove();
    expect(stdout).toMatch(/^Node ship {2}Red Hat 9, Linux 6\.12\.0 x86_64$/m);
    expect(stdout).toMatch(
      /^KERNEL SETTINGS {2}1 fail\n {2}MEDIUM {2}kernel\/kptr-restrict .*\n {6}now {5}kernel\.kptr_restrict = 0\n {6}wanted {2}>= 1\n {6}why {5}[A-Z][^]*? {6}set {5}`echo 'kernel\.kptr_restrict = 1' >> [^]*?No reboot\.$/m,
    );
    expect(stdout).toMatch(
      /now {5}audit is not set\n[^]*`grubby --update-kernel=ALL --args="audit=1"`[^]*Needs a\s+reboot\./,
    );
  });

  it('counts what is of the lowest severity where there is much else, and shows it when asked', async () => {
    const short = await table('debian-12-microvm');
    expect(short).toMatch(/and \d+ of low severity; --verdicts all shows them/);
    expect(short).not.toMatch(/^ {2}LOW/m);
    const long = await table('debian-12-microvm', '--verdicts', 'all');
    expect(long).toMatch(/^ {2}LOW {5}kernel\//m);
    expect(long).toMatch(/^ {2}PASS {4}kernel\//m);
    expect(long).toMatch(/^ {2}N\/A {5}/m);
    expect(short.split('\n').length * 2).toBeLessThan(long.split('\n').length);
  });

  it('groups captures in the same way', async () => {
    const { stdout } = await plimsoll(['scan', '--facts', rootOf('rhel-9-arm64')]);
    expect(stdout).toContain('Fails by layer and severity');
  });

  it('leaves manifests as they are', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: x, securityContext: {privileged: true}}]}\n';
    const { stdout } = await plimsoll(['scan', '-'], pod);
    expect(stdout).toContain('FAIL     Pod a');
    expect(stdout).not.toContain('Fails by layer');
  });
});
