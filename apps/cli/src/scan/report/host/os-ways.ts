import type { HostOs } from './host-part.js';

/** How one kind of operating system keeps a change over a reboot. Texts are sentences without their full stop. */
export interface OsWays {
  readonly sysctl: (key: string, value: string) => string;
  readonly addParameter: (parameter: string) => string;
  readonly removeParameter: (parameter: string) => string;
  readonly blockModule: (module: string) => string;
  /** Installs a package; Debian and Red Hat call some differently. */
  readonly install: (debian: string, redHat: string) => string;
  /** Where another build of the kernel comes from. */
  readonly otherKernel: string;
  /** Newer kernel and microcode. */
  readonly update: string;
  /** Makes the initial file system anew, and lists it; what has none of its own gets it with the image. */
  readonly initramfs?: { readonly rebuild: string; readonly list: string };
  /** Has updates installed by themselves. */
  readonly automatic?: string;
  /** For what has no way of its own: what to do where files of the system cannot be edited. */
  readonly image?: string;
}

const dropIn = (key: string, value: string): string =>
  `\`echo '${key} = ${value}' >> /etc/sysctl.d/zz-plimsoll.conf && sysctl --system\``;
const modprobe = (module: string): string =>
  `\`echo 'install ${module} /bin/false' > /etc/modprobe.d/plimsoll-${module}.conf && modprobe -r ${module}\``;
const inGrub = (command: string) => ({
  addParameter: (parameter: string) =>
    `add \`${parameter}\` to GRUB_CMDLINE_LINUX in /etc/default/grub, then \`${command}\``,
  removeParameter: (parameter: string) =>
    `take \`${parameter}\` out of GRUB_CMDLINE_LINUX in /etc/default/grub, then \`${command}\``,
});
const PLAIN = { sysctl: dropIn, blockModule: modprobe } as const;

const DRACUT = { rebuild: '`dracut -f`', list: '`lsinitrd`' };

const DEBIAN: OsWays = {
  ...PLAIN,
  initramfs: { rebuild: '`update-initramfs -u`', list: '`lsinitramfs /boot/initrd.img-$(uname -r)`' },
  automatic: '`apt-get install unattended-upgrades && dpkg-reconfigure -plow unattended-upgrades`',
  ...inGrub('update-grub'),
  install: (name) => `\`apt-get install ${name}\``,
  otherKernel:
    'look for a kernel package that is built so (`apt-cache search linux-image`; `grep OPTION /boot/config-*` shows how installed ones are built), or build one from `apt-get source linux`',
  update:
    '`apt-get update && apt-get install --only-upgrade "linux-image-*" intel-microcode amd64-microcode`',
};

const REDHAT: OsWays = {
  ...PLAIN,
  initramfs: DRACUT,
  automatic: '`dnf install dnf-automatic && systemctl enable --now dnf-automatic-install.timer`',
  addParameter: (parameter) => `\`grubby --update-kernel=ALL --args="${parameter}"\``,
  removeParameter: (parameter) => `\`grubby --update-kernel=ALL --remove-args="${parameter}"\``,
  install: (_, name) => `\`dnf install ${name}\``,
  otherKernel:
    'look for another kernel of the distribution (`dnf list --showduplicates "kernel*"`), or build one from its source package',
  update: '`dnf upgrade kernel microcode_ctl linux-firmware`',
};

const AZURE: OsWays = {
  ...REDHAT,
  ...inGrub('grub2-mkconfig -o /boot/grub2/grub.cfg'),
  install: (_, name) => `\`tdnf install ${name}\``,
  otherKernel: 'look for another kernel package (`tdnf list "kernel*"`), or build one',
  update: '`tdnf update kernel microcode_ctl`',
};

const SUSE: OsWays = {
  ...PLAIN,
  initramfs: DRACUT,
  automatic: '`zypper install os-update && systemctl enable --now os-update.timer`',
  ...inGrub('grub2-mkconfig -o /boot/grub2/grub.cfg'),
  install: (_, name) => `\`zypper install ${name}\``,
  otherKernel: 'look for another kernel package (`zypper search -s "kernel-*"`), or build one',
  update: '`zypper update kernel-default ucode-intel ucode-amd`',
};

const TRANSACTIONAL: OsWays = {
  ...SUSE,
  automatic: '`systemctl enable --now transactional-update.timer`',
  ...inGrub('transactional-update grub.cfg'),
  install: (_, name) => `\`transactional-update pkg install ${name}\``,
  update: '`transactional-update up`',
  image: 'The root is read-only: change it in `transactional-update shell`.',
};

const ARCH: OsWays = {
  ...PLAIN,
  initramfs: { rebuild: '`mkinitcpio -P`', list: '`lsinitcpio /boot/initramfs-linux.img`' },
  ...inGrub('grub-mkconfig -o /boot/grub/grub.cfg'),
  install: (_, name) => `\`pacman -S ${name}\``,
  otherKernel: 'take `pacman -S linux-hardened`, or build one',
  update: '`pacman -Syu linux intel-ucode amd-ucode`',
};

