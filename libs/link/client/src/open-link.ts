import { Metadata } from '@grpc/grpc-js';
import { LINK_LIMITS, LINK_METHODS } from '@plimsoll/link-contract';
import type { Hello } from '@plimsoll/link-contract';
import type { Clock, Logger } from '@plimsoll/runtime';
import { parseAddress } from './address.js';
import type { AgentState } from './agent-state.js';
import { openChannel } from './channel.js';
import { Link, Wire } from './link.js';
import type { LinkEnd } from './link-end.js';
import type { Environment } from './proxy.js';

const WELCOME_MS = 30_000;

export interface OpenLinkOptions {
  readonly state: AgentState;
  readonly hello: Hello;
  readonly clock: Clock;
  readonly logger: Logger;
  /** host:port; default: the state's stream address. */
  readonly address?: string;
  /** For HTTPS_PROXY and NO_PROXY; default: none. */
  readonly environment?: Environment;
}

/** A welcomed stream, or why there is none. */
export type OpenedLink =
  { readonly kind: 'open'; readonly link: Link } | { readonly kind: 'ended'; readonly end: LinkEnd };

/**
 * Opens the stream and waits for the centre's welcome (30 s). Expected failures are values; only a wrong address or
 * proxy throws. Close the link, or read it to its end, to let the connection go.
 */
export async function openLink(options: OpenLinkOptions): Promise<OpenedLink> {
  const { state, clock, logger, hello } = options;
  if (clock.now() > state.notAfterMs) return { kind: 'ended', end: EXPIRED };
  const wire = dial(options);
  const timer = setTimeout(() => wire.close(NO_WELCOME), WELCOME_MS);
  await wire.send({ case: 'hello', value: hello });
  const first = await wire.frames.next();
  clearTimeout(timer);
  const frame = first.done === true ? undefined : first.value.frame;
  if (frame?.case === 'welcome') {
    logger.debug(
      { streamNumber: String(frame.value.streamNumber), inSync: frame.value.inSync },
      'the stream is open',
    );
    return { kind: 'open', link: new Link(wire, frame.value) };
  }
  if (frame !== undefined) wire.close(NO_WELCOME);
  return { kind: 'ended', end: await wire.ended };
}

const EXPIRED: LinkEnd = {
  kind: 'renew',
  code: 'LINK_CERTIFICATE_EXPIRED',
  detail: "the agent's certificate has expired",
  afterMs: 0,
};
const NO_WELCOME: LinkEnd = {
  kind: 'retry',
  code: 'LINK_NO_WELCOME',
  detail: 'the centre did not say welcome',
  afterMs: 0,
};

function dial({ state, address, environment = {} }: OpenLinkOptions): Wire {
  const client = openChannel(parseAddress(address ?? state.streamAddress), state, environment, {
    'grpc.max_receive_message_length': LINK_LIMITS.messageBytes,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
  });
  const { path, requestSerialize, responseDeserialize } = LINK_METHODS.connect;
  const receive = (bytes: Buffer) => {
    const received = responseDeserialize(bytes);
    if (received.frame.case === 'goodbye') wire.heardGoodbye(received.frame.value);
    return received;
  };
  const call = client.makeBidiStreamRequest(path, requestSerialize, receive, new Metadata());
  const wire = new Wire(call, () => client.close());
  return wire;
}
