async function call(url: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`etcd answered ${path} with ${response.status}: ${text}`);
  return JSON.parse(text);
}

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null
        ? Object.entries(at).find(([name]) => name === key)?.[1]
        : undefined,
    value,
  );
}

/** The newest revision, which is the newest resourceVersion of the API server too. */
export async function etcdRevision(url: string): Promise<string> {
  return String(field(await call(url, '/v3/maintenance/status', {}), 'header', 'revision'));
}

/** Forgets everything before the newest revision, as the API server does every five minutes. Returns that revision. */
export async function compactEtcd(url: string): Promise<string> {
  const revision = await etcdRevision(url);
  await call(url, '/v3/kv/compaction', { revision, physical: true });
  return revision;
}

/** The stored bytes of one key, as in `/registry/secrets/default/name`; null when there are none. */
export async function etcdValue(url: string, key: string): Promise<Buffer | null> {
  const reply = await call(url, '/v3/kv/range', { key: Buffer.from(key).toString('base64') });
  const value = field(reply, 'kvs', '0', 'value');
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}
