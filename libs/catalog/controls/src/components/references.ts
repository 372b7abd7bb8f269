/** The benchmarks that speak of flags and of the kubelet, with the scheme that references use. */
const PLAIN = ['cis-kubernetes-1.12', 'cis-kubernetes-1.11'];

/** RKE2's profile has one row more among those of the API server, so that the later ones moved up. */
const rke2 = (id: string): string => {
  const [, number] = /^1\.2\.(\d+)$/.exec(id) ?? [];
  return number === undefined || Number(number) < 12 ? id : `1.2.${Number(number) + 1}`;
};

/** A row of CIS Kubernetes that the profiles of RKE2 and K3s have too. */
export const everyCis = (...ids: readonly string[]): readonly string[] =>
  ids.flatMap((id) => [
    ...PLAIN.map((scheme) => `${scheme}:${id}`),
    `cis-rke2-1.8:${rke2(id)}`,
    `cis-k3s-1.9:${id}`,
  ]);

/** Rows of both editions of CIS Kubernetes, and of no other benchmark. */
export const plainCis = (...ids: readonly string[]): readonly string[] =>
  ids.flatMap((id) => PLAIN.map((scheme) => `${scheme}:${id}`));

export const stig = (...ids: readonly string[]): readonly string[] =>
  ids.map((id) => `stig-kubernetes:${id}`);

/** One row of the benchmarks of managed clusters' nodes, which number alike. */
export const managedCis = (id: string): readonly string[] => [`cis-eks-1.8:${id}`, `cis-aks-1.8:${id}`];

export const openshift = (...ids: readonly string[]): readonly string[] =>
  ids.map((id) => `cis-openshift-1.8:${id}`);
