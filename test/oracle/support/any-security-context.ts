import type { JsonObject } from '@plimsoll/model';
import fc from 'fast-check';
import { oneOf, present, sometimes } from './sometimes.js';

const CAPABILITIES = [
  'ALL',
  'AUDIT_WRITE',
  'CHOWN',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_ADMIN',
  'NET_RAW',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'CAP_CHOWN',
  'CAP_NET_BIND_SERVICE',
  'chown',
  'all',
  '',
];

const profile = (): fc.Arbitrary<JsonObject | null> =>
  oneOf<JsonObject | null>(
    { type: 'RuntimeDefault' },
    { type: 'RuntimeDefault' },
    { type: 'Localhost', localhostProfile: 'p' },
    { type: 'Unconfined' },
    { type: 'Unconfined' },
    { type: 'runtime/default' },
    {},
    null,
  );

const seLinuxOptions = (): fc.Arbitrary<JsonObject | null> =>
  fc.oneof(
    oneOf<JsonObject | null>(null, {}),
    fc
      .record({
        type: sometimes(
          oneOf(
            '',
            'container_t',
            'container_init_t',
            'container_kvm_t',
            'container_engine_t',
            'container_file_t',
            'Container_t',
            'spc_t',
          ),
          2,
        ),
        user: sometimes(oneOf('', 'system_u', 'root'), 5),
        role: sometimes(oneOf('', 'system_r', 'object_r'), 5),
        level: sometimes(oneOf('', 's0:c1,c2'), 2),
      })
      .map(present),
  );

const capabilities = (): fc.Arbitrary<JsonObject | null> =>
  fc.oneof(
    {
      weight: 1,
      arbitrary: oneOf<JsonObject | null>(
        null,
        {},
        { drop: null },
        { drop: [] },
        { add: null, drop: ['ALL'] },
      ),
    },
    {
      weight: 5,
      arbitrary: fc
        .record({
          add: sometimes(fc.subarray(CAPABILITIES, { maxLength: 2 }), 2),
          drop: oneOf(
            ['ALL'],
            ['ALL'],
            ['NET_RAW', 'ALL'],
            ['all'],
            ['NET_RAW'],
            [],
            ['ALL', 'ALL'],
            undefined,
          ),
        })
        .map(present),
    },
  );

/** What Pod Security looks at in both kinds of security contexts. */
const shared = (rarity: number) => ({
  runAsNonRoot: sometimes(oneOf(true, true, false, null), rarity),
  runAsUser: sometimes(oneOf(0, 0, 1, 65_534, null), rarity),
  runAsGroup: sometimes(oneOf(0, 1), rarity * 2),
  seccompProfile: sometimes(profile(), rarity),
  appArmorProfile: sometimes(profile(), rarity * 2),
  seLinuxOptions: sometimes(seLinuxOptions(), rarity * 2),
});

const WINDOWS: readonly (JsonObject | null)[] = [
  { hostProcess: false },
  { hostProcess: null },
  { runAsUserName: 'ContainerUser' },
  {},
  null,
];

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'kernel/shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'kernel.msgmax',
  'net.core.somaxconn',
  'fs.mqueue.msg_max',
  'vm.swappiness',
];

export const anyContainerContext = (rarity: number): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      ...shared(rarity),
      privileged: sometimes(oneOf(true, false, null), rarity * 2),
      allowPrivilegeEscalation: sometimes(oneOf(true, false, false, null), rarity),
      capabilities: sometimes(capabilities(), rarity),
      procMount: sometimes(oneOf('Default', 'Unmasked', 'Unmasked', 'Masked', '', null), rarity * 2),
      readOnlyRootFilesystem: sometimes(fc.boolean(), rarity * 2),
      windowsOptions: sometimes(oneOf(...WINDOWS), rarity * 2),
    })
    .map(present);

export const anyPodContext = (rarity: number): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      ...shared(rarity),
      windowsOptions: sometimes(oneOf(...WINDOWS), rarity * 2),
      fsGroup: sometimes(oneOf(0, 1), rarity * 2),
      sysctls: sometimes(
        fc
          .subarray(SYSCTLS, { maxLength: 2 })
          .map((names) => names.map((name) => ({ name, value: name.endsWith('mem') ? '1 2 3' : '1' }))),
        rarity,
      ),
    })
    .map(present);
