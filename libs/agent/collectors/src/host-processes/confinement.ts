import type { Setting } from '@plimsoll/model';
import type { HostProcess } from '../host-collector/process-table.js';

/** A process with what else is known of its confinement. */
export interface ConfinedProcess extends HostProcess {
  /** The control group of its container; '' for processes of the host. */
  readonly container: string;
  /** What its security module calls it; undefined where none answers. */
  readonly label: string | undefined;
  readonly isInUserNamespace: boolean;
}

const SYS_ADMIN = 21n;

const capabilities = ({ status }: HostProcess): bigint | undefined => {
  const text = status.get('CapEff');
  return text !== undefined && /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;
};

function mayAdministrate(process: HostProcess): boolean | undefined {
  const effective = capabilities(process);
  return effective === undefined ? undefined : (effective >> SYS_ADMIN) % 2n === 1n;
}

/** A kernel that is built without a line of the status does not tell. */
const says =
  (field: 'Seccomp' | 'NoNewPrivs', wanted: string) =>
  ({ status }: HostProcess): boolean | undefined => {
    const text = status.get(field);
    return text === undefined ? undefined : text === wanted;
  };

const isUnconfined = ({ label }: ConfinedProcess): boolean =>
  label === 'unconfined' || /:(unconfined_t|spc_t):/.test(label ?? '');

const TESTS: Readonly<Record<string, (process: ConfinedProcess) => boolean | undefined>> = {
  containers: () => true,
  'seccomp-disabled': says('Seccomp', '0'),
  'seccomp-filtered': says('Seccomp', '2'),
  'no-new-privileges': says('NoNewPrivs', '1'),
  'sys-admin': mayAdministrate,
  unconfined: isUnconfined,
  'user-namespace': ({ isInUserNamespace }) => isInUserNamespace,
};
/** Of these the names of the programs are told too: somebody has to find them. */
const NAMED = new Set(['seccomp-disabled', 'sys-admin', 'unconfined']);
const MOST_NAMES = 16;
const NOT_TOLD = { unreadable: 'invalid', detail: 'the status of a process does not tell' } as const;

/** A name of a program, short enough and without anything that could not be shown. */
const shown = (name: string): string => name.replaceAll(/[^\w.:/@+-]/g, '?');

const namesOf = (processes: readonly HostProcess[]): string =>
  [...new Set(processes.map(({ name }) => shown(name)))].sort().slice(0, MOST_NAMES).join(',');

/**
 * How many containers of pods have a process of each kind. Containers are counted, because processes come and go with
 * every probe.
 */
export function confinementSettings(
  processes: readonly ConfinedProcess[],
  incomplete: Exclude<Setting, string> | undefined,
): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  const isLabelled = processes.some(({ label }) => label !== undefined);
  for (const [name, test] of Object.entries(TESTS)) {
    const found = processes.filter((process) => test(process) === true);
    const isTold = found.length > 0 || processes.every((process) => test(process) !== undefined);
    const why = incomplete ?? (isTold ? undefined : NOT_TOLD);
    settings[`pods.${name}`] =
      why ??
      (name === 'unconfined' && processes.length > 0 && !isLabelled
        ? { absent: 'no security module names processes' }
        : `${new Set(found.map(({ container }) => container)).size}`);
    if (NAMED.has(name)) settings[`pods.${name}.names`] = why ?? namesOf(found);
  }
  return settings;
}
