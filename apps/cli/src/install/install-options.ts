import { contextChoice, type ContextChoice } from '../context/context-choice.js';
import { cliErrors } from '../errors.js';
import type { CentreOptions } from './centre-access.js';

/** What `enroll --context` takes when the agent is to run in the cluster. */
export interface InstallOptions extends CentreOptions {
  readonly choice: ContextChoice;
  /** Reference of the agent's image, in a registry of one's own. */
  readonly image: string;
  readonly namespace: string;
  /** HOST:PORT of enrolment as the cluster reaches it; undefined: as the centre says. */
  readonly centre: string | undefined;
  /** At the centre; undefined: the context's. */
  readonly name: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Take over fields that somebody else set. */
  readonly forceConflicts: boolean;
  /** Print, and apply nothing. */
  readonly dryRun: boolean;
}

/** For parseArgs. */
export const INSTALL_OPTIONS = {
  image: { type: 'string' },
  namespace: { type: 'string' },
  api: { type: 'string' },
  'api-token-file': { type: 'string' },
  data: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'force-conflicts': { type: 'boolean' },
} as const;

/** The values of these options, as parseArgs gives them. */
export type InstallValues = {
  readonly [Name in keyof typeof INSTALL_OPTIONS]?: string | boolean | undefined;
};

const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DEFAULT_NAMESPACE = 'plimsoll';

/** @throws USAGE */
export function installOptions(
  values: InstallValues & {
    readonly context?: string | undefined;
    readonly kubeconfig?: string | undefined;
    readonly centre?: string | undefined;
    readonly name?: string | undefined;
  },
  labels: Readonly<Record<string, string>>,
): InstallOptions {
  const choice = contextChoice(values);
  if (!choice) throw usage('--context is not given');
  const image = text(values.image);
  if (!image)
    throw cliErrors.error('USAGE', '--image is not given', {
      hint: 'Name the agent image in your registry; or give --ca-pin and --token for an agent that runs here.',
    });
  if (/\s/.test(image)) throw usage(`--image is "${image}", wanted is a reference of an image`);
  const namespace = text(values.namespace) ?? DEFAULT_NAMESPACE;
  if (!NAMESPACE.test(namespace))
    throw usage(`--namespace is "${namespace}", wanted is a name of a namespace`);
  return {
    choice,
    image,
    namespace,
    labels,
    centre: values.centre,
    name: values.name,
    api: text(values.api),
    apiTokenFile: text(values['api-token-file']),
    data: text(values.data),
    forceConflicts: values['force-conflicts'] === true,
    dryRun: values['dry-run'] === true,
  };
}

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const usage = (message: string): Error =>
  cliErrors.error('USAGE', message, { hint: 'Run `plimsoll help enroll`.' });
