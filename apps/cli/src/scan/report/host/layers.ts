import type { SourceId } from '@plimsoll/model';

/** Parts of a host, from the processor up, as the table groups them. */
export const LAYERS = [
  'Processor',
  'Boot and security modules',
  'Kernel settings',
  'Kernel boot parameters',
  'Kernel modules',
  'Kernel build',
  'Host',
  'Files',
  'Container runtime',
  'Kubelet and kube-proxy',
  'Control plane',
  'Others',
] as const;
export type LayerName = (typeof LAYERS)[number];

const KERNEL: readonly (readonly [prefix: string, layer: LayerName])[] = [
  ['kernel/cmdline-', 'Kernel boot parameters'],
  ['kernel/config-', 'Kernel build'],
  ['kernel/module-', 'Kernel modules'],
];

const FAMILIES: Readonly<Record<string, LayerName>> = {
  kernel: 'Kernel settings',
  cpu: 'Processor',
  boot: 'Boot and security modules',
  host: 'Host',
  'node-files': 'Files',
  runtime: 'Container runtime',
  kubelet: 'Kubelet and kube-proxy',
  'kube-proxy': 'Kubelet and kube-proxy',
  'control-plane': 'Control plane',
};

/** The layer of a control, by its family; what judges modes and owners of files stands with the files. */
export function layerOf(id: string, subjects: readonly SourceId[]): LayerName {
  const part = KERNEL.find(([prefix]) => id.startsWith(prefix));
  if (part !== undefined) return part[1];
  if (subjects.length === 1 && subjects[0] === 'host/files') return 'Files';
  return FAMILIES[id.slice(0, id.indexOf('/'))] ?? 'Others';
}
