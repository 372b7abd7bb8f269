/** Whose layout of files a path belongs to; `kubernetes` is that of kubeadm and of the project itself. */
export type Distribution =
  'kubernetes' | 'rke2' | 'k3s' | 'microk8s' | 'eks' | 'aks' | 'gke' | 'openshift' | 'talos';

type Places = Readonly<Partial<Record<Distribution, readonly string[]>>>;

const MANIFESTS = '/etc/kubernetes/manifests';
const RKE2 = '/var/lib/rancher/rke2';
const K3S = '/var/lib/rancher/k3s';
const MICROK8S = '/var/snap/microk8s/current';
const RESOURCES = '/etc/kubernetes/static-pod-resources';

/** Where a component that runs as a static Pod has its manifest. */
const manifestsOf = (component: string): Places => ({
  kubernetes: ['yaml', 'yml', 'manifest'].map((suffix) => `${MANIFESTS}/${component}.${suffix}`),
  rke2: [`${RKE2}/agent/pod-manifests/${component}.yaml`],
  microk8s: [`${MICROK8S}/args/${component}`],
  openshift: [`${MANIFESTS}/${component}-pod.yaml`],
  talos: [`${MANIFESTS}/talos-${component}.yaml`],
});

/** Paths of the operating system, which are the same under every distribution of Kubernetes. */
const system = (...paths: readonly string[]): Places => ({ kubernetes: paths });

/**
 * Which files `host/files` speaks of, by what they are to the node. A pattern holds `*` for a part of one name and `**`
 * for folders of any depth; one without a leading `/` is a flag of a process, and means the path that the flag names.
 */
