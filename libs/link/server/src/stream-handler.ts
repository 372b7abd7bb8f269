import type { AgentId, ClusterId, OrganizationId } from '@plimsoll/model';
import type { ConnectRequest, ConnectResponse, Goodbye, Hello, Welcome } from '@plimsoll/link-contract';

/** Who is at the other end, from the verified client certificate and nothing else. */
export interface Peer {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly agentId: AgentId;
  /** SHA-256 of the certificate's DER, hex. */
  readonly certificateFingerprint: string;
}

/** What the centre's ingest implements; the listener knows nothing of stores. */
export interface StreamHandler {
  /**
   * Takes the cluster's next stream number. `push` sends a frame at any later time (commands, goodbye); it is dropped
   * when the stream is over.
   */
  readonly open: (
    peer: Peer,
    hello: Hello,
    push: (frame: ConnectResponse) => void,
  ) => Promise<OpenedStream | { readonly refused: Goodbye }>;
}

export interface OpenedStream {
  readonly welcome: Welcome;
  /**
   * A frame has come in and waits for its `receive`, which may be working for others: a chance to unpack it meanwhile. Nothing may be answered or decided by it; the frame may never be received. Never throws.
   */
  readonly prepare?: (frame: ConnectRequest) => void;
  /**
   * Frames in order, never two calls at a time. Frames that came in while the last call was working arrive
   * together, so that one commit covers them; of many batches of facts at most half of an agent's window. The answers are sent in order. Throws a PlimsollError to end the stream.
   */
  readonly receive: (frames: readonly ConnectRequest[]) => Promise<readonly ConnectResponse[]>;
  /** Called once, after the last `receive` has settled. */
  readonly closed: (reason: string) => Promise<void>;
}
