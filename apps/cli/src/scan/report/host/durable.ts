import type { HostOs } from './host-part.js';
import { waysOf, type OsWays } from './os-ways.js';

/** How to set something for good, in the words of one operating system. */
export interface Durable {
  readonly how: string;
  readonly needsReboot: boolean;
  /** The one command to build a kernel so; then `how` is the same for every option. */
  readonly build?: string;
}

const SYSCTL = /^Run `echo '([^ ']+) = ([^']*)' >> \/etc\/sysctl\.d\/[^`]+`\.\s*(.*)$/s;
const MODULE = /^Run `echo 'install (\S+) \/bin\/false' > [^`]+`\.\s*(.*)$/s;
const OPTION = /^Take a kernel [^`]+`([^`]+)`; it counts from the next boot\.\s*(.*)$/s;
const WHERE = 'GRUB_CMDLINE_LINUX in /etc/default/grub';
const APPLIED =
  '(?:, then run `update-grub` or `grub2-mkconfig [^`]+` \\([^)]*\\), and reboot|, run `update-grub` and reboot| and run `update-grub` so that it lasts)?';
const ADD = new RegExp(`[Aa]dd \`([^\`]+)\`((?: \\(?or \`[^\`]+\`\\)?)?) to ${WHERE}${APPLIED}`);
const TAKE = new RegExp(`[Tt]ake \`([^\`]+)\` out of ${WHERE}${APPLIED}`);
const REMOVE = new RegExp(
  `If the kernel is started with (\`[^\`]+\`(?:, \`[^\`]+\`)*), remove that from ${WHERE}${APPLIED}`,
);
const UPDATE = /Update kernel and microcode: `[^`]+`, or what the distribution calls them/;
const UPGRADE = /`apt-get upgrade` for kernel and microcode/;
const REBUILD = /`update-initramfs -u`/;
const LIST = /`lsinitramfs [^`]+`/;
const AUTOMATIC = /`dpkg-reconfigure [^`]+` or `systemctl [^`]+`/;
const INSTALL = /`apt-get install (\S+)` or `dnf install (\S+)`/;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Puts the words of one operating system in the place of those that the catalogue has for most. */
function inWordsOf(ways: OsWays, remedy: string): string {
  return capital(
    remedy
      .replace(ADD, (_, parameter: string, other: string) => `${ways.addParameter(parameter)}${other}`)
      .replace(TAKE, (_, parameter: string) => ways.removeParameter(parameter))
      .replace(
        REMOVE,
        (_, names: string) =>
          `If the kernel is started with one of ${names}: ${ways.removeParameter('PARAMETER')}`,
      )
      .replace(UPDATE, () => `Update kernel and microcode: ${ways.update}`)
      .replace(UPGRADE, () => ways.update)
      .replace(REBUILD, () => ways.initramfs?.rebuild ?? ways.update)
      .replace(LIST, () => ways.initramfs?.list ?? ways.update)
      .replace(AUTOMATIC, () => ways.automatic ?? ways.update)
      .replace(INSTALL, (_, debian: string, redHat: string) => ways.install(debian, redHat)),
  );
}

const REBOOTS = /\breboot|\b[Bb]oot (?:a|with|without)\b|firmware|Set the node up anew|image that is sealed/i;

/** Remedies that write into the system; pods and manifests are the same on every one. */
const OF_FILES = /\/etc\/(?!kubernetes\/)|systemctl (?:enable|disable|mask)|chmod|chown/;

function kernelOption(ways: OsWays, build: string, note: string): Durable {
  return { how: sentences(`${capital(ways.otherKernel)}.`, note), needsReboot: true, build };
}

/**
 * How to do on a host what a control's remedy says for most. Derived from the remedy's form, of which each family of
 * controls has one: a kernel setting, a module, an option of the kernel's build, boot parameters; the rest goes for every
 * system, with what image systems have instead of files.
 */
export function durable(remedy: string, os: HostOs): Durable {
  const ways = waysOf(os);
  const [, key, value, note = ''] = SYSCTL.exec(remedy) ?? [];
  if (key !== undefined && value !== undefined)
    return { how: sentences(`${capital(ways.sysctl(key, value))}.`, note), needsReboot: false };
  const [, module, moduleNote = ''] = MODULE.exec(remedy) ?? [];
  if (module !== undefined)
    return { how: sentences(`${capital(ways.blockModule(module))}.`, moduleNote), needsReboot: false };
  const [, build, buildNote = ''] = OPTION.exec(remedy) ?? [];
  if (build !== undefined) return kernelOption(ways, build, buildNote);
  const isOfBoot = ADD.test(remedy) || TAKE.test(remedy) || UPDATE.test(remedy);
  return {
    how: sentences(inWordsOf(ways, remedy), isOfBoot || !OF_FILES.test(remedy) ? '' : (ways.image ?? '')),
    needsReboot: isOfBoot || REBOOTS.test(remedy),
  };
}