export const FILE_GROUPS = {
  'kube-apiserver-manifest': manifestsOf('kube-apiserver'),
  'kube-controller-manager-manifest': manifestsOf('kube-controller-manager'),
  'kube-scheduler-manifest': manifestsOf('kube-scheduler'),
  'etcd-manifest': {
    ...manifestsOf('etcd'),
    rke2: [`${RKE2}/agent/pod-manifests/etcd.yaml`, `${RKE2}/server/db/etcd/config`],
    k3s: [`${K3S}/server/db/etcd/config`],
  },
  'static-pod-manifests': {
    kubernetes: [`${MANIFESTS}/*`],
    rke2: [`${RKE2}/agent/pod-manifests/*`],
  },
  'static-pod-folder': { kubernetes: [MANIFESTS], rke2: [`${RKE2}/agent/pod-manifests`] },
  'cni-config': {
    kubernetes: ['/etc/cni/net.d/*', '/var/lib/cni/networks/*'],
    rke2: [`${RKE2}/agent/etc/cni/net.d/*`],
    k3s: [`${K3S}/agent/etc/cni/net.d/*`],
    openshift: [
      '/etc/kubernetes/cni/net.d/*',
      '/run/multus/cni/net.d/*',
      '/etc/openvswitch/conf.db',
      '/etc/openvswitch/system-id.conf',
    ],
  },
  'cni-kubeconfig': { kubernetes: ['/etc/cni/net.d/*kubeconfig*'] },
  'cni-binaries': {
    kubernetes: ['/opt/cni/bin/*', '/usr/libexec/cni/*'],
    gke: ['/home/kubernetes/bin/*'],
    rke2: [`${RKE2}/data/*/bin/*`],
  },
  'etcd-data': {
    kubernetes: ['etcd --data-dir', '/var/lib/etcd'],
    rke2: [`${RKE2}/server/db/etcd`],
    k3s: [`${K3S}/server/db/etcd`],
    openshift: ['/var/lib/etcd/member'],
  },
  'etcd-data-content': { kubernetes: ['/var/lib/etcd/*'] },
  'admin-kubeconfig': {
    kubernetes: ['/etc/kubernetes/admin.conf', '/etc/kubernetes/super-admin.conf'],
    rke2: [`${RKE2}/server/cred/admin.kubeconfig`, '/etc/rancher/rke2/rke2.yaml'],
    k3s: [`${K3S}/server/cred/admin.kubeconfig`, '/etc/rancher/k3s/k3s.yaml'],
    openshift: ['/etc/kubernetes/kubeconfig'],
  },
  'scheduler-kubeconfig': {
    kubernetes: ['/etc/kubernetes/scheduler.conf', '/var/lib/kube-scheduler/kubeconfig'],
    rke2: [`${RKE2}/server/cred/scheduler.kubeconfig`],
    k3s: [`${K3S}/server/cred/scheduler.kubeconfig`],
    openshift: [`${RESOURCES}/configmaps/scheduler-kubeconfig/kubeconfig`],
    talos: ['/system/secrets/kubernetes/kube-scheduler/kubeconfig'],
  },
  'controller-manager-kubeconfig': {
    kubernetes: ['/etc/kubernetes/controller-manager.conf', '/var/lib/kube-controller-manager/kubeconfig'],
    rke2: [`${RKE2}/server/cred/controller.kubeconfig`],
    k3s: [`${K3S}/server/cred/controller.kubeconfig`],
    openshift: [`${RESOURCES}/configmaps/controller-manager-kubeconfig/kubeconfig`],
    talos: ['/system/secrets/kubernetes/kube-controller-manager/kubeconfig'],
  },
  'pki-folder': {
    kubernetes: ['/etc/kubernetes/pki', '/etc/kubernetes/pki/**/*', '/var/lib/minikube/certs'],
    rke2: [`${RKE2}/server/tls`, `${RKE2}/server/tls/**/*`],
    k3s: [`${K3S}/server/tls`, `${K3S}/server/tls/**/*`],
    openshift: [`${RESOURCES}/*/secrets`],
  },
  'pki-certificates': {
    kubernetes: ['/etc/kubernetes/pki/**/*.crt'],
    rke2: [`${RKE2}/server/tls/**/*.crt`],
    k3s: [`${K3S}/server/tls/**/*.crt`],
    openshift: [`${RESOURCES}/**/*.crt`],
  },
  'pki-keys': {
    kubernetes: ['/etc/kubernetes/pki/**/*.key'],
    rke2: [`${RKE2}/server/tls/**/*.key`],
    k3s: [`${K3S}/server/tls/**/*.key`],
    openshift: [`${RESOURCES}/**/*.key`],
  },
  'service-account-key': {
    kubernetes: ['/etc/kubernetes/pki/sa.key'],
    rke2: [`${RKE2}/server/tls/service.key`],
    k3s: [`${K3S}/server/tls/service.key`],
  },
  'kubelet-service': {
    kubernetes: [
      '/etc/systemd/system/kubelet.service',
      '/usr/lib/systemd/system/kubelet.service',
      '/lib/systemd/system/kubelet.service',
      '/etc/systemd/system/kubelet.service.d/*.conf',
      '/usr/lib/systemd/system/kubelet.service.d/*.conf',
    ],
    microk8s: [
      '/etc/systemd/system/snap.kubelet.daemon.service',
      '/etc/systemd/system/snap.microk8s.daemon-kubelet.service',
    ],
  },
  'kubelet-config': {
    kubernetes: [
      'kubelet --config',
      '/var/lib/kubelet/config.yaml',
      '/var/lib/kubelet/config.yml',
      '/etc/kubernetes/kubelet.conf.d/*',
    ],
    rke2: [`${RKE2}/agent/etc/kubelet.conf.d/*`],
    k3s: [`${K3S}/agent/etc/kubelet.conf.d/*`],
    microk8s: [`${MICROK8S}/args/kubelet`],
    eks: [
      '/etc/kubernetes/kubelet/kubelet-config.json',
      '/etc/kubernetes/kubelet/config.json',
      '/etc/kubernetes/kubelet/config.json.d/*',
    ],
    aks: ['/etc/default/kubeletconfig.json'],
    gke: ['/home/kubernetes/kubelet-config.yaml', '/etc/kubernetes/kubelet-config.yaml'],
    openshift: ['/var/data/kubelet/config.json'],
    talos: ['/etc/kubernetes/kubelet.yaml'],
  },
  'kubelet-kubeconfig': {
    kubernetes: [
      'kubelet --kubeconfig',
      '/etc/kubernetes/kubelet.conf',
      '/var/lib/kubelet/kubeconfig',
      '/etc/kubernetes/kubelet-kubeconfig',
      '/etc/kubernetes/kubelet-kubeconfig.conf',
      '/etc/kubernetes/kubelet/kubeconfig',
    ],
    rke2: [`${RKE2}/agent/kubelet.kubeconfig`],
    k3s: [`${K3S}/agent/kubelet.kubeconfig`],
    microk8s: [`${MICROK8S}/credentials/kubelet.config`],
    talos: ['/etc/kubernetes/kubeconfig-kubelet'],
  },
  'kubelet-client-ca': {
    kubernetes: [
      'kubelet --client-ca-file',
      '/etc/kubernetes/pki/ca.crt',
      '/etc/kubernetes/certs/ca.crt',
      '/etc/kubernetes/cert/ca.pem',
    ],
    rke2: [`${RKE2}/agent/client-ca.crt`],
    k3s: [`${K3S}/agent/client-ca.crt`],
    microk8s: [`${MICROK8S}/certs/ca.crt`],
    openshift: ['/etc/kubernetes/kubelet-ca.crt'],
  },
  'kubelet-keys': {
    kubernetes: ['/var/lib/kubelet/pki/*.pem', '/var/lib/kubelet/pki/*.key'],
    rke2: [`${RKE2}/agent/*.key`],
    k3s: [`${K3S}/agent/*.key`],
  },
  'proxy-kubeconfig': {
    kubernetes: ['kube-proxy --kubeconfig', '/etc/kubernetes/proxy.conf'],
    rke2: [`${RKE2}/agent/kubeproxy.kubeconfig`],
    k3s: [`${K3S}/agent/kubeproxy.kubeconfig`],
    microk8s: [`${MICROK8S}/credentials/proxy.config`],
    gke: ['/var/lib/kube-proxy/kubeconfig'],
  },
  'azure-cloud-config': { aks: ['/etc/kubernetes/azure.json'] },
  'encryption-config': { kubernetes: ['kube-apiserver --encryption-provider-config'] },
  'audit-policy': { kubernetes: ['kube-apiserver --audit-policy-file', 'kube-apiserver --audit-log-path'] },
  'credential-provider': { kubernetes: ['kubelet --image-credential-provider-config'] },
  'bootstrap-kubeconfig': { kubernetes: ['/etc/kubernetes/bootstrap-kubelet.conf'] },
  'kubelet-folder': { kubernetes: ['/var/lib/kubelet'] },
  'device-plugins': { kubernetes: ['/var/lib/kubelet/device-plugins'] },
  'pod-logs': { kubernetes: ['/var/log/pods', '/var/log/containers'] },
  'pull-credentials': { kubernetes: ['/var/lib/kubelet/config.json', '/root/.docker/config.json'] },
  'runtime-socket': {
    kubernetes: [
      '/run/containerd/containerd.sock',
      '/run/crio/crio.sock',
      '/run/cri-dockerd.sock',
      '/run/docker.sock',
      '/run/dockershim.sock',
      '/run/podman/podman.sock',
    ],
    k3s: ['/run/k3s/containerd/containerd.sock'],
  },
  'containerd-config': {
    kubernetes: [
      '/etc/containerd/config.toml',
      '/etc/containerd/conf.d/*.toml',
      '/etc/containerd/certs.d/**/*',
    ],
    rke2: [`${RKE2}/agent/etc/containerd/config.toml`],
    k3s: [`${K3S}/agent/etc/containerd/config.toml`],
  },
  'containerd-state': { kubernetes: ['/var/lib/containerd', '/run/containerd'] },
  'crio-config': {
    kubernetes: [
      '/etc/crio/crio.conf',
      '/etc/crio/crio.conf.d/*',
      '/etc/containers/policy.json',
      '/etc/containers/registries.conf',
    ],
  },
  'docker-config': system('/etc/docker/daemon.json', '/etc/docker/certs.d/**/*'),
  passwd: system('/etc/passwd'),
  shadow: system('/etc/shadow'),
  group: system('/etc/group'),
  sudoers: system('/etc/sudoers', '/etc/sudoers.d/*'),
  'sshd-config': system('/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d/*.conf'),
  'ssh-host-keys': system('/etc/ssh/ssh_host_*_key'),
  'authorized-keys': system('/root/.ssh/authorized_keys', '/home/*/.ssh/authorized_keys'),
  crontab: system('/etc/crontab'),
  'cron-d': system('/etc/cron.d'),
  'cron-hourly': system('/etc/cron.hourly'),
  'cron-daily': system('/etc/cron.daily'),
  'cron-weekly': system('/etc/cron.weekly'),
  'cron-monthly': system('/etc/cron.monthly'),
  'cron-spool': system('/var/spool/cron', '/var/spool/cron/crontabs'),
  'system-units': system('/etc/systemd/system', '/etc/systemd/system/**/*'),
  'preloaded-libraries': system('/etc/ld.so.preload'),
  'modprobe-rules': system('/etc/modprobe.d/*.conf', '/usr/lib/modprobe.d/*.conf', '/run/modprobe.d/*.conf'),
  'modules-load': system('/etc/modules-load.d/*.conf', '/usr/lib/modules-load.d/*.conf'),
  'sysctl-files': system(
    '/etc/sysctl.conf',
    '/etc/sysctl.d/*.conf',
    '/run/sysctl.d/*.conf',
    '/usr/lib/sysctl.d/*.conf',
  ),
  'bootloader-config': system(
    '/boot/grub/grub.cfg',
    '/boot/grub2/grub.cfg',
    '/boot/efi/EFI/*/grub.cfg',
    '/boot/loader/entries/*.conf',
  ),
  'grub-password': system('/boot/grub2/user.cfg'),
  'trusted-hosts': system('/etc/hosts.equiv', '/root/.rhosts'),
  'core-dumps': system('/var/lib/systemd/coredump', '/var/crash'),
  'user-data': system('/var/lib/cloud/instance/user-data.txt', '/var/lib/waagent'),
  'cloud-credentials': system('/root/.aws/credentials', '/root/.config/gcloud'),
  'audit-rules': system('/etc/audit/auditd.conf', '/etc/audit/rules.d/*.rules'),
  'audit-log': system('/var/log/audit'),
  journal: system('/var/log/journal', '/run/log/journal'),
  banners: system('/etc/issue', '/etc/motd'),
  'chrony-keys': system('/etc/chrony.keys', '/etc/chrony/chrony.keys'),
  crypttab: system('/etc/crypttab'),
  'ovs-database': { openshift: ['/etc/openvswitch/conf.db'] },
  'bottlerocket-socket': system('/run/api.sock'),
  'talos-socket': system('/system/run/machined/machine.sock'),
} as const satisfies Readonly<Record<string, Places>>;

export type FileGroup = keyof typeof FILE_GROUPS;

/** The patterns of a group, of all layouts or of some. */
export function filePatterns(group: FileGroup, of?: readonly Distribution[]): readonly string[] {
  const places: Places = FILE_GROUPS[group];
  const distributions = of ?? (Object.keys(places) as readonly Distribution[]);
  return distributions.flatMap((distribution) => places[distribution] ?? []);
}
