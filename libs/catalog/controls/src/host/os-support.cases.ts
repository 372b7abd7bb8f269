import type { ControlCase } from '@plimsoll/engine';
import { ABSENT, hostCase, NO_PERMISSION, type Settings } from '../settings/host-case.js';

type Expect = ControlCase['expect'];
const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const on = (title: string, settings: Settings, expect: Expect): ControlCase =>
  hostCase('host/os', title, settings, expect);

const system = (id: string, version: string, day: string): Settings => ({
  'os.id': id,
  'os.version-id': version,
  'os.variant-id': ABSENT,
  'os.openshift-version': ABSENT,
  'read.on': day,
});
const CORE: Settings = {
  ...system('rhel', '9.6', '2027-01-01'),
  'os.variant-id': 'coreos',
  'os.openshift-version': '4.20',
};
const SUPPORTED: Expect = { verdict: 'pass', evidence: [{ path: 'os.version-id', value: '24.04' }] };

const SYSTEM: readonly ControlCase[] = [
  on('before its end', system('ubuntu', '24.04', '2026-11-21'), SUPPORTED),
  on('on its last day', system('ubuntu', '25.10', '2026-07-01'), { verdict: 'pass' }),
  on('a day later', system('ubuntu', '25.10', '2026-07-02'), {
    verdict: 'fail',
    evidence: [{ path: 'os.version-id', value: '25.10' }],
  }),
  on('after its end, longer for everybody', system('debian', '12', '2026-11-21'), { verdict: 'pass' }),
  on('after that too', system('debian', '11', '2026-11-21'), { verdict: 'fail' }),
  on('after its end, longer for subscribers', system('ubuntu', '20.04', '2026-11-21'), UNREADABLE),
  on('a minor release', system('rocky', '9.4', '2026-11-21'), { verdict: 'pass' }),
  on('CoreOS by its OpenShift', CORE, {
    verdict: 'pass',
    evidence: [{ path: 'os.openshift-version', value: '4.20' }],
  }),
  on('CoreOS after its end', { ...CORE, 'read.on': '2027-05-01' }, { verdict: 'fail' }),
  on('a system that nobody looks after', system('k3os', '0.11', '2026-11-21'), { verdict: 'fail' }),
  on('a system without releases', system('flatcar', '4230.2.0', '2026-11-21'), { verdict: 'not-applicable' }),
  on('a system of which nothing is known', system('mine', '1', '2026-11-21'), UNREADABLE),
  on('a release of which nothing is known', system('debian', '99', '2026-11-21'), UNREADABLE),
  on('a day that is none', system('debian', '12', 'yesterday'), UNREADABLE),
  on('a system without a name', { ...system('', '', '2026-11-21'), 'os.id': ABSENT }, UNREADABLE),
  on('it could not be read', { 'os.id': NO_PERMISSION }, UNREADABLE),
  on('nothing is said of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

const kernel = (release: string, day: string, id = 'arch'): Settings => ({
  'kernel.osrelease': release,
  'os.id': id,
  'read.on': day,
});

const KERNEL: readonly ControlCase[] = [
  on('before its end', kernel('6.12.37', '2026-11-21'), {
    verdict: 'pass',
    evidence: [{ path: 'kernel.osrelease', value: '6.12.37' }],
  }),
  on('after its end', kernel('6.17.4', '2026-11-21'), {
    verdict: 'fail',
    evidence: [{ path: 'kernel.osrelease', value: '6.17.4' }],
  }),
  on("a vendor's kernel", kernel('5.4.0-216-generic', '2026-11-21'), { verdict: 'not-applicable' }),
  on('a system with lines of its own', kernel('5.4.1', '2026-11-21', 'bottlerocket'), {
    verdict: 'not-applicable',
  }),
  on('a line of which nothing is known', kernel('9.9.0', '2026-11-21'), UNREADABLE),
  on('a day that is none', kernel('6.12.37', ''), UNREADABLE),
  on('it could not be read', { ...kernel('', '2026-11-21'), 'kernel.osrelease': NO_PERMISSION }, UNREADABLE),
  on('it is not there', { ...kernel('', '2026-11-21'), 'kernel.osrelease': ABSENT }, UNREADABLE),
  on('nothing is said of it', {}, { verdict: 'unknown', reason: 'not-collected' }),
];

/** The examples of the ends of support, by id. */
export const supportCases: Readonly<Record<string, readonly ControlCase[]>> = {
  'host/os-supported': SYSTEM,
  'host/kernel-supported': KERNEL,
};
