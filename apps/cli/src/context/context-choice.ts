import { resolve } from 'node:path';
import { cliErrors } from '../errors.js';

/** What `--context` and `--kubeconfig` say. */
export interface ContextChoice {
  /** Absent: the current context of the kubeconfig. */
  readonly context?: string;
  /** An absolute path. Absent: the files that kubectl would read. */
  readonly kubeconfig?: string;
}

/** For parseArgs, the same in every command that takes a cluster. */
export const CONTEXT_OPTIONS = {
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
} as const;

/** For the help of those commands. */
export const CONTEXT_HELP = `  --context      the cluster behind this context of the kubeconfig; nothing is installed in it
  --kubeconfig   where contexts are looked for (default: KUBECONFIG, else ~/.kube/config)
`;

/** The cluster that was asked for; undefined when none was. @throws USAGE for an empty value */
export function contextChoice(values: {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}): ContextChoice | undefined {
  const { context, kubeconfig } = values;
  if (context === undefined && kubeconfig === undefined) return undefined;
  if (context === '') throw empty('--context', 'the name of a context');
  if (kubeconfig === '') throw empty('--kubeconfig', 'a file');
  return {
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(kubeconfig) }),
  };
}

const empty = (option: string, wanted: string): Error =>
  cliErrors.error('USAGE', `${option} is empty, wanted is ${wanted}`);

/** How the agent is told of the same cluster. */
export const contextEnvironment = ({
  context,
  kubeconfig,
}: ContextChoice): Readonly<Record<string, string>> => ({
  AGENT_ROLE: 'cluster',
  ...(context === undefined ? {} : { AGENT_KUBE_CONTEXT: context }),
  ...(kubeconfig === undefined ? {} : { AGENT_KUBECONFIG: kubeconfig }),
});
