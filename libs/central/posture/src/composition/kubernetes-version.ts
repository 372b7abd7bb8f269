/** The Kubernetes version in the derived fact `platform`; undefined when it says none. */
export function kubernetesVersionOf(platform: string | undefined): string | undefined {
  if (platform === undefined) return undefined;
  const found = property(property(JSON.parse(platform), 'value'), 'kubernetesVersion');
  return typeof found === 'string' && found !== '' ? found : undefined;
}

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
