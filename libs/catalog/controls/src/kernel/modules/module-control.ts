import type { Control, SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { declareControl } from '../../declare.js';
import { passOrFail } from '../../judgement.js';
import { unlessKubernetesNode } from '../../settings/kubernetes-node.js';
import { readingOf } from '../../settings/reading.js';
import type { ModuleRow } from './module-row.js';

export const MODULES = 'host/modules';
const WANTED = 'not available, or not loaded and blocked in /etc/modprobe.d';

const found = (ok: boolean, module: string, value: string, wanted: string): Judgement =>
  passOrFail(ok, [{ path: module, value, wanted }]);

/** Loaded or built in it is within reach; else what keeps it from being loaded decides. */
function judgeBlocked(module: string, view: SubjectView): Judgement {
  const loaded = readingOf(view, MODULES, `${module}.loaded`);
  if (loaded.kind === 'unknown') return loaded.judgement;
  if (loaded.kind === 'text' && loaded.text === 'yes') return found(false, module, 'loaded', WANTED);
  const built = readingOf(view, MODULES, `${module}.built`);
  if (built.kind === 'unknown') return built.judgement;
  if (built.kind === 'absent') return found(true, module, 'not available', WANTED);
  if (built.text === 'builtin') return found(false, module, 'built into the kernel', WANTED);
  const rule = readingOf(view, MODULES, `${module}.rule`);
  if (rule.kind === 'unknown') return rule.judgement;
  return rule.kind === 'text'
    ? found(true, module, rule.text, WANTED)
    : found(false, module, 'can be loaded', WANTED);
}

const remedyOf = ({ module, note }: ModuleRow): string =>
  [
    `Run \`echo 'install ${module} /bin/false' > /etc/modprobe.d/plimsoll-${module}.conf && modprobe -r ${module}\`. What is built into the kernel takes another kernel.`,
    ...(note === undefined ? [] : [`${note}.`]),
  ].join(' ');

/** The control that a row stands for. */
export const moduleControl = (row: ModuleRow): Control =>
  declareControl({
    id: `kernel/module-${row.slug}`,
    title: `The kernel module ${row.module} is out of reach`,
    severity: row.severity,
    why: row.why,
    remedy: remedyOf(row),
    references: row.references,
    subjects: [MODULES],
    needs: [MODULES],
    evaluate: (view) => judgeBlocked(row.module, view),
  });

function judgeOverlay(view: SubjectView): Judgement {
  const elsewhere = unlessKubernetesNode(view);
  if (elsewhere !== undefined) return elsewhere;
  const wanted = 'loaded or built into the kernel';
  const loaded = readingOf(view, MODULES, 'overlay.loaded');
  if (loaded.kind === 'text' && loaded.text === 'yes') return found(true, 'overlay', 'loaded', wanted);
  const built = readingOf(view, MODULES, 'overlay.built');
  if (built.kind === 'text' && built.text === 'builtin')
    return found(true, 'overlay', 'built into the kernel', wanted);
  if (loaded.kind === 'unknown') return loaded.judgement;
  if (built.kind === 'unknown') return built.judgement;
  return found(false, 'overlay', built.kind === 'text' ? 'not loaded' : 'not available', wanted);
}

/** The one module of the list for servers that a node cannot be without. */
export const overlayControl: Control = declareControl({
  id: 'kernel/module-overlay',
  title: 'A Kubernetes node has the overlay file system',
  severity: 'low',
  why: 'Containers are made of layers that it puts together. Guides for ordinary servers ask to block it and do not fit here.',
  remedy:
    'Run `echo overlay > /etc/modules-load.d/overlay.conf && modprobe overlay`, and take away a rule that blocks it.',
  references: ['cis-ubuntu24.04:1.1.1.6', 'cis-rhel10:1.1.1.6', 'kubernetes:container-runtimes'],
  subjects: [MODULES],
  needs: [MODULES, 'host/identity'],
  evaluate: judgeOverlay,
});
