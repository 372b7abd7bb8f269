import { defineErrors } from '@plimsoll/errors';

export const linkServerErrors = defineErrors({
  LINK_PORT_IN_USE: {
    kind: 'conflict',
    hint: 'Choose another port, or stop the process that listens there.',
  },
  LINK_LISTEN_FAILED: {
    kind: 'unavailable',
    hint: 'Check the host and port that the link is to listen at.',
    retryable: false,
  },
  LINK_NONCE_INVALID: {
    kind: 'unauthenticated',
    hint: 'Ask for a new challenge and try once more; a nonce is good for one call and 60 seconds.',
    retryable: true,
  },
  LINK_CLOCK_SKEW: {
    kind: 'conflict',
    hint: 'Set the clock of the machine (for instance by NTP), then try again.',
  },
  LINK_REQUEST_INVALID: {
    kind: 'invalid',
    hint: 'Update the agent; if it is current, report this as a defect.',
  },
  LINK_PROOF_INVALID: {
    kind: 'unauthenticated',
    hint: "The key does not belong to the certificate; restore the agent's state or enrol again.",
  },
  LINK_CERTIFICATE_UNKNOWN: {
    kind: 'unauthenticated',
    hint: 'This centre did not issue the certificate; enrol the cluster again with a new token.',
  },
  LINK_CERTIFICATE_TOO_OLD: {
    kind: 'unauthenticated',
    hint: 'The certificate expired more than 30 days ago; enrol the cluster again with a token minted for it.',
  },
  LINK_BUSY: {
    kind: 'exhausted',
    hint: 'The centre is busy; the agent tries again by itself.',
    retryable: true,
  },
});
