/** Where users, containers or anybody can put a file. */
const WRITABLE = [
  '/tmp',
  '/var/tmp',
  '/dev',
  '/proc',
  '/home',
  '/mnt',
  '/media',
  '/run/user',
  '/run/containerd',
  '/run/k3s',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/kubelet',
  '/var/lib/rancher/k3s/agent/containerd',
  '/var/snap/microk8s/common/var/lib/containerd',
];

/** A full path without `..` outside the places that others than root can write, container file systems among them. */
export function isTrustedPath(path: string): boolean {
  if (!path.startsWith('/') || path.split('/').includes('..')) return false;
  const plain = path.replaceAll(/\/(?:\.?\/)+/g, '/');
  return !WRITABLE.some((folder) => plain === folder || plain.startsWith(`${folder}/`));
}
