import type { CommandRow } from './command.js';

/** What `plimsoll help` prints. */
export function overview(commands: readonly CommandRow[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `plimsoll: the security posture of Kubernetes clusters and hosts

Usage: plimsoll COMMAND [...]

Commands:
${rows.join('\n')}

\`plimsoll help COMMAND\` explains one of them.
`;
}
