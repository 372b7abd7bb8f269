import { versionedPodControl } from '../../pod-security/pod-control.js';

/** The first minor version of Kubernetes 1.x that counts each name as safe. */
const SAFE_SINCE: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

const SAFE_NAMES = Object.keys(SAFE_SINCE);

export const sysctls = versionedPodControl({
  id: 'workload/sysctls',
  title: 'The pod sets only kernel settings that are safe',
  severity: 'medium',
  why: 'Settings outside the safe list have no namespace of their own, or starve other pods: they change the kernel for everybody on the node.',
  remedy: 'Remove the name from securityContext.sysctls; where the whole node needs it, set it on the node.',
  references: ['pss:sysctls'],
  check: (pod, looks, minor) => {
    for (const sysctl of pod.context.items('sysctls')) {
      const safe = SAFE_NAMES.filter((name) => (SAFE_SINCE[name] ?? Infinity) <= minor);
      looks.see(safe.includes(sysctl.text('name') ?? ''), sysctl, 'name', `one of ${safe.join(', ')}`);
    }
  },
});
