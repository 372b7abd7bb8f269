import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildName } from '../build/pins.js';
import { findBinaries } from './find-binaries.js';

const SERVERS = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
let root: string;

beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'plimsoll-binaries-'))));
afterEach(() => rmSync(root, { recursive: true }));

function place(folder: string, programs: readonly string[]): string {
  const full = path.join(root, folder);
  mkdirSync(full, { recursive: true });
  for (const program of programs) {
    writeFileSync(path.join(full, program), '');
    chmodSync(path.join(full, program), 0o755);
  }
  return full;
}

const found = (environment: NodeJS.ProcessEnv): string => {
  const search = findBinaries({ XDG_CACHE_HOME: root, ...environment });
  return search.found ? path.relative(root, path.dirname(search.binaries['kube-apiserver'])) : search.reason;
};

it('looks in KUBEBUILDER_ASSETS, then PATH, then the cache', () => {
  const assets = place('assets', SERVERS);
  const onPath = place('path', SERVERS);
  const cache = path.join('plimsoll/testbed', buildName());
  place(cache, SERVERS);
  expect(found({ KUBEBUILDER_ASSETS: assets, PATH: onPath })).toBe('assets');
  expect(found({ PATH: `/nowhere:${onPath}` })).toBe('path');
  expect(found({ PATH: '/nowhere' })).toBe(cache);
});

it('takes the servers from one place only, the other programs from the next that has them', () => {
  const assets = place('assets', ['etcd', 'kube-apiserver']);
  const onPath = place('path', SERVERS);
  const kubectl = path.join(place(path.join('plimsoll/testbed', buildName()), ['kubectl']), 'kubectl');
  const search = findBinaries({ XDG_CACHE_HOME: root, KUBEBUILDER_ASSETS: assets, PATH: onPath });
  expect(search).toMatchObject({
    found: true,
    binaries: { etcd: path.join(onPath, 'etcd'), kubectl, 'kube-scheduler': undefined },
  });
});

it('says what each place lacks and what to do', () => {
  const reason = found({ KUBEBUILDER_ASSETS: place('assets', ['etcd']), PATH: '/nowhere' });
  expect(reason).toContain('lacks kube-apiserver, kube-controller-manager; PATH lacks etcd, kube-apiserver');
  expect(reason).toContain('npm run testbed -- --build');
});

it('does not take a folder or an unreadable file for a program', () => {
  const assets = place('assets', SERVERS);
  chmodSync(path.join(assets, 'etcd'), 0o644);
  const onPath = place('path', SERVERS.slice(1));
  mkdirSync(path.join(onPath, 'etcd'));
  expect(found({ KUBEBUILDER_ASSETS: assets, PATH: onPath })).toContain('PATH lacks etcd');
});
