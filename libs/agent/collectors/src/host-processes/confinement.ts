import type { Setting } from '@plimsoll/model';
import type { HostProcess } from '../host-collector/process-table.js';

/** A process with what else is known of its confinement. */
export interface ConfinedProcess extends HostProcess {
  readonly isPod: boolean;
  /** What its security module calls it; undefined where none answers. */
  readonly label: string | undefined;
  readonly isInUserNamespace: boolean;
}

const SYS_ADMIN = 21n;

const capabilities = ({ status }: HostProcess): bigint | undefined => {
  const text = status.get('CapEff');
  return text !== undefined && /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;
};

const mayAdministrate = (process: HostProcess): boolean =>
  ((capabilities(process) ?? 0n) >> SYS_ADMIN) % 2n === 1n;

const isUnconfined = ({ label }: ConfinedProcess): boolean =>
  label === 'unconfined' || /:(unconfined_t|spc_t):/.test(label ?? '');

const TESTS: Readonly<Record<string, (process: ConfinedProcess) => boolean>> = {
  processes: () => true,
  'seccomp-disabled': ({ status }) => status.get('Seccomp') === '0',
  'seccomp-filtered': ({ status }) => status.get('Seccomp') === '2',
  'no-new-privileges': ({ status }) => status.get('NoNewPrivs') === '1',
  'sys-admin': mayAdministrate,
  unconfined: isUnconfined,
  'user-namespace': ({ isInUserNamespace }) => isInUserNamespace,
};
/** Of these the names of the programs are told too: somebody has to find them. */
const NAMED = new Set(['seccomp-disabled', 'sys-admin', 'unconfined']);
/** Looked at of pods alone. */
const OF_PODS = new Set(['unconfined', 'user-namespace']);
const MOST_NAMES = 16;

/** A name of a program, short enough and without anything that could not be shown. */
const shown = (name: string): string => name.replaceAll(/[^\w.:/@+-]/g, '?');

const namesOf = (processes: readonly HostProcess[]): string =>
  [...new Set(processes.map(({ name }) => shown(name)))].sort().slice(0, MOST_NAMES).join(',');

/** How many processes there are of each kind, of pods and of the host. */
export function confinementSettings(
  processes: readonly ConfinedProcess[],
  incomplete: Exclude<Setting, string> | undefined,
): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  for (const [prefix, isPod] of [
    ['pods', true],
    ['system', false],
  ] as const) {
    const all = processes.filter((process) => process.isPod === isPod);
    const isLabelled = all.some(({ label }) => label !== undefined);
    for (const [name, test] of Object.entries(TESTS)) {
      if (OF_PODS.has(name) && !isPod) continue;
      const found = all.filter(test);
      settings[`${prefix}.${name}`] =
        incomplete ??
        (name === 'unconfined' && all.length > 0 && !isLabelled
          ? { absent: 'no security module names processes' }
          : `${found.length}`);
      if (NAMED.has(name) && isPod) settings[`${prefix}.${name}.names`] = incomplete ?? namesOf(found);
    }
  }
  return settings;
}
