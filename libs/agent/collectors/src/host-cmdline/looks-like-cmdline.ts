import { ALLOWED_PARAMETERS } from './allowed-parameters.js';
import { parseCmdline } from './parse-cmdline.js';

/** Parameters that hardly a command line lacks one of. */
const COMMON: ReadonlySet<string> = new Set(
  'BOOT_IMAGE console cgroup_enable crashkernel earlyprintk initrd loglevel net.ifnames nomodule panic quiet rd.lvm.lv rdinit reboot resume rhgb ro root rootflags rootfstype rootwait rw splash'.split(
    ' ',
  ),
);
/** Longer than any architecture takes. */
const MOST = 65_536;

/** Whether a text is one line of boot parameters, at least one of them known. */
export function looksLikeCmdline(text: string): boolean {
  const line = text.trim();
  if (line === '' || line.length > MOST || line.includes('\n')) return false;
  return parseCmdline(line).some(({ name }) => {
    const canonical = name.replaceAll('-', '_');
    return COMMON.has(name) || ALLOWED_PARAMETERS.has(canonical);
  });
}
