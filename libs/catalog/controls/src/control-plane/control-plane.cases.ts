import type { ControlCase } from '@plimsoll/engine';
import type { FactBody, SourceId } from '@plimsoll/model';
import { nodeCase, running, settingsBody } from '../components/component-case.js';
import { COMPONENT_FILES } from '../components/flag-control.js';
import { flagCases } from '../components/flag.cases.js';
import { NO_PERMISSION, type Settings } from '../settings/host-case.js';
import { CONTROL_PLANE_ROWS } from './control-plane.rows.js';
import { ENCRYPTION, ENCRYPTION_ROWS } from './encryption.js';
import { CLUSTER_AUTHORITY, OWN_AUTHORITY } from './etcd-authority.js';
import { insteadCases } from './instead.cases.js';

type Expect = ControlCase['expect'];
type Facts = Partial<Record<SourceId, FactBody>>;
const UNREADABLE: Expect = { verdict: 'unknown', reason: 'unreadable' };
const NOT_COLLECTED: Expect = { verdict: 'unknown', reason: 'not-collected' };

const PATH = '/etc/kubernetes/encryption.yaml';
const encrypted = (settings: Settings, flag: Settings = { '--encryption-provider-config': PATH }): Facts => ({
  'process/kube-apiserver': running('kube-apiserver', flag),
  [ENCRYPTION]: settingsBody(settings),
});
const entry = (index: number, resources: string, providers: string): Settings => ({
  [`resources[${index}].resources`]: resources,
  [`resources[${index}].providers`]: providers,
});
const one = (resources: string, providers: string): Settings => ({
  file: PATH,
  resources: '1',
  ...entry(0, resources, providers),
});

const encryptionCases = (strongest: boolean): readonly ControlCase[] => [
  nodeCase('a strong provider first', encrypted(one('secrets', 'secretbox,identity')), {
    verdict: 'pass',
    evidence: [{ path: 'resources[0].providers', value: 'secretbox,identity' }],
  }),
  nodeCase('identity first', encrypted(one('secrets,configmaps', 'identity,aescbc')), {
    verdict: 'fail',
    evidence: [{ path: 'resources[0].providers', value: 'identity,aescbc' }],
  }),
  nodeCase('aesgcm', encrypted(one('secrets', 'aesgcm')), { verdict: strongest ? 'fail' : 'pass' }),
  nodeCase('every resource', encrypted(one('*.*', 'kms')), { verdict: 'pass' }),
  nodeCase('other resources only', encrypted(one('configmaps', 'aescbc')), { verdict: 'fail' }),
  nodeCase(
    'one of two entries for secrets writes in the clear',
    encrypted({ ...one('secrets', 'aescbc'), resources: '2', ...entry(1, '*.', 'identity') }),
    { verdict: 'fail' },
  ),
  nodeCase('no configuration', encrypted({ file: { absent: 'no flag' } }, {}), { verdict: 'fail' }),
  nodeCase('the file is closed', encrypted({ file: NO_PERMISSION }), UNREADABLE),
  nodeCase('an entry is lost', encrypted({ ...one('secrets', 'aescbc'), resources: '2' }), NOT_COLLECTED),
];

const authorities = (own: Settings[string], cluster: Settings[string], flag = '/etcd/ca.crt'): Facts => ({
  'process/etcd': running('etcd', flag === '' ? {} : { '--trusted-ca-file': flag }),
  [COMPONENT_FILES]: settingsBody({ [OWN_AUTHORITY]: own, [CLUSTER_AUTHORITY]: cluster }),
});

const AUTHORITY_CASES: readonly ControlCase[] = [
  nodeCase('another certificate', authorities('aa', 'bb'), {
    verdict: 'pass',
    evidence: [{ path: OWN_AUTHORITY, value: 'aa' }],
  }),
  nodeCase('the same certificate in another file', authorities('aa', 'aa'), { verdict: 'fail' }),
  nodeCase('a bundle that holds it too', authorities('aa,bb', 'bb'), { verdict: 'fail' }),
  nodeCase('no authority', authorities({ absent: 'none' }, 'bb', ''), { verdict: 'fail' }),
  nodeCase('its file is closed', authorities(NO_PERMISSION, 'bb'), UNREADABLE),
  nodeCase('the API server runs elsewhere', authorities('aa', { absent: 'no kube-apiserver' }), UNREADABLE),
  nodeCase(
    'an API server that trusts no certificates',
    {
      ...authorities('aa', { absent: 'kube-apiserver has no --client-ca-file' }),
      'process/kube-apiserver': running('kube-apiserver', {}),
    },
    { verdict: 'pass' },
  ),
];

/** Examples of every control of the family. */
export const controlPlaneCases: Readonly<Record<string, readonly ControlCase[]>> = {
  ...Object.fromEntries(
    CONTROL_PLANE_ROWS.map((row) => [row.id, [...flagCases(row), ...(insteadCases[row.id] ?? [])]]),
  ),
  ...Object.fromEntries(
    ENCRYPTION_ROWS.map(({ slug }) => [
      `control-plane/encryption-${slug}`,
      encryptionCases(slug === 'strong-provider'),
    ]),
  ),
  'control-plane/etcd-trusted-ca-file': AUTHORITY_CASES,
};
