import type { ControlPlaneComponent } from '@plimsoll/model';
import type { FlagRow } from '../components/flag-control.js';

/** A row as its table writes it: what follows from the component is left out. */
export type ShortRow = Omit<FlagRow, 'id' | 'component' | 'flag' | 'remedy'> & {
  /** Of the flag's own name where none is given. */
  readonly slug?: string;
  /** Without its dashes. */
  readonly flag: string;
  /** How the flag is written to mend it, `--profiling=false`. */
  readonly set: string;
  /** What else there is to do or to know. */
  readonly note?: string;
};

/** Where a flag is changed, by kubeadm's paths, with the words for what embeds the components. */
const remedyOf = (component: ControlPlaneComponent, { set, note }: ShortRow): string => {
  const action = set.startsWith('no ') ? `Remove \`${set.slice(3)}\` from` : `Set \`${set}\` in`;
  const embedded =
    component === 'etcd' ? '' : `; with k3s and RKE2 it is a \`${component}-arg\` of config.yaml`;
  const more = note === undefined ? '' : ` ${note}`;
  return `${action} /etc/kubernetes/manifests/${component}.yaml, after which the kubelet starts it anew${embedded}.${more}`;
};

/** The rows of a component's table. */
export const rowsOf = (component: ControlPlaneComponent, rows: readonly ShortRow[]): readonly FlagRow[] =>
  rows.map((short) => {
    const { slug, flag, set: _set, note: _note, ...row } = short;
    return {
      ...row,
      id: `control-plane/${component}-${slug ?? flag}`,
      component,
      flag: `--${flag}`,
      remedy: remedyOf(component, short),
    };
  });
