import type { ConfiguredRow } from '../components/configured-control.js';

/** A row as its table writes it. */
export type ShortRow = Omit<ConfiguredRow, 'id' | 'component' | 'remedy'> & {
  readonly slug: string;
  /** What is to be written into the file, `readOnlyPort: 0`. */
  readonly set: string;
  readonly note?: string;
};

const remedyOf = ({ set, note }: ShortRow): string => {
  const more = note === undefined ? '' : ` ${note}`;
  return `Write \`${set}\` into the kubelet's configuration file (the evidence names it; /var/lib/kubelet/config.yaml with kubeadm), remove a flag that says otherwise, and run \`systemctl restart kubelet\`.${more}`;
};

/** The rows of the kubelet's tables. */
export const rowsOf = (rows: readonly ShortRow[]): readonly ConfiguredRow[] =>
  rows.map((short) => {
    const { slug, set: _set, note: _note, ...row } = short;
    return { ...row, id: `kubelet/${slug}`, component: 'kubelet', remedy: remedyOf(short) };
  });
