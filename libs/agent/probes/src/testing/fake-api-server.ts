import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { JsonObject, JsonValue } from '@plimsoll/model';
import type { KubeTarget } from '../kube/kubeconfig/target.js';

/** One request as a test sees it. */
export interface FakeRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly watch: boolean;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly json: (body: JsonValue, status?: number, headers?: Record<string, string>) => void;
  /** One line of a watch; the first one sends the head of the answer. */
  readonly event: (type: string, object: JsonValue) => void;
}

export interface FakeApiServer {
  readonly target: KubeTarget;
  readonly url: string;
  /** Every request so far, `GET /api/v1/pods?limit=500`. */
  readonly requests: readonly string[];
  /** What is answered from now on. */
  handle: (request: FakeRequest) => void;
  readonly close: () => Promise<void>;
}

/** For a server that speaks TLS, all PEM. */
export interface FakeTls {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

/** An API server that does what the test says, however wrong. */
export async function fakeApiServer(
  handle: (request: FakeRequest) => void,
  tls?: FakeTls,
): Promise<FakeApiServer> {
  const requests: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.on('error', () => response.destroy());
    fake.handle(asked(request, response));
  };
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, answer)
    : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nobody = async () => ({ headers: {} });
  const fake: FakeApiServer = {
    target: {
      name: 'fake',
      server: new URL(url),
      tls: { insecure: false, ...(tls && { ca: tls.ca }) },
      proxy: {},
      credentials: { current: nobody, renew: nobody },
    },
    url,
    requests,
    handle,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function asked(request: IncomingMessage, response: ServerResponse): FakeRequest {
  const url = new URL(request.url ?? '/', 'http://fake');
  const head = (status: number, headers: Record<string, string> = {}): void => {
    if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json', ...headers });
  };
  return {
    path: url.pathname,
    query: url.searchParams,
    watch: url.searchParams.get('watch') === '1',
    request,
    response,
    json: (body, status = 200, headers = {}) => {
      head(status, headers);
      response.end(JSON.stringify(body));
    },
    event: (type, object) => {
      head(200);
      response.write(`${JSON.stringify({ type, object })}\n`);
    },
  };
}

export const fakePod = (name: string, resourceVersion: string, more: JsonObject = {}): JsonObject => ({
  metadata: { name, namespace: 'default', resourceVersion },
  ...more,
});

export const fakeList = (
  items: readonly JsonValue[],
  resourceVersion: string,
  more: { readonly continue?: string; readonly remainingItemCount?: number } = {},
): JsonObject => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion, ...more },
  items: [...items],
});

/** A Status, as a failure of the API is answered. */
export const fakeStatus = (code: number, message: string): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  code,
});
