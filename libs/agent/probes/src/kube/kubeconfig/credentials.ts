import { readMaterial } from './read-own-file.js';
import type { Credential, Credentials } from './target.js';

/** A token file is read again when it is this old: projected tokens are replaced well before they expire. */
const TOKEN_FILE_MS = 60_000;

const fixed = (credential: Credential): Credentials => ({
  current: async () => credential,
  renew: async () => credential,
});

export function certificateCredentials(
  certificate: Credential['certificate'],
  headers: Credential['headers'],
): Credentials {
  return fixed(certificate ? { headers, certificate } : { headers });
}

const NOTHING = fixed({ headers: {} });

/** Adds a header to what `base` gives. */
export function withAuthorization(base: Credential, authorization: string): Credential {
  return { ...base, headers: { ...base.headers, authorization } };
}

export function tokenCredentials(token: string | undefined, base: Credentials = NOTHING): Credentials {
  if (token === undefined) return base;
  const current = async () => withAuthorization(await base.current(), `Bearer ${token}`);
  return { current, renew: current };
}

export function basicCredentials(name: string, password: string, base: Credentials): Credentials {
  const encoded = Buffer.from(`${name}:${password}`).toString('base64');
  const current = async () => withAuthorization(await base.current(), `Basic ${encoded}`);
  return { current, renew: current };
}

/** @throws KUBECONFIG_MATERIAL from both functions, when the file cannot be read */
export function tokenFileCredentials(path: string, base: Credentials = NOTHING): Credentials {
  let kept: { readonly token: string; readonly untilMs: number } | undefined;
  const renew = async (): Promise<Credential> => {
    const token = (await readMaterial(path, 'token')).trim();
    kept = { token, untilMs: performance.now() + TOKEN_FILE_MS };
    return withAuthorization(await base.current(), `Bearer ${token}`);
  };
  const current = async (): Promise<Credential> =>
    kept && performance.now() < kept.untilMs
      ? withAuthorization(await base.current(), `Bearer ${kept.token}`)
      : renew();
  return { current, renew };
}
