/** Names of modules are the same with dashes and underscores. */
export const moduleName = (name: string): string => name.replaceAll('-', '_');

/** Programs that load nothing. */
const NOTHING = /^(?:\/usr)?\/s?bin\/(?:false|true)$/;

function ruleOf(line: string): readonly [module: string, rule: string | undefined] | undefined {
  const [directive, module = '', ...command] = line.trim().split(/\s+/);
  if (module === '') return undefined;
  if (directive === 'blacklist') return [moduleName(module), `blacklist ${module}`];
  if (directive !== 'install') return undefined;
  const isBlocked = command.length === 1 && NOTHING.test(command[0] ?? '');
  return [moduleName(module), isBlocked ? `install ${module} ${command[0]}` : undefined];
}

/**
 * Rules of modprobe.d(5) that keep modules from being loaded. A blacklist entry stops only loading by alias, an install
 * command that does nothing stops modprobe altogether; one that does something else is no such rule.
 */
export function blockingRules(text: string): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const [module, rule] = ruleOf(line) ?? [];
    if (module === undefined) continue;
    if (rule !== undefined) rules.set(module, rule);
  }
  return rules;
}
