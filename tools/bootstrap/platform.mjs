// Whether this machine can run Plimsoll, said in one sentence with the way out. Runs on the system's own Node (20+).
import { existsSync } from 'node:fs';

/** undefined when it can; else the sentence. */
export function unsupported({ platform, arch, version, musl }) {
  if (platform !== 'linux')
    return `Plimsoll runs on Linux (x64 or arm64) and this is ${platform}: use a Linux virtual machine, or WSL 2 on Windows.`;
  if (arch !== 'x64' && arch !== 'arm64')
    return `Plimsoll runs on x64 and arm64 and this is ${arch}: use a machine of one of these.`;
  if (musl)
    return 'Plimsoll needs glibc and this system uses musl: use a Debian-, Ubuntu- or Red Hat-like system or container.';
  if (Number(version.split('.')[0]) < 20)
    return `Plimsoll's set-up needs Node 20 or later and this is ${version}: install a newer Node.`;
  return undefined;
}

export function thisMachine() {
  const musl = existsSync('/lib/ld-musl-x86_64.so.1') || existsSync('/lib/ld-musl-aarch64.so.1');
  const glibc = process.report?.getReport().header.glibcVersionRuntime !== undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    musl: musl && !glibc,
  };
}