const inExtlinux = (parameter: string, verb: string): string =>
  `${verb} default_kernel_opts in /etc/update-extlinux.conf: \`${parameter}\`, then \`update-extlinux\``;
const ALPINE: OsWays = {
  ...PLAIN,
  sysctl: (key, value) =>
    `\`echo '${key} = ${value}' >> /etc/sysctl.d/zz-plimsoll.conf && rc-service sysctl restart\``,
  addParameter: (parameter) => inExtlinux(parameter, 'add to'),
  removeParameter: (parameter) => inExtlinux(parameter, 'take out of'),
  install: (_, name) => `\`apk add ${name}\``,
  otherKernel: 'look for another kernel package (`apk search linux-`), or build one',
  update: '`apk upgrade linux-lts intel-ucode amd-ucode`',
};

const inNix = (line: string): string => `\`${line}\` in configuration.nix, then \`nixos-rebuild switch\``;
const NIXOS: OsWays = {
  sysctl: (key, value) => inNix(`boot.kernel.sysctl."${key}" = "${value}";`),
  addParameter: (parameter) => inNix(`boot.kernelParams = [ "${parameter}" ];`),
  removeParameter: (parameter) =>
    `take \`${parameter}\` out of boot.kernelParams in configuration.nix, then \`nixos-rebuild boot\``,
  blockModule: (module) => inNix(`boot.blacklistedKernelModules = [ "${module}" ];`),
  install: (_, name) => inNix(`environment.systemPackages = [ pkgs.${name} ];`),
  otherKernel: inNix('boot.kernelPackages = pkgs.linuxPackages_hardened;'),
  update: '`nix-channel --update && nixos-rebuild boot`, with `hardware.cpu.intel.updateMicrocode` or amd',
  image: 'Files of the system come from configuration.nix: write it there, then `nixos-rebuild switch`.',
};

const OSTREE: OsWays = {
  ...PLAIN,
  automatic: '`systemctl enable --now zincati.service`',
  addParameter: (parameter) => `\`rpm-ostree kargs --append-if-missing="${parameter}"\``,
  removeParameter: (parameter) => `\`rpm-ostree kargs --delete-if-present="${parameter}"\``,
  install: (_, name) => `\`rpm-ostree install ${name}\``,
  otherKernel: 'take another image, or `rpm-ostree override replace` with a kernel that is built so',
  update: '`rpm-ostree upgrade`',
  image: '/usr is read-only: write it below /etc, or into the Ignition configuration of new nodes.',
};

const MACHINE_CONFIG = 'in a MachineConfig, `oc apply -f` of which renews the nodes of its pool';
const OPENSHIFT: OsWays = {
  ...OSTREE,
  sysctl: (key, value) =>
    `a Tuned profile (\`oc -n openshift-cluster-node-tuning-operator edit tuned\`) with \`${key}=${value}\` under [sysctl]`,
  addParameter: (parameter) => `\`kernelArguments: ["${parameter}"]\` ${MACHINE_CONFIG}`,
  removeParameter: (parameter) => `take \`${parameter}\` out of kernelArguments ${MACHINE_CONFIG}`,
  blockModule: (module) =>
    `a file /etc/modprobe.d/plimsoll-${module}.conf with \`install ${module} /bin/false\` ${MACHINE_CONFIG}`,
  install: (_, name) => `\`extensions\` (or an image layer with ${name}) ${MACHINE_CONFIG}`,
  otherKernel: 'the kernel comes with the release of OpenShift: `oc adm upgrade`',
  update: '`oc adm upgrade`',
  image: `The operator of machine configurations writes files back: declare it ${MACHINE_CONFIG}.`,
};

const FLATCAR: OsWays = {
  ...PLAIN,
  automatic: '`systemctl enable --now update-engine.service`',
  addParameter: (parameter) =>
    `\`echo 'set linux_append="$linux_append ${parameter}"' >> /oem/grub.cfg\` (older releases: /usr/share/oem)`,
  removeParameter: (parameter) => `take \`${parameter}\` out of linux_append in \`/oem/grub.cfg\``,
  install: (_, name) => `a system extension (sysext) with ${name}: \`systemd-sysext merge\``,
  otherKernel: 'the kernel comes with the release: `update_engine_client -update`, or another channel',
  update: '`update_engine_client -update`',
  image: '/usr is read-only: write it below /etc, or into the Ignition configuration of new nodes.',
};

const BOTTLEROCKET: OsWays = {
  sysctl: (key, value) =>
    `\`apiclient set --json '{"settings":{"kernel":{"sysctl":{"${key}":"${value}"}}}}'\``,
  addParameter: (parameter) => {
    const [name = '', ...value] = parameter.split('=');
    return `\`apiclient set --json '{"settings":{"boot":{"kernel-parameters":{"${name}":["${value.join('=')}"]}}}}'\``;
  },
  removeParameter: (parameter) =>
    `take \`${parameter}\` out of settings.boot.kernel-parameters (\`apiclient get settings.boot\`)`,
  blockModule: (module) =>
    `\`apiclient set --json '{"settings":{"kernel":{"modules":{"${module}":{"allowed":false}}}}}'\``,
  install: (_, name) =>
    `a host container or an image variant with ${name} (\`apiclient get settings.host-containers\`)`,
  otherKernel: 'the kernel comes with the image: `apiclient update apply`, or another variant',
  update: '`apiclient update apply`',
  image: 'The root is sealed: what has no setting (`apiclient get settings`) takes another image.',
};

