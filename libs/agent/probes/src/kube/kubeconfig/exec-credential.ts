import { spawn } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import type { JsonValue } from '@plimsoll/model';
import { kubeErrors } from '../errors.js';
import { isObject, listOf, member, textOf } from './json-access.js';
import type { Entry } from './kubeconfig.js';
import { withAuthorization } from './credentials.js';
import type { Credential, Credentials, Environment } from './target.js';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 1024 * 1024;
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

export interface ExecOptions {
  readonly exec: JsonValue;
  readonly user: Entry;
  readonly cluster: Entry;
  readonly environment: Environment;
  readonly base: Credentials;
  readonly timeoutMs?: number;
}

interface Plugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly apiVersion: string;
  readonly hint: string | undefined;
  readonly timeoutMs: number;
}

/**
 * Credentials of a client-go credential plugin. It runs when it is first needed, when what it gave expires, and when
 * the API server refuses that; never twice at once.
 * @throws KUBECONFIG_UNSUPPORTED, KUBECONFIG_INCOMPLETE; from its functions KUBE_PLUGIN_NOT_FOUND, KUBE_PLUGIN_FAILED
 */
export function execCredentials(options: ExecOptions): Credentials {
  const plugin = pluginOf(options);
  let kept: { readonly credential: Credential; readonly until: number } | undefined;
  let running: Promise<Credential> | undefined;
  const renew = (): Promise<Credential> => {
    running ??= ask(plugin, options.base)
      .then((answer) => {
        kept = answer;
        return answer.credential;
      })
      .finally(() => (running = undefined));
    return running;
  };
  const current = async (): Promise<Credential> =>
    kept && Date.now() < kept.until ? kept.credential : renew();
  return { current, renew };
}

function pluginOf({ exec, user, cluster, environment, timeoutMs = TIMEOUT_MS }: ExecOptions): Plugin {
  const named = textOf(exec, 'command');
  if (named === undefined)
    throw kubeErrors.error('KUBECONFIG_INCOMPLETE', `the exec plugin of user ${user.name} names no command`);
  const apiVersion = textOf(exec, 'apiVersion') ?? '';
  if (!VERSIONS.includes(apiVersion))
    throw kubeErrors.error(
      'KUBECONFIG_UNSUPPORTED',
      `exec plugin ${named} speaks ${apiVersion || 'no version'}`,
      {
        hint: `Set the plugin's apiVersion to ${VERSIONS.join(' or ')}.`,
      },
    );
  if (textOf(exec, 'interactiveMode') === 'Always')
    throw kubeErrors.error('KUBECONFIG_UNSUPPORTED', `exec plugin ${named} needs a person at a terminal`);
  const added = listOf(exec, 'env').map((entry) => [
    textOf(entry, 'name') ?? '',
    textOf(entry, 'value') ?? '',
  ]);
  return {
    command: named.includes('/') && !isAbsolute(named) ? join(user.folder, named) : named,
    args: listOf(exec, 'args').filter((argument) => typeof argument === 'string'),
    env: {
      ...environment,
      ...Object.fromEntries(added),
      KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(apiVersion, exec, cluster)),
    },
    apiVersion,
    hint: textOf(exec, 'installHint'),
    timeoutMs,
  };
}

function execInfo(apiVersion: string, exec: JsonValue, { body }: Entry) {
  const cluster = {
    server: textOf(body, 'server'),
    'tls-server-name': textOf(body, 'tls-server-name'),
    'insecure-skip-tls-verify': member(body, 'insecure-skip-tls-verify') === true,
    'certificate-authority-data': textOf(body, 'certificate-authority-data'),
    'proxy-url': textOf(body, 'proxy-url'),
  };
  const spec =
    member(exec, 'provideClusterInfo') === true ? { interactive: false, cluster } : { interactive: false };
  return { kind: 'ExecCredential', apiVersion, spec };
}

async function ask(plugin: Plugin, base: Credentials) {
  const answer = parsed(await output(plugin), plugin);
  const status = member(answer, 'status');
  const token = textOf(status, 'token');
  const [cert, key] = [textOf(status, 'clientCertificateData'), textOf(status, 'clientKeyData')];
  if (token === undefined && (cert === undefined || key === undefined))
    throw failed(plugin, 'gave neither a token nor a certificate');
  const expires = Date.parse(textOf(status, 'expirationTimestamp') ?? '');
  if (expires <= Date.now())
    throw failed(plugin, `gave a credential that expired at ${new Date(expires).toISOString()}`);
  const first = await base.current();
  const certified =
    cert !== undefined && key !== undefined ? { ...first, certificate: { cert, key } } : first;
  return {
    credential: token === undefined ? certified : withAuthorization(certified, `Bearer ${token}`),
    until: Number.isNaN(expires) ? Infinity : expires,
  };
}

function parsed(text: string, plugin: Plugin): JsonValue {
  try {
    const answer: JsonValue = JSON.parse(text);
    if (isObject(answer) && textOf(answer, 'apiVersion') === plugin.apiVersion) return answer;
  } catch {
    // Its text may hold a token: nothing of it is repeated.
  }
  throw failed(plugin, `did not answer with an ExecCredential of ${plugin.apiVersion}`);
}

const failed = (plugin: Plugin, what: string, cause?: unknown) =>
  kubeErrors.error('KUBE_PLUGIN_FAILED', `the credential plugin ${plugin.command} ${what}`, {
    ...(plugin.hint === undefined ? {} : { hint: plugin.hint.slice(0, 500) }),
    ...(cause === undefined ? {} : { cause }),
  });

function output(plugin: Plugin): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const { command, args, env, timeoutMs, hint } = plugin;
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not spawn's own time-out: that goes on for a program which could not be started, and holds this one.
  const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const said: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      if (said[name].length < MAX_OUTPUT) said[name] += text;
    });
  child.on('error', (cause) => {
    clearTimeout(late);
    reject(
      kubeErrors.error('KUBE_PLUGIN_NOT_FOUND', `the credential plugin ${command} cannot be started`, {
        ...(hint === undefined ? {} : { hint: hint.slice(0, 500) }),
        cause,
      }),
    );
  });
  child.on('close', (code, signal) => {
    clearTimeout(late);
    if (code === 0) return resolve(said.stdout);
    if (signal === 'SIGKILL') return reject(failed(plugin, `did not answer within ${timeoutMs / 1000} s`));
    const last = said.stderr.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
    reject(failed(plugin, `ended with ${code ?? signal}${last && `: ${last}`}`));
  });
  return promise;
}
