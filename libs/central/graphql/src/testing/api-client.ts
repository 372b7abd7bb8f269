import { createClient, type Client, type FormattedExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Ended {
  readonly code: number;
  readonly reason: string;
}

/** Over graphql-transport-ws, as clients do it; one socket, no retries. */
export class ApiClient {
  readonly ended: Promise<Ended>;
  private readonly client: Client;

  constructor(host: string, authorization?: string, headers: Readonly<Record<string, string>> = {}) {
    const { promise, resolve } = Promise.withResolvers<Ended>();
    this.ended = promise;
    class WithHeaders extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers });
        this.on('close', (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() }));
      }
    }
    this.client = createClient({
      url: `ws://${host}/graphql`,
      webSocketImpl: WithHeaders,
      retryAttempts: 0,
      lazyCloseTimeout: 1_000,
      onNonLazyError: () => undefined, // told by `ended`
      ...(authorization !== undefined && { connectionParams: { authorization } }),
    });
  }

  subscribe<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): AsyncIterableIterator<FormattedExecutionResult<Data, unknown>> {
    return this.client.iterate<Data>({ query, variables });
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}
