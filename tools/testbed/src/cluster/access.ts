import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { apiClient } from '../client/api-client.js';
import type { ApiClient } from '../client/api-client.js';
import { compactEtcd, etcdRevision, etcdValue } from '../client/etcd.js';
import { clientCertificate } from '../credentials/certificates.js';
import type { Certified, Identity } from '../credentials/certificates.js';
import { kubeconfig } from '../credentials/kubeconfig.js';
import { layout } from './layout.js';

/** A user of the static token file. */
export interface TokenUser extends Identity {
  readonly token: string;
}

/** Everything that another process needs to use a testbed that runs; plain values. */
export interface AccessRecord {
  readonly directory: string;
  readonly context: string;
  readonly url: string;
  readonly etcdUrl: string;
  /** PEM. */
  readonly ca: string;
  readonly tokens: readonly TokenUser[];
}

/** Somebody, with a kubeconfig of their own and a client that acts as them. */
export interface TestUser {
  /** Path of a kubeconfig with one context. */
  readonly kubeconfig: string;
  readonly client: ApiClient;
}

/** What a test may do with a running API server without ending it. */
export interface TestbedAccess {
  readonly url: string;
  /** Of the API server's certificate, PEM. */
  readonly ca: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Acts as administrator (`system:masters`), with a client certificate. */
  readonly admin: ApiClient;
  readonly adminToken: string;
  /** Of a user named in `tokens`; `nobody` always exists and has no rights. */
  readonly token: (name: string) => string;
  /** A user with a new client certificate. */
  readonly user: (name: string, groups?: readonly string[]) => Promise<TestUser>;
  /** A user with any bearer token: a static one, a service account's, a wrong one. */
  readonly bearer: (token: string) => Promise<TestUser>;
  /** A token from TokenRequest; the API server grants ten minutes at least. */
  readonly serviceAccountToken: (namespace: string, name: string, seconds?: number) => Promise<string>;
  /** Makes a namespace with a name of its own and waits until pods may be created in it. Returns the name. */
  readonly createNamespace: (labels?: Readonly<Record<string, string>>) => Promise<string>;
  /** Path of the audit log: a JSON line per request, on disk before the reply. */
  readonly auditLog: string;
  /** Plain HTTP. */
  readonly etcdUrl: string;
  /** The newest revision, which is the newest resourceVersion. */
  readonly revision: () => Promise<string>;
  /** What etcd holds under a key such as `/registry/secrets/default/name`. */
  readonly stored: (key: string) => Promise<Buffer | null>;
  /** Compacts etcd to now and returns that revision. A warm watch cache goes on serving older ones: restart it too. */
  readonly compact: () => Promise<string>;
}

/** How long the controllers may take over a service account. */
const CONTROLLER_MS = 20_000;

class Access implements TestbedAccess {
  readonly url: string;
  readonly ca: string;
  readonly etcdUrl: string;
  readonly kubeconfig: string;
  readonly auditLog: string;
  private readonly clients: ApiClient[] = [];

  constructor(
    private readonly record: AccessRecord,
    readonly admin: ApiClient,
  ) {
    const files = layout(record.directory);
    [this.url, this.ca, this.etcdUrl] = [record.url, record.ca, record.etcdUrl];
    [this.kubeconfig, this.auditLog] = [files.kubeconfig('admin'), files.auditLog];
    this.clients.push(admin);
  }

  get adminToken(): string {
    return this.token('testbed-admin');
  }

  readonly token = (name: string): string => {
    const found = this.record.tokens.find((user) => user.name === name);
    if (found === undefined) throw new Error(`the testbed was started without a token for ${name}`);
    return found.token;
  };

  readonly user = async (name: string, groups: readonly string[] = []): Promise<TestUser> => {
    const key = await readFile(layout(this.record.directory).pki('ca.key'), 'utf8');
    return this.as(clientCertificate({ certificate: this.ca, key: createPrivateKey(key) }, { name, groups }));
  };

  readonly bearer = (token: string): Promise<TestUser> => this.as({ token });

  readonly serviceAccountToken = async (namespace: string, name: string, seconds = 600): Promise<string> => {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const spec = { expirationSeconds: seconds };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
    const reply = await this.admin.request('POST', path, { body });
    const token = /"token":"([^"]+)"/.exec(reply.text)?.[1];
    if (token === undefined) throw new Error(`no token for ${namespace}/${name}: ${reply.text}`);
    return token;
  };

  readonly createNamespace = async (labels: Readonly<Record<string, string>> = {}): Promise<string> => {
    const name = `test-${randomUUID().slice(0, 13)}`;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
    const reply = await this.admin.request('POST', '/api/v1/namespaces', { body });
    if (reply.status !== 201) throw new Error(`namespace ${name}: ${reply.text}`);
    const accounts = `/api/v1/namespaces/${name}/serviceaccounts?watch=1&fieldSelector=metadata.name%3Ddefault`;
    for await (const { type } of this.admin.watch(accounts, AbortSignal.timeout(CONTROLLER_MS)))
      if (type === 'ADDED') break;
    return name;
  };

  readonly revision = (): Promise<string> => etcdRevision(this.etcdUrl);
  readonly stored = (key: string): Promise<Buffer | null> => etcdValue(this.etcdUrl, key);
  readonly compact = (): Promise<string> => compactEtcd(this.etcdUrl);

  close(): void {
    for (const client of this.clients) client.close();
  }

  private async as(credentials: Certified | { readonly token: string }): Promise<TestUser> {
    const { url, ca } = this;
    const file = layout(this.record.directory).kubeconfig(randomUUID());
    const config = kubeconfig({ name: this.record.context, url, ca, user: credentials });
    await writeFile(file, config, { mode: 0o600 });
    const client = apiClient({ url, ca, credentials });
    this.clients.push(client);
    return { kubeconfig: file, client };
  }
}

/** Access to a testbed that this or another process started. `close` ends the connections of its clients. */
export async function openAccess(
  record: AccessRecord,
): Promise<TestbedAccess & { readonly close: () => void }> {
  const files = layout(record.directory);
  const [certificate, key] = await Promise.all([
    readFile(files.pki('admin.crt'), 'utf8'),
    readFile(files.pki('admin.key'), 'utf8'),
  ]);
  const admin = apiClient({ url: record.url, ca: record.ca, credentials: { certificate, key } });
  return new Access(record, admin);
}