const patch = (yaml: string): string => `\`talosctl patch machineconfig --patch '${yaml}'\``;
const TALOS: OsWays = {
  sysctl: (key, value) => patch(`{"machine":{"sysctls":{"${key}":"${value}"}}}`),
  addParameter: (parameter) =>
    `${patch(`{"machine":{"install":{"extraKernelArgs":["${parameter}"]}}}`)}, then \`talosctl upgrade\` (with UKI: into the schematic of the image)`,
  removeParameter: (parameter) =>
    `take \`${parameter}\` out of machine.install.extraKernelArgs (or add \`-${parameter}\`), then \`talosctl upgrade\``,
  blockModule: (module) =>
    `take ${module} out of machine.kernel.modules (\`talosctl get machineconfig -o yaml\`): nothing else loads it`,
  install: (_, name) => `an image with the extension for ${name} (\`talosctl upgrade --image\`)`,
  otherKernel: 'the kernel comes with the image: `talosctl upgrade`, or an installer image of your own',
  update: '`talosctl upgrade`',
  image: 'The root is sealed: what the machine configuration does not offer takes another image.',
};

const POOL = 'gcloud container node-pools update POOL --system-config-from-file=FILE';
const COS: OsWays = {
  sysctl: (key, value) =>
    `\`${POOL}\` with \`linuxConfig: {sysctl: {${key}: "${value}"}}\` where GKE allows the key, else a DaemonSet that runs \`sysctl -w\` at each start`,
  addParameter: (parameter) =>
    `an image of your own whose EFI grub.cfg has \`${parameter}\`: GKE offers no setting for it`,
  removeParameter: (parameter) => `find what adds \`${parameter}\` to the EFI grub.cfg of the image`,
  blockModule: (module) =>
    `a DaemonSet that runs \`modprobe -r ${module}\` at each start: files of the image cannot be changed`,
  install: (_, name) => `nothing is installed here: run ${name} as a DaemonSet (\`kubectl apply\`)`,
  otherKernel: 'the kernel comes with the image: `gcloud container clusters upgrade`',
  update: '`gcloud container clusters upgrade`',
  image: 'The root is sealed and /etc is made anew at each start: use settings of the node pool.',
};

const UNKNOWN: OsWays = {
  ...PLAIN,
  addParameter: (parameter) => `add \`${parameter}\` to the kernel's parameters in the boot loader`,
  removeParameter: (parameter) => `take \`${parameter}\` out of the kernel's parameters in the boot loader`,
  install: (debian, redHat) => `\`apt-get install ${debian}\` or \`dnf install ${redHat}\``,
  otherKernel: 'take a kernel of the distribution that is built so, or build one',
  update: 'take the newest kernel and microcode of the distribution',
};

/** By `ID`, then by each word of `ID_LIKE`. */
const BY_ID: Readonly<Record<string, OsWays>> = {
  debian: DEBIAN,
  ubuntu: DEBIAN,
  raspbian: DEBIAN,
  gardenlinux: DEBIAN,
  rhel: REDHAT,
  fedora: REDHAT,
  centos: REDHAT,
  amzn: REDHAT,
  azurelinux: AZURE,
  mariner: AZURE,
  photon: AZURE,
  suse: SUSE,
  sles: SUSE,
  opensuse: SUSE,
  'opensuse-leap': SUSE,
  'opensuse-microos': TRANSACTIONAL,
  'sl-micro': TRANSACTIONAL,
  'sle-micro': TRANSACTIONAL,
  arch: ARCH,
  alpine: ALPINE,
  nixos: NIXOS,
  rhcos: OPENSHIFT,
  flatcar: FLATCAR,
  bottlerocket: BOTTLEROCKET,
  talos: TALOS,
  cos: COS,
};

function installed({ id, like, variant }: HostOs): OsWays {
  if (variant === 'coreos') return id === 'fedora' ? OSTREE : OPENSHIFT;
  const name = [id, ...like.split(/\s+/)].find((one) => Object.hasOwn(BY_ID, one));
  return name === undefined ? UNKNOWN : (BY_ID[name] ?? UNKNOWN);
}

const OUTSIDE = 'this machine has no boot loader of its own';

/** How this host keeps changes. What starts from outside gets its kernel and parameters there. */
export function waysOf(os: HostOs): OsWays {
  const ways = installed(os);
  if (!os.isStartedFromOutside || ways.image !== undefined) return ways;
  return {
    ...ways,
    addParameter: (parameter) =>
      `${OUTSIDE}: add \`${parameter}\` to the kernel's parameters where it is started (hypervisor, PXE)`,
    removeParameter: (parameter) =>
      `${OUTSIDE}: take \`${parameter}\` out of the kernel's parameters where it is started (hypervisor, PXE)`,
    otherKernel: `${OUTSIDE}: its kernel comes from where it is started (hypervisor, PXE), which has to give it one that is built so`,
  };
}
