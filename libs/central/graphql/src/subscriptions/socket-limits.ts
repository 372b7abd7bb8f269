import { BODY_BYTES } from '../http/request-body.js';

/** What one socket may do, and how events reach it. Times in ms. */
export interface SocketLimits {
  /** Of one process. */
  readonly sockets: number;
  /** Operations of one socket at a time. */
  readonly operations: number;
  /** Of one message. */
  readonly messageBytes: number;
  /** Messages a second in the long run; each began 4 KiB counts as one. */
  readonly messageRate: number;
  /** Messages at once. */
  readonly messageBurst: number;
  /** From the opening of the socket to `connection_init`. */
  readonly initMs: number;
  /** How often the other side must show that it lives, and its token that it is still good. */
  readonly pingMs: number;
  /** A message that was not taken by then, or more bytes than may wait, end the socket. */
  readonly stallMs: number;
  readonly bufferedBytes: number;
  /** Between two events of one subscription: what changes meanwhile comes in one. */
  readonly gapMs: number;
  /** A lost NOTIFY costs as much. */
  readonly pollMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  sockets: 1_000,
  operations: 20,
  messageBytes: BODY_BYTES,
  messageRate: 50,
  messageBurst: 200,
  initMs: 3_000,
  pingMs: 15_000,
  stallMs: 10_000,
  bufferedBytes: 4_194_304,
  gapMs: 250,
  pollMs: 2_000,
};
