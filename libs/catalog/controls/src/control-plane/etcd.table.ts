import { given, isTrue } from '../components/flag-rule.js';
import { everyCis, openshift, stig } from '../components/references.js';
import { bad, fine } from '../components/unset.js';
import { rowsOf } from './control-plane-row.js';

const PKI = '/etc/kubernetes/pki/etcd';
const CLEAR = bad('its port answers without TLS');
const PEERS_CLEAR = bad('its members speak without TLS');
const NOTE = 'With a configuration file it is written there, and flags are ignored.';

/** A row of the sections on etcd, which all of these benchmarks number alike. */
const row = (id: string, ...vulnerabilities: readonly string[]): readonly string[] => [
  ...everyCis(id),
  ...openshift(id),
  ...stig(...vulnerabilities),
];

export const ETCD = rowsOf('etcd', [
  {
    flag: 'cert-file',
    title: 'etcd shows its clients a certificate',
    severity: 'high',
    why: 'All of the cluster, secrets included, travels between etcd and the API server.',
    set: `--cert-file=${PKI}/server.crt`,
    note: NOTE,
    rule: given(`${PKI}/server.crt`),
    unset: CLEAR,
    references: row('2.1', 'V-242428'),
  },
  {
    flag: 'key-file',
    title: 'etcd has the key of its certificate',
    severity: 'high',
    why: 'Without the key its certificate is not used.',
    set: `--key-file=${PKI}/server.key`,
    note: NOTE,
    rule: given(`${PKI}/server.key`),
    unset: CLEAR,
    references: row('2.1', 'V-242427'),
  },
  {
    flag: 'client-cert-auth',
    title: 'etcd asks its clients for a certificate',
    severity: 'critical',
    why: 'Without it whoever reaches the port reads and writes every object, past every rule of the API server.',
    set: '--client-cert-auth=true',
    note: NOTE,
    rule: isTrue(true),
    unset: bad('everybody may ask'),
    references: row('2.2', 'V-242423'),
  },
  {
    flag: 'auto-tls',
    title: 'etcd does not make certificates for itself',
    severity: 'high',
    why: 'No client can verify a certificate that it makes at its start.',
    set: '--auto-tls=false',
    note: NOTE,
    rule: isTrue(false),
    unset: fine('it does not'),
    references: row('2.3', 'V-242379'),
  },
  {
    flag: 'peer-cert-file',
    title: 'etcd shows the other members a certificate',
    severity: 'high',
    why: 'Members send each other every object of the cluster.',
    set: `--peer-cert-file=${PKI}/peer.crt`,
    note: NOTE,
    rule: given(`${PKI}/peer.crt`),
    unset: PEERS_CLEAR,
    references: row('2.4', 'V-242432'),
  },
  {
    flag: 'peer-key-file',
    title: 'etcd has the key of its certificate for members',
    severity: 'high',
    why: 'Without the key its certificate for members is not used.',
    set: `--peer-key-file=${PKI}/peer.key`,
    note: NOTE,
    rule: given(`${PKI}/peer.key`),
    unset: PEERS_CLEAR,
    references: row('2.4', 'V-242433'),
  },
  {
    flag: 'peer-client-cert-auth',
    title: 'etcd asks other members for a certificate',
    severity: 'critical',
    why: 'Without it whoever reaches the port becomes a member, and has everything.',
    set: '--peer-client-cert-auth=true',
    note: NOTE,
    rule: isTrue(true),
    unset: bad('everybody may join'),
    references: row('2.5', 'V-242426'),
  },
  {
    flag: 'peer-auto-tls',
    title: 'etcd does not make certificates for its members',
    severity: 'high',
    why: 'No member can verify a certificate that another makes at its start.',
    set: '--peer-auto-tls=false',
    note: NOTE,
    rule: isTrue(false),
    unset: fine('it does not'),
    references: row('2.6', 'V-242380'),
  },
]);
