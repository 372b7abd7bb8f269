import { defineErrors } from '@plimsoll/errors';

/** The codes of identity. */
export const identityErrors = defineErrors({
  // One code for a malformed, unknown, revoked or expired token: the answer tells nothing to who guesses.
  TOKEN_REFUSED: {
    kind: 'unauthenticated',
    hint: 'Check that the whole token was copied; if it was, have an administrator create a new one.',
  },
  PERMISSION_DENIED: {
    kind: 'forbidden',
    hint: 'Use a token of a role that has the permission named in the details.',
  },
  ROLE_EXCEEDS_CALLER: {
    kind: 'forbidden',
    hint: 'Create a token whose role may do no more than your own.',
  },
  API_TOKEN_NOT_FOUND: { kind: 'not-found', hint: 'List the API tokens of the organization for their ids.' },
  API_TOKEN_INVALID: {
    kind: 'invalid',
    hint: 'Give a name of 1 to 253 characters and an expiry of 1 to 365 days.',
  },
  ENROLLMENT_TOKEN_NOT_FOUND: {
    kind: 'not-found',
    hint: 'List the enrolment tokens of the organization for their ids.',
  },
  ENROLLMENT_TOKEN_INVALID: {
    kind: 'invalid',
    hint: 'Give 1 to 100 uses (1 for a known cluster), an expiry of 1 minute to 30 days and at most 253 characters of description.',
  },
  ENROLLMENT_TOKEN_USED: {
    kind: 'unauthenticated',
    hint: 'Create a new enrolment token; this one has no use left.',
  },
  ENROLLMENT_TOKEN_EXPIRED: {
    kind: 'unauthenticated',
    hint: 'Create a new enrolment token; this one is over.',
  },
  ENROLLMENT_TOKEN_REVOKED: {
    kind: 'unauthenticated',
    hint: 'Ask who revoked it for a new enrolment token.',
  },
  ENROLLMENT_IDENTITY_INVALID: {
    kind: 'invalid',
    hint: 'A uid and a name have 1 to 253 characters without control characters.',
  },
  CLUSTER_KNOWN: {
    kind: 'conflict',
    hint: 'Create an enrolment token for this very cluster: it then keeps its history.',
  },
  CLUSTER_MISMATCH: {
    kind: 'conflict',
    hint: 'Use this token on the cluster that it was created for, or create one for a new cluster.',
  },
  CLUSTER_NOT_FOUND: { kind: 'not-found', hint: 'List the clusters of the organization for their ids.' },
  CLUSTER_NOT_ACTIVE: {
    kind: 'forbidden',
    hint: 'The cluster was archived or is being deleted; enrol it again with a token for it, or stop the agent.',
  },
  CLUSTER_NAME_INVALID: {
    kind: 'invalid',
    hint: 'Give a name of 1 to 253 characters without control characters.',
  },
  LABELS_INVALID: {
    kind: 'invalid',
    hint: 'At most 64 labels; keys have 1 to 63 and values at most 253 characters, without control characters.',
  },
  CLUSTER_DELETION_STOPPED: {
    kind: 'unavailable',
    retryable: true,
    hint: 'Nothing is to be done: the deletion goes on where it stopped.',
  },
  INSTALLATION_BROKEN: { kind: 'internal', hint: 'Restore the table installation from a backup.' },
  AGENT_UNKNOWN: { kind: 'unauthenticated', hint: 'Enrol the cluster again with a token for it.' },
  AGENT_REVOKED: {
    kind: 'forbidden',
    hint: 'Enrol the cluster again with a token for it, if that is wanted.',
  },
  AGENT_QUARANTINED: {
    kind: 'forbidden',
    hint: "Find and stop the copy of the agent's state, then enrol the cluster again with a token for it; it keeps its history.",
  },
  CERTIFICATE_NOT_CURRENT: {
    kind: 'conflict',
    retryable: true,
    hint: 'The agent reads its state again and renews by itself; if it is sent away then, follow what it says.',
  },
  JOIN_STATE_WRONG: {
    kind: 'forbidden',
    hint: 'The state of the agent is damaged; enrol the cluster again with a token for it.',
  },
  JOIN_STATE_REPLAYED: {
    kind: 'forbidden',
    hint: 'Two use the state of this agent: find and stop the copy, then enrol the cluster again with a token for it; it keeps its history.',
  },
  JOIN_STATE_SPENT: {
    kind: 'conflict',
    retryable: true,
    hint: 'The agent reads its state again and goes on by itself.',
  },
  JOIN_STATE_AHEAD: {
    kind: 'forbidden',
    hint: 'Enrol the cluster again with a token for it; it keeps its history.',
  },
});
