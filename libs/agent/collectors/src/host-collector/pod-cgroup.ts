/** What the kubelet calls the control group of a pod; the uid of a static Pod is a hash without dashes. */
const OF_POD = /kubepods|[/-]pod[0-9a-f]{8}[0-9a-f_-]{20,}/;
/** Another container of the reader's own pod. */
const SIBLING = /^\/\.\.\/[^/]*[0-9a-f]{64}/;

/**
 * The control group of a pod's process, by its /proc/<pid>/cgroup; undefined for processes of the host. The kernel
 * writes paths as seen from the reader's own control group (cgroup_namespaces(7)): for an agent in a pod the group of
 * another pod is `/../../pod<uid>/<id>`, without the folder `kubepods` that both are in.
 */
export function podCgroup(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.split(':').slice(2).join(':'))
    .find((path) => OF_POD.test(path) || SIBLING.test(path));
}
