import path from 'node:path';

/** Where a testbed keeps what. Everything is below one folder that goes with it. */
export interface Layout {
  readonly directory: string;
  readonly pki: (name: string) => string;
  readonly log: (name: string) => string;
  readonly pid: (name: string) => string;
  readonly kubeconfig: (name: string) => string;
  readonly tokens: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  readonly encryption: string;
  readonly etcdData: string;
}

export const FOLDERS = ['pki', 'log', 'pids', 'kubeconfigs'];

export const layout = (directory: string): Layout => ({
  directory,
  pki: (name) => path.join(directory, 'pki', name),
  log: (name) => path.join(directory, 'log', `${name}.log`),
  pid: (name) => path.join(directory, 'pids', name),
  kubeconfig: (name) => path.join(directory, 'kubeconfigs', name),
  tokens: path.join(directory, 'tokens.csv'),
  auditPolicy: path.join(directory, 'audit-policy.json'),
  auditLog: path.join(directory, 'log', 'audit.log'),
  encryption: path.join(directory, 'encryption.json'),
  etcdData: path.join(directory, 'etcd'),
});
