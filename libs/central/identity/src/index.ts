export { identityErrors } from './errors.js';
export type { IdentityContext } from './context.js';
export type { Labels } from './text.js';
export { readToken } from './tokens/token-text.js';
export type { TokenContent, TokenKind } from './tokens/token-text.js';
export { operator } from './principals/principal.js';
export type { Principal } from './principals/principal.js';
export { PERMISSIONS, ROLES, assertMay, isRole, may } from './principals/role.js';
export type { Permission, Role } from './principals/role.js';
export { authenticate } from './principals/authenticate.js';
export { firstStart } from './principals/first-start.js';
export type { FirstStart } from './principals/first-start.js';
export { createLoginCode, redeemLoginCode } from './principals/login-codes.js';
export { createApiToken, listApiTokens, revokeApiToken } from './principals/api-tokens.js';
export type { ApiToken, NewApiToken } from './principals/api-tokens.js';
export {
  createEnrollmentToken,
  listEnrollmentTokens,
  revokeEnrollmentToken,
} from './enrollment/enrollment-tokens.js';
export type { EnrollmentToken, NewEnrollmentToken } from './enrollment/enrollment-tokens.js';
export type {
  AgentIdentity,
  Credentials,
  JoinState,
  SignCertificate,
  SignedCertificate,
} from './enrollment/agent.js';
export { spendEnrollmentToken } from './enrollment/spend-enrollment-token.js';
export type { ClusterClaim, Enrolled } from './enrollment/spend-enrollment-token.js';
export { decideRenewal } from './enrollment/renewal-decision.js';
export type {
  PresentedJoin,
  AnsweredRenewal,
  RenewalDecision,
  RenewalRefusal,
  StoredJoin,
} from './enrollment/renewal-decision.js';
export { renewAgent } from './enrollment/renew-agent.js';
export type { RenewalOutcome, Renewed } from './enrollment/renew-agent.js';
export { checkStanding } from './enrollment/standing.js';
export type { IdentityEventKind } from './enrollment/identity-events.js';
export { admitAgent } from './enrollment/admit-agent.js';
export { COMMANDS_CHANNEL, commandPayload } from './clusters/wake-gateways.js';
export {
  archiveCluster,
  deleteCluster,
  editClusterLabels,
  refreshCluster,
  renameCluster,
} from './clusters/administration.js';
export { revokeCluster } from './clusters/revoke-cluster.js';
export { RENEWAL_GRACE_MS, loadClusterIdentity } from './clusters/cluster-identity.js';
export type { ClusterIdentity, IdentityEvent, IdentityState } from './clusters/cluster-identity.js';
export { deleteClusterData } from './clusters/delete-cluster-data.js';
export type { DeletionOptions } from './clusters/delete-cluster-data.js';
