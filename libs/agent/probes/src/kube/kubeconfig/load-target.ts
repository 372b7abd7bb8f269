import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { JsonObject } from '@plimsoll/model';
import { kubeErrors } from '../errors.js';
import { execCredentials } from './exec-credential.js';
import { member, textOf } from './json-access.js';
import { nearest } from './nearest.js';
import { parseKubeconfig, type Entry, type Kubeconfig } from './kubeconfig.js';
import { readKubeconfigFile, readMaterial } from './read-own-file.js';
import {
  basicCredentials,
  certificateCredentials,
  tokenCredentials,
  tokenFileCredentials,
} from './credentials.js';
import type { Credentials, Environment, KubeTarget, Proxy } from './target.js';

export interface KubeconfigChoice {
  /** A file; default: those of KUBECONFIG, else ~/.kube/config. */
  readonly path?: string;
  /** Default: the current context. */
  readonly context?: string;
  readonly environment: Environment;
}

/**
 * The API server that a kubeconfig's context names. Nothing is asked of it yet; credential plugins run when they are
 * needed.
 * @throws the KUBECONFIG codes
 */
export async function loadKubeconfig(choice: KubeconfigChoice): Promise<KubeTarget> {
  const config = await readConfig(choice);
  const context = chosenContext(config, choice.context);
  const cluster = referred(config.clusters, context, 'cluster');
  const user =
    textOf(context.body, 'user') === undefined ? undefined : referred(config.users, context, 'user');
  const address = textOf(cluster.body, 'server');
  if (address === undefined || !URL.canParse(address) || !/^https?:/.test(address))
    throw kubeErrors.error('KUBECONFIG_INCOMPLETE', `cluster ${cluster.name} has no server that is a URL`);
  const ca = await material(cluster, 'certificate-authority', 'certificate authority');
  const servername = textOf(cluster.body, 'tls-server-name');
  return {
    name: context.name,
    server: new URL(address),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(servername === undefined ? {} : { servername }),
      insecure: member(cluster.body, 'insecure-skip-tls-verify') === true,
    },
    proxy: proxyOf(cluster, choice.environment),
    credentials: user ? await credentialsOf(user, cluster, choice.environment) : tokenCredentials(undefined),
  };
}

/** Names of the contexts of a kubeconfig, the current one first. */
export async function listContexts(choice: KubeconfigChoice): Promise<readonly string[]> {
  const { contexts, currentContext } = await readConfig(choice);
  return [...contexts.keys()].sort((a, b) => Number(b === currentContext) - Number(a === currentContext));
}

async function readConfig({ path, environment }: KubeconfigChoice): Promise<Kubeconfig> {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const home = environment['HOME'] ?? homedir();
  const paths = path === undefined ? (listed.length > 0 ? listed : [join(home, '.kube/config')]) : [path];
  const files: { path: string; text: string }[] = [];
  for (const one of paths) {
    const text = await readKubeconfigFile(one);
    // Of the list in KUBECONFIG some may be missing, as for kubectl.
    if (text !== undefined) files.push({ path: one, text });
  }
  if (files.length === 0)
    throw kubeErrors.error('KUBECONFIG_NOT_FOUND', `there is no kubeconfig at ${paths.join(', ')}`);
  return parseKubeconfig(files);
}

function chosenContext(config: Kubeconfig, asked: string | undefined): Entry {
  const names = [...config.contexts.keys()];
  const where = config.paths.join(', ');
  const known = inWords(nearest(asked ?? '', names, SHOWN), names.length);
  const name = asked ?? config.currentContext ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined)
    throw kubeErrors.error('KUBECONFIG_CONTEXT_UNKNOWN', `${where} has no current context; ${known}`);
  const context = config.contexts.get(name);
  if (!context)
    throw kubeErrors.error('KUBECONFIG_CONTEXT_UNKNOWN', `${where} has no context ${name}; ${known}`);
  return context;
}

const SHOWN = 8;

function inWords(shown: readonly string[], all: number): string {
  if (all === 0) return 'it has none';
  return `it has ${shown.join(', ')}${all > shown.length ? ` and ${all - shown.length} more` : ''}`;
}

function referred(entries: ReadonlyMap<string, Entry>, context: Entry, what: 'cluster' | 'user'): Entry {
  const name = textOf(context.body, what);
  const entry = name === undefined ? undefined : entries.get(name);
  if (entry) return entry;
  const said = name === undefined ? `names no ${what}` : `names the ${what} ${name}, which is not there`;
  throw kubeErrors.error('KUBECONFIG_INCOMPLETE', `context ${context.name} ${said}`);
}

async function credentialsOf(user: Entry, cluster: Entry, environment: Environment): Promise<Credentials> {
  const cert = await material(user, 'client-certificate', 'client certificate');
  const key = await material(user, 'client-key', 'client key');
  const certificate = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  const base = certificateCredentials(certificate, impersonation(user.body));
  const tokenFile = textOf(user.body, 'tokenFile');
  if (tokenFile !== undefined) return tokenFileCredentials(resolved(user, tokenFile), base);
  const token = textOf(user.body, 'token');
  if (token !== undefined) return tokenCredentials(token, base);
  const name = textOf(user.body, 'username');
  if (name !== undefined) return basicCredentials(name, textOf(user.body, 'password') ?? '', base);
  const exec = member(user.body, 'exec');
  if (exec !== undefined && exec !== null) return execCredentials({ exec, user, cluster, environment, base });
  if (member(user.body, 'auth-provider') !== undefined)
    throw kubeErrors.error(
      'KUBECONFIG_UNSUPPORTED',
      `user ${user.name} uses an auth-provider, which kubectl dropped too`,
    );
  return base;
}

function impersonation(body: JsonObject): Readonly<Record<string, string>> {
  const as = textOf(body, 'as');
  return as === undefined ? {} : { 'impersonate-user': as };
}

const resolved = ({ folder }: Entry, path: string): string => (isAbsolute(path) ? path : join(folder, path));

/** Inline data, which counts first, or the file. */
async function material(entry: Entry, field: string, what: string): Promise<string | undefined> {
  const data = textOf(entry.body, `${field}-data`);
  if (data !== undefined) {
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (pem.includes('-----BEGIN')) return pem;
    throw kubeErrors.error('KUBECONFIG_MATERIAL', `${field}-data of ${entry.name} is no PEM in base64`);
  }
  const path = textOf(entry.body, field);
  return path === undefined ? undefined : readMaterial(resolved(entry, path), what);
}

function proxyOf(cluster: Entry, environment: Environment): Proxy {
  const url = textOf(cluster.body, 'proxy-url');
  if (url === undefined) return environment;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw kubeErrors.error('KUBECONFIG_UNSUPPORTED', `proxy-url of cluster ${cluster.name} is no HTTP proxy`);
  return { HTTPS_PROXY: url, HTTP_PROXY: url };
}
