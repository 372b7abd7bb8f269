import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_NAMES, buildName, cacheFolder } from '../build/pins.js';
import type { ProgramName } from '../build/pins.js';
import { testbedErrors } from '../errors.js';

/** Paths of the programs; the last two may be missing where somebody brought their own servers. */
export interface Binaries {
  readonly etcd: string;
  readonly 'kube-apiserver': string;
  readonly 'kube-controller-manager': string;
  readonly 'kube-scheduler': string | undefined;
  readonly kubectl: string | undefined;
}

export type Search =
  { readonly found: true; readonly binaries: Binaries } | { readonly found: false; readonly reason: string };

interface Place {
  readonly name: string;
  readonly folders: readonly string[];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // absent, or not ours to run: the same to us
  }
}

const inPlace = (place: Place, program: ProgramName): string | undefined =>
  place.folders.map((folder) => path.join(folder, program)).find(isProgram);

function places(environment: NodeJS.ProcessEnv): readonly Place[] {
  const assets = environment['KUBEBUILDER_ASSETS'] ?? '';
  const cached = path.join(cacheFolder(environment), buildName());
  return [
    {
      name: `KUBEBUILDER_ASSETS (${assets || 'not set'})`,
      folders: assets === '' ? [] : [path.resolve(assets)],
    },
    { name: 'PATH', folders: (environment['PATH'] ?? '').split(path.delimiter).filter(Boolean) },
    { name: `the cache (${cached})`, folders: [cached] },
  ];
}

/** The servers come from one place together, for an etcd or a controller manager of another age does not fit. */
function servers(
  place: Place,
): Pick<Binaries, 'etcd' | 'kube-apiserver' | 'kube-controller-manager'> | undefined {
  const [etcd, apiServer, controllers] = [
    inPlace(place, 'etcd'),
    inPlace(place, 'kube-apiserver'),
    inPlace(place, 'kube-controller-manager'),
  ];
  if (etcd === undefined || apiServer === undefined || controllers === undefined) return undefined;
  return { etcd, 'kube-apiserver': apiServer, 'kube-controller-manager': controllers };
}

function reason(searched: readonly Place[]): string {
  const lacking = searched.map((place) => {
    const missing = PROGRAM_NAMES.slice(0, 3).filter((program) => inPlace(place, program) === undefined);
    return `${place.name} lacks ${missing.join(', ')}`;
  });
  return `no Kubernetes API server to test against: ${lacking.join('; ')}. \`npm run testbed -- --build\` builds one.`;
}

/** Looks in KUBEBUILDER_ASSETS, then PATH, then the cache of `npm run testbed`; the first place with all servers counts. */
export function findBinaries(environment: NodeJS.ProcessEnv = process.env): Search {
  const searched = places(environment);
  for (const [at, place] of searched.entries()) {
    const found = servers(place);
    if (found === undefined) continue;
    const rest = [place, ...searched.slice(at + 1)];
    const optional = (program: ProgramName): string | undefined =>
      rest.map((one) => inPlace(one, program)).find((file) => file !== undefined);
    return {
      found: true,
      binaries: { ...found, 'kube-scheduler': optional('kube-scheduler'), kubectl: optional('kubectl') },
    };
  }
  return { found: false, reason: reason(searched) };
}

/** @throws TESTBED_ABSENT with every place that was looked in and what it lacks. */
export function requireBinaries(environment: NodeJS.ProcessEnv = process.env): Binaries {
  const search = findBinaries(environment);
  if (!search.found) throw testbedErrors.error('TESTBED_ABSENT', search.reason);
  return search.binaries;
}
