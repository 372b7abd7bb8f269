import { once } from 'node:events';
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Certified } from '../credentials/certificates.js';
import { lines } from './lines.js';

export interface ApiReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed text where it is JSON, else undefined. */
  readonly body: unknown;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}

export interface RequestOptions {
  /** Sent as JSON, a string as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A plain client for what a test itself does to the cluster; it hides nothing and repeats nothing. */
export interface ApiClient {
  /** Any status is a reply; it rejects when there is none. */
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<ApiReply>;
  /** Ends when the server or the signal ends it. @throws Error when the first status is not 200. */
  readonly watch: (path: string, signal?: AbortSignal) => AsyncGenerator<WatchEvent, void>;
  readonly close: () => void;
}

export type Credentials = Certified | { readonly token: string } | null;

export interface ClientOptions {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly credentials: Credentials;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not every answer is JSON: /readyz says ok
  }
}

const PATCH = 'application/merge-patch+json';

class HttpsClient implements ApiClient {
  private readonly agent: Agent;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly options: ClientOptions) {
    const { ca, credentials } = options;
    const certified = credentials !== null && 'key' in credentials;
    this.agent = new Agent({
      ca,
      keepAlive: true,
      ...(certified ? { cert: credentials.certificate, key: credentials.key } : {}),
    });
    this.headers =
      credentials !== null && 'token' in credentials ? { authorization: `Bearer ${credentials.token}` } : {};
  }

  readonly request = async (
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<ApiReply> => {
    const response = await this.open(method, path, options);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) };
  };

  async *watch(path: string, signal?: AbortSignal): AsyncGenerator<WatchEvent, void> {
    const response = await this.open('GET', path, signal === undefined ? {} : { signal });
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`the watch ${path} was answered with ${response.statusCode}`);
    }
    for await (const line of lines(response)) yield watchEvent(line);
  }

  readonly close = (): void => this.agent.destroy();

  private async open(method: string, path: string, options: RequestOptions): Promise<IncomingMessage> {
    const { body, headers, signal } = options;
    const type = method === 'PATCH' ? PATCH : 'application/json';
    const outgoing = request(new URL(path, this.options.url), {
      method,
      agent: this.agent,
      headers: { ...this.headers, ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(signal === undefined ? {} : { signal }),
    });
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    const [response]: IncomingMessage[] = await once(outgoing, 'response');
    if (response === undefined) throw new Error('no response');
    outgoing.on('error', () => undefined); // the response ends with the same error
    return response;
  }
}

function watchEvent(line: string): WatchEvent {
  const value = parsed(line);
  if (typeof value === 'object' && value !== null && 'type' in value && 'object' in value)
    return { type: String(value.type), object: value.object };
  throw new Error(`not a watch event: ${line.slice(0, 200)}`);
}

export const apiClient = (options: ClientOptions): ApiClient => new HttpsClient(options);
