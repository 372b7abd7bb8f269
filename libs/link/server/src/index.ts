export type { OpenedStream, Peer, StreamHandler } from './stream-handler.js';
export type {
  AgentIdentity,
  Caller,
  EnrollmentHandler,
  Grant,
  IssueCertificate,
  JoinTicket,
  VerifiedEnrollment,
  VerifiedRenewal,
} from './enrollment-handler.js';
export { linkServerErrors } from './errors.js';
export { startLinkServer } from './link-server.js';
export type { LinkServer, LinkServerOptions } from './link-server.js';
export { NonceKeeper } from './nonce-keeper.js';
export { grpcStatus } from './status.js';
export { STREAM_LIMITS } from './stream-limits.js';
export type { StreamLimits } from './stream-limits.js';
