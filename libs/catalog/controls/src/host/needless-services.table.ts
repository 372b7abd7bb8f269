import { referencesOf } from '../settings/authority.js';
import type { FactRow } from '../settings/fact-control.js';
import { notRunning } from './service-rules.js';

/** A service that a node can do without: its process is what is looked for. */
const needless = (name: string, what: string, units: string, authorities: string, note = ''): FactRow => ({
  id: `host/service-${name}`,
  source: 'host/services',
  key: `running.${name}`,
  title: `The node does not run ${what}`,
  severity: 'low',
  why: 'What listens on a node and is not needed there is one more way in.',
  remedy: `Run \`systemctl disable --now ${units}\`.${note}`,
  references: referencesOf(name, authorities),
  rule: notRunning,
  absent: 'pass',
});

/** Services that nobody needs on a node. */
export const NEEDLESS_SERVICES: readonly FactRow[] = [
  needless(
    'avahi',
    'Avahi, which tells names to the network',
    'avahi-daemon',
    'CIS:ubuntu24.04/2.1.2;CIS:rhel9/2.1.2',
  ),
  needless('cups', 'the print server', 'cups', 'CIS:ubuntu24.04/2.1.11;CIS:rhel9/2.1.11'),
  needless(
    'rpcbind',
    'rpcbind',
    'rpcbind.socket rpcbind',
    'CIS:ubuntu24.04/2.1.12;CIS:rhel9/2.1.12',
    ' Volumes of NFSv3 need it.',
  ),
  needless(
    'nfs',
    'an NFS server',
    'nfs-server',
    'CIS:ubuntu24.04/2.1.9;CIS:rhel9/2.1.9;STIG:UBTU-24-100050',
    ' Storage of clusters may be served by the node on purpose.',
  ),
  needless('smb', 'an SMB server', 'smbd', 'CIS:ubuntu24.04/2.1.14;CIS:rhel9/2.1.6'),
  needless('snmpd', 'an SNMP agent', 'snmpd', 'CIS:ubuntu24.04/2.1.15;CIS:rhel9/2.1.14'),
  needless('telnet', 'a telnet server', 'telnet.socket', 'CIS:rhel9/2.1.15'),
  needless('vsftpd', 'an FTP server', 'vsftpd', 'CIS:ubuntu24.04/2.1.6;CIS:rhel9/2.1.7'),
  needless('xinetd', 'inetd', 'xinetd', 'CIS:ubuntu24.04/2.1.19;CIS:rhel9/2.1.19'),
  needless('named', 'a DNS server', 'named', 'CIS:ubuntu24.04/2.1.4;CIS:rhel9/2.1.4'),
  needless(
    'dnsmasq',
    'dnsmasq',
    'dnsmasq',
    'CIS:ubuntu24.04/2.1.5;CIS:rhel9/2.1.5',
    ' A local DNS cache or libvirt may need it.',
  ),
  needless('squid', 'a web proxy', 'squid', 'CIS:ubuntu24.04/2.1.17;CIS:rhel9/2.1.17'),
  needless('httpd', 'a web server', 'httpd', 'CIS:ubuntu24.04/2.1.18;CIS:rhel9/2.1.18'),
  needless('rsyncd', 'an rsync server', 'rsync', 'CIS:ubuntu24.04/2.1.13;CIS:rhel9/2.1.13'),
  needless(
    'autofs',
    'the automounter',
    'autofs',
    'CIS:ubuntu24.04/2.1.1;CIS:rhel9/2.1.1;STIG:RHEL-09-231040;NIST-RHCOS4:CM-6',
    ' Some set-ups of storage need it.',
  ),
  needless('bluetooth', 'Bluetooth', 'bluetooth', 'CIS:ubuntu24.04/3.1.3;CIS:rhel9/3.1.3;NIST-RHCOS4:AC-18'),
  needless('ypserv', 'a NIS server', 'ypserv', 'CIS:ubuntu24.04/2.1.10;CIS:rhel9/2.1.10'),
  needless('tftp', 'a TFTP server', 'tftp.socket', 'CIS:ubuntu24.04/2.1.16;CIS:rhel9/2.1.16'),
  needless('slapd', 'an LDAP server', 'slapd', 'CIS:ubuntu24.04/2.1.7'),
  needless('dovecot', 'a mail server', 'dovecot', 'CIS:ubuntu24.04/2.1.8;CIS:rhel9/2.1.8'),
  {
    ...needless('apport', 'a collector of crashes', 'apport whoopsie abrtd', 'STIG:UBTU-24-600070'),
    why: 'What programs held in memory when they failed is written to the disk, and may be sent away.',
  },
  {
    id: 'host/service-kdump',
    source: 'host/services',
    key: 'enabled.kdump',
    title: 'The memory of the kernel is not dumped',
    severity: 'low',
    why: 'A dump of the kernel holds every secret of the node.',
    remedy: 'Run `systemctl disable --now kdump`.',
    references: referencesOf('kdump', 'STIG:RHEL-09-213115'),
    rule: {
      wanted: 'absent',
      accepts: (text) => (text === 'present' ? false : undefined),
      examples: { pass: [], fail: ['present'], unknown: [''] },
    },
    absent: 'pass',
  },
];
