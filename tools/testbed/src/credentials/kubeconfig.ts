import type { Certified } from './certificates.js';

export interface KubeconfigOptions {
  /** Of the cluster, the context and the user alike. */
  readonly name: string;
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly user: Certified | { readonly token: string };
}

const base64 = (value: string): string => Buffer.from(value).toString('base64');

/** A kubeconfig with one context that carries everything it needs in itself. */
export function kubeconfig({ name, url, ca, user }: KubeconfigOptions): string {
  const credentials =
    'token' in user
      ? [`token: ${user.token}`]
      : [`client-certificate-data: ${base64(user.certificate)}`, `client-key-data: ${base64(user.key)}`];
  return `apiVersion: v1
kind: Config
clusters:
- name: ${name}
  cluster:
    server: ${url}
    certificate-authority-data: ${base64(ca)}
users:
- name: ${name}
  user:
    ${credentials.join('\n    ')}
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
current-context: ${name}
`;
}
