import { makeServer } from 'graphql-ws';
import type { ApiSocket } from './api-socket.js';
import type { SocketOperations } from './socket-operations.js';

/** Called with the code and reason with which the socket closed. */
export type Closed = (code: number, reason: string) => Promise<void>;

/** Speaks graphql-transport-ws over one socket until it closes. */
export function speakOver(
  api: ApiSocket,
  operations: SocketOperations,
  options: { readonly initMs: number; readonly sent: () => void },
): Closed {
  const { protocol, send, close } = api;
  const server = makeServer({
    connectionInitWaitTimeout: options.initMs,
    onConnect: ({ connectionParams }) => api.init(connectionParams),
    onSubscribe: ({ subscriptions }, _id, payload) =>
      operations.prepare(payload, Object.keys(subscriptions).length, api.authenticate),
    subscribe: (args) => operations.subscribe(args, api.authenticate),
    onNext: (_context, _id, _payload, _args, { data, errors }) => {
      options.sent();
      return errors && { data: data ?? null, errors: operations.errors(errors) };
    },
    onError: (_context, _id, _payload, errors) => operations.errors(errors),
  });
  const onMessage = (receive: (text: string) => Promise<void>): void => api.onMessage(receive);
  return server.opened({ protocol, send, close, onMessage }, {});
}
