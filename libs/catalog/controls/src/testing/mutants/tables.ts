import type { Control } from '@plimsoll/engine';
import { BOOT_FACTS } from '../../boot/boot-facts.table.js';
import { BOOT_ROWS } from '../../boot/boot-settings.table.js';
import { configuredControl } from '../../components/configured-control.js';
import { flagControl } from '../../components/flag-control.js';
import { CONTROL_PLANE_ROWS } from '../../control-plane/control-plane.rows.js';
import { CPU_FLAGS } from '../../cpu/cpu-flags.table.js';
import { VULNERABILITIES } from '../../cpu/vulnerabilities.table.js';
import { vulnerabilityControl } from '../../cpu/vulnerability-control.js';
import { MOUNTS } from '../../host/mounts.table.js';
import { NEEDLESS_SERVICES } from '../../host/needless-services.table.js';
import { PROCESSES } from '../../host/processes.table.js';
import { SERVICES } from '../../host/services.table.js';
import { SOCKETS } from '../../host/sockets.table.js';
import { SSHD } from '../../host/sshd.table.js';
import { SYSTEM_FILES } from '../../host/system-files.table.js';
import { cmdlineControl } from '../../kernel/cmdline/cmdline-control.js';
import { CMDLINE_ROWS } from '../../kernel/cmdline/cmdline.table.js';
import { configControl } from '../../kernel/config/config-control.js';
import { CONFIG_ROWS } from '../../kernel/config/config.table.js';
import { moduleControl } from '../../kernel/modules/module-control.js';
import { MODULE_ROWS } from '../../kernel/modules/modules.table.js';
import { SYSCTL_ROWS } from '../../kernel/sysctl.table.js';
import { KUBE_PROXY_ROWS } from '../../kube-proxy/kube-proxy.rows.js';
import { KUBELET_ROWS } from '../../kubelet/kubelet.rows.js';
import { CONTROL_PLANE_FILES } from '../../node-files/control-plane-files.table.js';
import { FURTHER_FILES } from '../../node-files/further-files.table.js';
import { WORKER_FILES } from '../../node-files/worker-files.table.js';
import { CONTAINERD } from '../../runtime/containerd.table.js';
import { CRIO } from '../../runtime/crio.table.js';
import { DOCKER } from '../../runtime/docker.table.js';
import { factControl } from '../../settings/fact-control.js';
import { fileControl } from '../../settings/file-control.js';
import { settingControl } from '../../settings/setting-control.js';
import type { Changed, Mutant } from './mutant.js';
import {
  cmdlineMutants,
  configMutants,
  configuredMutants,
  factMutants,
  fileMutants,
  flagMutants,
  moduleMutants,
  settingMutants,
  vulnerabilityMutants,
} from './row-mutants.js';

/** A table of rows that stand for a control each. */
const table = <Row>(
  rows: readonly Row[],
  change: (row: Row) => readonly Changed<Row>[],
  controlOf: (row: Row) => Control,
): readonly Mutant[] =>
  rows.flatMap((row) => {
    const { id } = controlOf(row);
    return change(row).map(([what, changed]) => ({ id, what, control: controlOf(changed) }));
  });

/** A table of which several rows, one for each architecture, stand for one control. */
const grouped = <Row>(
  groups: readonly (readonly [Row, ...Row[]])[],
  change: (row: Row) => readonly Changed<Row>[],
  controlOf: (rows: readonly [Row, ...Row[]]) => Control,
): readonly Mutant[] =>
  groups.flatMap((rows) => {
    const { id } = controlOf(rows);
    const [first, ...others] = rows;
    return [
      ...change(first).map(([what, row]) => ({ id, what, control: controlOf([row, ...others]) })),
      ...others.flatMap((one, index) =>
        change(one).map(([what, row]) => ({
          id,
          what,
          control: controlOf([first, ...others.map((other, at) => (at === index ? row : other))]),
        })),
      ),
    ];
  });

const FACT_ROWS = [
  ...BOOT_FACTS,
  ...CPU_FLAGS,
  ...MOUNTS,
  ...PROCESSES,
  ...SERVICES,
  ...NEEDLESS_SERVICES,
  ...SOCKETS,
  ...SSHD,
  ...CONTAINERD,
  ...CRIO,
  ...DOCKER,
];
const FILE_ROWS = [...SYSTEM_FILES, ...CONTROL_PLANE_FILES, ...WORKER_FILES, ...FURTHER_FILES];

/** Every table of a node, with every change of every row. */
export const mutants = (): readonly Mutant[] => [
  ...table([...SYSCTL_ROWS, ...BOOT_ROWS], settingMutants, settingControl),
  ...table(FACT_ROWS, factMutants, factControl),
  ...table(FILE_ROWS, fileMutants, fileControl),
  ...table(CONTROL_PLANE_ROWS, flagMutants, flagControl),
  ...table([...KUBELET_ROWS, ...KUBE_PROXY_ROWS], configuredMutants, (row) => configuredControl(row)),
  ...table(MODULE_ROWS, moduleMutants, moduleControl),
  ...table(VULNERABILITIES, vulnerabilityMutants, vulnerabilityControl),
  ...grouped(CONFIG_ROWS, configMutants, configControl),
  ...grouped(CMDLINE_ROWS, cmdlineMutants, cmdlineControl),
];
