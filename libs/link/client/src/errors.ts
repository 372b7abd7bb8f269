import { defineErrors } from '@plimsoll/errors';

export const linkClientErrors = defineErrors({
  LINK_ADDRESS_INVALID: {
    kind: 'invalid',
    hint: 'Give the address as host:port, for instance centre.example.org:7443 or [::1]:7443.',
  },
  LINK_PROXY_INVALID: {
    kind: 'invalid',
    hint: 'Set HTTPS_PROXY to http://[user:password@]host:port, or NO_PROXY to leave this host out.',
  },
  LINK_UNREACHABLE: {
    kind: 'unavailable',
    hint: 'Check the address, that the centre runs, and that a firewall or proxy lets the connection out.',
  },
  LINK_CA_PIN_MISMATCH: {
    kind: 'forbidden',
    hint: 'Copy the pin again from the centre that you mean to enrol at; if it is right, something between answers in its place. The token was not sent.',
  },
  LINK_SERVER_NAME: {
    kind: 'invalid',
    hint: "Use a name that is in the certificate, or add this name to the centre's server names.",
  },
  LINK_ANSWER_INVALID: {
    kind: 'internal',
    hint: 'Centre and agent do not fit together; update both to the same version.',
  },
  LINK_CALL_FAILED: { kind: 'unavailable', hint: 'The agent tries again by itself; see the detail.' },
  LINK_STATE_MISSING: { kind: 'not-found', hint: 'Enrol this machine first: plimsoll enroll.' },
  LINK_STATE_UNREADABLE: {
    kind: 'forbidden',
    hint: "Run the agent as the user who enrolled it, or correct the file's owner.",
  },
  LINK_STATE_MODE: {
    kind: 'forbidden',
    hint: 'The file holds a private key: chmod 600 it, and enrol again if others may have read it.',
  },
  LINK_STATE_CORRUPT: {
    kind: 'invalid',
    hint: 'Restore the file, or remove it and enrol again with a token minted for this cluster.',
  },
  LINK_STATE_WRITE_FAILED: {
    kind: 'unavailable',
    hint: 'Check that the folder is writable and has room; the old state is still in place.',
    retryable: true,
  },
});
