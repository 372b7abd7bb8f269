import { benchErrors } from '../errors.js';

/** A finding as an event of the subscription has it. */
export interface SeenFinding {
  readonly name: string;
  readonly open: boolean;
}

/** A subscription to the findings of one control, over graphql-transport-ws. */
export interface FindingsFeed {
  readonly close: () => void;
}

const QUERY = `subscription Bench($control: ID!) {
  findingsChanged(first: 100, filter: { controls: [$control], status: ALL }) { nodes { closedAt subject { name } } }
}`;

interface Message {
  readonly type: string;
  readonly payload?: {
    readonly errors?: unknown;
    readonly data?: {
      readonly findingsChanged: {
        readonly nodes: readonly {
          readonly closedAt: string | null;
          readonly subject: { readonly name: string };
        }[];
      };
    };
  };
}

/** Settles when the subscription was accepted. @throws BENCH_PROGRAM_FAILED when it was not */
export async function followFindings(
  port: number,
  token: string,
  control: string,
  onFinding: (finding: SeenFinding) => void,
): Promise<FindingsFeed> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  const { promise: accepted, resolve, reject } = Promise.withResolvers<void>();
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const failed = (why: string): void => reject(benchErrors.error('BENCH_STREAM_ENDED', why));
  socket.addEventListener('open', () =>
    send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
  );
  socket.addEventListener('close', ({ code, reason }) => failed(`the socket was closed: ${code} ${reason}`));
  socket.addEventListener('message', ({ data }) => {
    const { type, payload }: Message = JSON.parse(String(data));
    if (type === 'connection_ack') {
      send({ type: 'subscribe', id: '1', payload: { query: QUERY, variables: { control } } });
      resolve();
    } else if (type === 'ping') send({ type: 'pong' });
    else if (type === 'error' || payload?.errors !== undefined) failed(JSON.stringify(payload));
    for (const { closedAt, subject } of payload?.data?.findingsChanged.nodes ?? [])
      onFinding({ name: subject.name, open: closedAt === null });
  });
  await accepted;
  return { close: () => socket.close() };
}
