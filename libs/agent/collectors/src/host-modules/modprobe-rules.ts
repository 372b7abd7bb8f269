/** Names of modules are the same with dashes and underscores. */
export const moduleName = (name: string): string => name.replaceAll('-', '_');

/** Programs that load nothing. */
const NOTHING = /^(?:\/usr)?\/s?bin\/(?:false|true)$/;

/** What modprobe.d(5) says of modules, by their names. */
export interface ModprobeRules {
  /** The first install command of each module: modprobe looks at no other. */
  readonly installs: ReadonlyMap<string, string>;
  readonly blacklisted: ReadonlySet<string>;
}

/** The lines of all files in their order, those that end in a backslash joined with the next. */
export function modprobeRules(texts: readonly string[]): ModprobeRules {
  const installs = new Map<string, string>();
  const blacklisted = new Set<string>();
  for (const line of texts.flatMap((text) => text.replaceAll('\\\n', ' ').split('\n'))) {
    const [directive, module = '', ...command] = line.trim().split(/\s+/);
    const name = moduleName(module);
    if (module === '') continue;
    if (directive === 'blacklist') blacklisted.add(name);
    if (directive === 'install' && !installs.has(name)) installs.set(name, command.join(' '));
  }
  return { installs, blacklisted };
}

/**
 * The rule that keeps a module from being loaded: an install command that does nothing stops modprobe altogether, a
 * blacklist entry only loading by alias. Undefined where neither is there.
 */
export function blockingRule({ installs, blacklisted }: ModprobeRules, module: string): string | undefined {
  const name = moduleName(module);
  const command = installs.get(name);
  if (command !== undefined && NOTHING.test(command)) return `install ${name} ${command}`;
  return blacklisted.has(name) ? `blacklist ${name}` : undefined;
}
