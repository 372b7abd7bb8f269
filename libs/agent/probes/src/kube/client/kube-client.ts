import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { JsonValue } from '@plimsoll/model';
import { kubeErrors } from '../errors.js';
import type { Credential, KubeTarget } from '../kubeconfig/target.js';
import { refusal, unreachable } from './answer-errors.js';

/** Not imported: for an import Node asks for each of its names, and loads a client of the web of 2 MiB for some. */
const http = process.getBuiltinModule('node:http');

export interface KubeRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly body?: JsonValue;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What the API server answered, whatever its status; the body is to be read or destroyed. */
export interface KubeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/**
 * The one way to an API server. What reads a cluster through it asks and changes nothing: reviews of access are questions
 * too. Only `applyObject` changes.
 */
export interface KubeClient {
  readonly name: string;
  /**
   * @param path with its query, from `/`
   * @throws KUBE_UNREACHABLE, KUBE_UNTRUSTED, the codes of the credentials, and the signal's reason
   */
  readonly request: (path: string, options?: KubeRequest) => Promise<KubeAnswer>;
  /** The JSON of a good answer. @throws the KUBE codes of every other */
  readonly json: (path: string, options?: KubeRequest & { readonly maxBytes?: number }) => Promise<JsonValue>;
  readonly close: () => void;
}

export interface KubeClientOptions {
  readonly userAgent: string;
  /** Until the head of an answer; default 30 s. */
  readonly answerMs?: number;
}

const ANSWER_MS = 30_000;
const MAX_JSON_BYTES = 16 * 1024 * 1024;
const KEEP_ALIVE_MS = 30_000;

export function openKubeClient(target: KubeTarget, options: KubeClientOptions): KubeClient {
  return new Client(target, options);
}

class Client implements KubeClient {
  readonly #target: KubeTarget;
  readonly #options: KubeClientOptions;
  #agent: { readonly agent: Agent; readonly cert: string | undefined } | undefined;

  constructor(target: KubeTarget, options: KubeClientOptions) {
    this.#target = target;
    this.#options = options;
  }

  get name(): string {
    return this.#target.name;
  }

  readonly request = async (path: string, options: KubeRequest = {}): Promise<KubeAnswer> => {
    const { credentials } = this.#target;
    const answer = await this.#send(path, options, await credentials.current());
    if (answer.status !== 401) return answer;
    // A token expires between two looks at its file; once, then the refusal is an answer.
    answer.body.destroy();
    return this.#send(path, options, await credentials.renew());
  };

  readonly json = async (
    path: string,
    options: KubeRequest & { readonly maxBytes?: number } = {},
  ): Promise<JsonValue> => {
    const answer = await this.request(path, options);
    const bytes = await wholeBody(answer, options.maxBytes ?? MAX_JSON_BYTES, this.#answerMs);
    if (answer.status >= 300) throw refusal(answer, path, bytes);
    return parsed(bytes, answer, path);
  };

  readonly close = (): void => this.#agent?.agent.destroy();

  get #answerMs(): number {
    return this.#options.answerMs ?? ANSWER_MS;
  }

  async #send(path: string, options: KubeRequest, credential: Credential): Promise<KubeAnswer> {
    const { server, tls } = this.#target;
    const body = options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body));
    const { promise, resolve, reject } = Promise.withResolvers<KubeAnswer>();
    options.signal?.throwIfAborted();
    const sent = (server.protocol === 'http:' ? http : https).request({
      protocol: server.protocol,
      hostname: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port || (server.protocol === 'http:' ? 80 : 443),
      path: `${server.pathname.replace(/\/$/, '')}${path}`,
      method: options.method ?? 'GET',
      agent: this.#agentFor(credential),
      ...(tls.servername === undefined ? {} : { servername: tls.servername }),
      headers: {
        accept: options.accept ?? 'application/json',
        'user-agent': this.#options.userAgent,
        ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
        ...options.headers,
        ...credential.headers,
      },
    });
    const { origin } = server;
    let answered: IncomingMessage | undefined;
    // Not the request's own `signal`: that destroys its connection with an error even after it was given back.
    const { signal } = options;
    const abort = (): void => void (answered ?? sent).destroy(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    sent.on('close', () => signal?.removeEventListener('abort', abort));
    const late = setTimeout(
      () =>
        sent.destroy(
          kubeErrors.error('KUBE_UNREACHABLE', `${origin} did not answer in ${this.#answerMs} ms`),
        ),
      this.#answerMs,
    );
    sent.on('response', (message) => {
      clearTimeout(late);
      answered = message;
      // Whoever reads the body hears of its errors; one that nobody reads at the moment is no reason to end the process.
      message.on('error', () => undefined);
      resolve({ status: message.statusCode ?? 0, headers: message.headers, body: message });
    });
    sent.on('error', (cause) => {
      clearTimeout(late);
      reject(options.signal?.aborted ? cause : unreachable(origin, cause, this.#target.proxy));
    });
    sent.end(body);
    return promise;
  }

  /** Connections are kept; they are of one client certificate. */
  #agentFor({ certificate }: Credential): Agent {
    if (this.#agent && this.#agent.cert === certificate?.cert) return this.#agent.agent;
    const { server, tls, proxy } = this.#target;
    // Idle ones of the old certificate close by themselves; watches end with their own time-outs.
    const shared = {
      keepAlive: true,
      keepAliveMsecs: KEEP_ALIVE_MS,
      maxFreeSockets: 4,
      proxyEnv: { ...proxy },
    };
    const agent =
      server.protocol === 'http:'
        ? new http.Agent(shared)
        : new https.Agent({
            ...shared,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
            ...certificate,
            rejectUnauthorized: !tls.insecure,
          });
    this.#agent = { agent, cert: certificate?.cert };
    return agent;
  }
}

/** @throws KUBE_ANSWER_TOO_LARGE, KUBE_UNREACHABLE when it stops coming */
export async function wholeBody({ body }: KubeAnswer, maxBytes: number, idleMs: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(body, idleMs)) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw kubeErrors.error('KUBE_ANSWER_TOO_LARGE', `an answer of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * A body as it comes. When nothing comes for `idleMs` the connection is taken for half-open and cut.
 * @throws KUBE_UNREACHABLE
 */
export async function* chunksOf(body: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
  const silent = setTimeout(
    () => body.destroy(kubeErrors.error('KUBE_UNREACHABLE', `nothing came for ${idleMs} ms`)),
    idleMs,
  );
  try {
    for await (const chunk of body) {
      silent.refresh();
      yield chunk;
      // Whoever takes its time with a chunk is not the connection's silence.
      silent.refresh();
    }
  } catch (cause) {
    throw unreachable('the API server', cause);
  } finally {
    clearTimeout(silent);
    body.destroy();
  }
}

function parsed(bytes: Buffer, { headers }: KubeAnswer, path: string): JsonValue {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const type = headers['content-type'] ?? 'no content type';
    throw kubeErrors.error('KUBE_ANSWER_INVALID', `${path} was answered with ${type}, no JSON`, { cause });
  }
}
