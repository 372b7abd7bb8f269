import type { Setting } from '@plimsoll/model';
import { countNamed, type ProcessTable } from '../host-collector/process-table.js';

/** Names of processes by the service that they are; the kernel cuts names at 15 bytes, and so does the look-up. */
export const DAEMONS: Readonly<Record<string, readonly string[]>> = {
  auditd: ['auditd'],
  chronyd: ['chronyd'],
  timesyncd: ['systemd-timesyncd'],
  ntpd: ['ntpd', 'openntpd'],
  sshd: ['sshd', 'dropbear'],
  firewalld: ['firewalld'],
  rsyslog: ['rsyslogd', 'syslog-ng'],
  apport: ['apport', 'whoopsie', 'abrtd'],
  avahi: ['avahi-daemon'],
  cups: ['cupsd'],
  rpcbind: ['rpcbind', 'rpc.statd'],
  nfs: ['nfsd', 'rpc.mountd', 'rpc.nfsd'],
  smb: ['smbd', 'nmbd'],
  snmpd: ['snmpd'],
  telnet: ['telnetd', 'in.telnetd'],
  vsftpd: ['vsftpd', 'proftpd', 'pure-ftpd'],
  xinetd: ['xinetd', 'inetd'],
  named: ['named'],
  dnsmasq: ['dnsmasq'],
  squid: ['squid'],
  httpd: ['httpd', 'apache2', 'nginx'],
  rsyncd: ['rsyncd'],
  autofs: ['automount'],
  bluetooth: ['bluetoothd'],
  ypserv: ['ypserv'],
  tftp: ['in.tftpd', 'tftpd'],
  slapd: ['slapd'],
  dovecot: ['dovecot'],
  fapolicyd: ['fapolicyd'],
  usbguard: ['usbguard-daemon'],
  falco: ['falco'],
  tetragon: ['tetragon'],
  osquery: ['osqueryd'],
  falcon: ['falcon-sensor'],
  wazuh: ['wazuh-agentd', 'wazuh-modulesd'],
  'qemu-ga': ['qemu-ga'],
  vmtoolsd: ['vmtoolsd'],
  'ssm-agent': ['amazon-ssm-agent', 'ssm-agent-worker'],
  waagent: ['waagent'],
  'google-guest-agent': ['google_guest_agent'],
  'unattended-upgrades': ['unattended-upgr'],
  'update-engine': ['update_engine'],
  zincati: ['zincati'],
};

const CLOCKS = ['chronyd', 'timesyncd', 'ntpd'];

/** The pods' own processes are not the host's services. */
export const ofTheHost = (table: ProcessTable, podPids: ReadonlySet<number>): ProcessTable => ({
  ...table,
  processes: table.processes.filter(({ pid }) => !podPids.has(pid)),
});

/** Workers and sessions are started by a process of their own name; they come and go, the service stays. */
function withoutChildren(table: ProcessTable): ProcessTable {
  const names = new Map(table.processes.map(({ pid, name }) => [`${pid}`, name]));
  return {
    ...table,
    processes: table.processes.filter(({ name, status }) => names.get(status.get('PPid') ?? '') !== name),
  };
}

/** How many processes each service has that it did not start itself, and how many clients of time there are. */
export function daemonSettings(all: ProcessTable): Record<string, Setting> {
  const table = withoutChildren(all);
  const running = Object.fromEntries(
    Object.entries(DAEMONS).map(([name, names]) => [`running.${name}`, countNamed(table, names)]),
  );
  const clocks = CLOCKS.filter((name) => typeof running[`running.${name}`] === 'string');
  const known = clocks.length > 1 ? undefined : table.incomplete;
  return { ...running, 'time.clients': known ?? `${clocks.length}` };
}
