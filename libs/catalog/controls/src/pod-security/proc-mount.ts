import type { Looks } from './looks.js';
import type { Pod } from './pod.js';

/** Looks at the masks over /proc of each container. */
export function seeProcMounts(pod: Pod, looks: Looks): void {
  for (const context of pod.containerContexts)
    looks.see(
      (context.text('procMount') ?? 'Default') === 'Default',
      context,
      'procMount',
      'not set, or Default',
    );
}
