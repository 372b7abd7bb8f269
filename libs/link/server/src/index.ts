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
