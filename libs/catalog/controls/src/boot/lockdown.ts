const MODES = ['none', 'integrity', 'confidentiality'];

/** The word in brackets; undefined when there is none, or one that no kernel has written yet. */
export function activeLockdown(text: string): string | undefined {
  const active = /\[(\w+)\]/.exec(text)?.[1];
  return active !== undefined && MODES.includes(active) ? active : undefined;
}
