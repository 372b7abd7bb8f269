// Adds to package-lock.json the optional packages of other platforms that a registry did not offer when the lock was
// written. Without them `npm ci` calls the lock incomplete; with them it skips what does not fit this platform.
// Run after every `npm install` that changes the lock: `npm run lock`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OS = /(darwin|win32|freebsd|android|openharmony|netbsd|openbsd|sunos|aix|linux)/;
const CPU = /(arm64|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el|armv7|arm|wasm32)/;

/** The place in the lock where a dependency of the package at `from` is found, if it is there. */
function resolved(packages, from, name, version) {
  for (let folder = from; ;) {
    const found = packages[`${folder ? `${folder}/` : ''}node_modules/${name}`];
    if (found && (found.version === version || !/^\d/.test(version))) return true;
    if (!folder) return false;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up >= 0 ? folder.slice(0, up) : '';
  }
}

function placeholder(name, version) {
  const os = OS.exec(name)?.[1];
  const cpu = CPU.exec(os ? name.slice(name.indexOf(os) + os.length) : name)?.[1];
  return {
    version,
    optional: true,
    ...(os && { os: [os] }),
    ...(/musl/.test(name) && { libc: ['musl'] }),
    ...(cpu && { cpu: [cpu === 'armv7' ? 'arm' : cpu] }),
  };
}

/** The lock with its missing optional packages added; the number says how many. */
export function complete(lock) {
  const packages = { ...lock.packages };
  let added = 0;
  for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (resolved(packages, path, name, version)) continue;
      const top = `node_modules/${name}`;
      packages[packages[top] ? `${path}/${top}` : top] = placeholder(name, version);
      added += 1;
    }
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(fileURLToPath(import.meta.url), '../../../package-lock.json');
  const { lock, added } = complete(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added} added`);
}
