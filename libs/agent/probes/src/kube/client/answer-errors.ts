import { isPlimsollError, type PlimsollError } from '@plimsoll/errors';
import type { JsonValue } from '@plimsoll/model';
import { kubeErrors } from '../errors.js';
import { textOf, member } from '../kubeconfig/json-access.js';
import type { Proxy } from '../kubeconfig/target.js';
import type { KubeAnswer } from './kube-client.js';

/** What Node says of a certificate that it does not accept. */
const UNTRUSTED =
  /^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_WRONG_VERSION)/;

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

/** A connection that could not be made or was lost. @param proxy as the agents took it */
export function unreachable(origin: string, cause: unknown, proxy: Proxy = {}): PlimsollError {
  if (isPlimsollError(cause)) return cause;
  const code = codeOf(cause);
  const through = failedProxy(cause, code, proxy);
  if (through !== undefined)
    return kubeErrors.error('KUBE_PROXY_FAILED', `${origin} cannot be reached through ${through}: ${code}`, {
      cause,
    });
  if (UNTRUSTED.test(code))
    return kubeErrors.error('KUBE_UNTRUSTED', `the certificate of ${origin} is not trusted: ${code}`, {
      cause,
    });
  const said = code || (cause instanceof Error ? cause.message : String(cause));
  return kubeErrors.error('KUBE_UNREACHABLE', `${origin} cannot be reached: ${said}`, { cause });
}

/** The proxy, without what it may have of credentials, where it is what failed. */
function failedProxy(cause: unknown, code: string, proxy: Proxy): string | undefined {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  const urls = names.flatMap((name) => {
    const text = proxy[name] ?? '';
    return URL.canParse(text) ? [new URL(text)] : [];
  });
  const failed = urls.find(
    (url) => code.startsWith('ERR_PROXY') || failures(cause).some((one) => isOf(one, url)),
  );
  return failed && `the proxy ${failed.origin}`;
}

/** Of a name with several addresses each has an error of its own. */
const failures = (cause: unknown): readonly unknown[] =>
  cause instanceof AggregateError ? cause.errors : [cause];

function isOf(cause: unknown, { hostname, port, protocol }: URL): boolean {
  if (!(cause instanceof Error)) return false;
  const said = new Map<string, unknown>(Object.entries(cause));
  const wanted = Number(port || (protocol === 'https:' ? 443 : 80));
  // Of a host that has no address the error tells its name, of a connection the address and the port.
  return said.get('port') === undefined ? said.get('hostname') === hostname : said.get('port') === wanted;
}

const CODES = {
  401: 'KUBE_UNAUTHENTICATED',
  403: 'KUBE_FORBIDDEN',
  404: 'KUBE_NOT_FOUND',
  409: 'KUBE_CONFLICT',
  410: 'KUBE_GONE',
  429: 'KUBE_THROTTLED',
} as const;
const isMapped = (status: number): status is keyof typeof CODES => Object.hasOwn(CODES, status);

/** An answer that is no good one. A page of some proxy is not repeated, a Status of Kubernetes is. */
export function refusal(
  { status, headers }: Pick<KubeAnswer, 'status' | 'headers'>,
  path: string,
  body: Buffer,
): PlimsollError {
  return refused(status, path, statusMessage(body), retryAfter(headers['retry-after']));
}

/** @param path what was asked for, without secrets in it */
export function refused(status: number, path: string, message: string, retryAfterMs: number): PlimsollError {
  const code = isMapped(status) ? CODES[status] : status >= 500 ? 'KUBE_SERVER_FAILED' : 'KUBE_REFUSED';
  const [resource = path] = path.split('?');
  return kubeErrors.error(code, `${resource} was answered with ${status}${message && `: ${message}`}`, {
    details: { status, retryAfterMs },
  });
}

/** What the error says about when to come back; 0: nothing. */
export function retryAfterOf(error: unknown): number {
  const told = isPlimsollError(error) ? error.details['retryAfterMs'] : undefined;
  return typeof told === 'number' ? told : 0;
}

const MAX_RETRY_AFTER_MS = 300_000;

function retryAfter(header: string | undefined): number {
  const seconds = Number(header);
  return seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : 0;
}

function statusMessage(body: Buffer): string {
  try {
    const status: JsonValue = JSON.parse(body.toString('utf8'));
    return member(status, 'kind') === 'Status' ? (textOf(status, 'message') ?? '').slice(0, 300) : '';
  } catch {
    return 'no JSON'; // a page of something that is no API server
  }
}
