import { defineErrors } from '@plimsoll/errors';

export const cliErrors = defineErrors({
  USAGE: {
    kind: 'invalid',
    hint: 'Run `plimsoll help` for the commands, `plimsoll help COMMAND` for one of them.',
  },
  COMMAND_UNKNOWN: { kind: 'invalid', hint: 'Run `plimsoll help` for the commands.' },
  NOTHING_READ: {
    kind: 'invalid',
    hint: 'Give files or folders with Kubernetes manifests, - for the standard input, --host DIR, or --facts FILE.',
  },
  CAPTURE_INVALID: { kind: 'invalid', hint: 'Make it again with `plimsoll capture`, and copy it whole.' },
  CAPTURE_TOO_NEW: { kind: 'unsupported', hint: 'Judge it with the version that wrote it, or a later one.' },
  CAPTURE_UNWRITABLE: { kind: 'invalid', hint: 'Give -o a path in a folder that exists and may be written.' },
  FACTS_UNRECOGNISED: {
    kind: 'invalid',
    hint: 'Give a kernel configuration, a command line, the output of sysctl -a, or a file that `plimsoll capture` made.',
  },
  FACTS_BROKEN: { kind: 'invalid', hint: 'Copy the file again, whole.' },
  FACTS_TOO_LARGE: {
    kind: 'exhausted',
    hint: 'Look whether it is the file that was meant; none is as large.',
  },
  SCAN_WORKER_FAILED: { kind: 'internal', hint: 'Report it with the version and, if you can, the files.' },
  DATABASE_HALF_CONFIGURED: {
    kind: 'invalid',
    hint: 'Set both DATABASE_URL and DATABASE_OWNER_URL, or neither for the embedded Postgres.',
  },
  ALREADY_ENROLLED: {
    kind: 'conflict',
    hint: 'Run `plimsoll agent`, or give another --state to enrol once more.',
  },
  CONTEXT_UNIDENTIFIED: {
    kind: 'not-found',
    hint: 'A cluster is known by its Namespace kube-system; look whether the context leads to a whole API server.',
  },
  CONTEXT_MISMATCH: {
    kind: 'conflict',
    hint: 'Give the context of the cluster that was enrolled, or enrol this one with a --state of its own.',
  },
  CLUSTER_DELETED: {
    kind: 'not-found',
    hint: 'To have it back as a new cluster remove that file and start again; else leave --context out.',
  },
  NOT_RUNNING: {
    kind: 'unavailable',
    hint: 'Start `plimsoll up` (or `npm start`) in another terminal first.',
  },
  NOT_BUILT: { kind: 'unsupported', hint: 'Run `npm run build` in the checkout.' },
  CHILD_FAILED: { kind: 'internal', hint: 'Read the log that is named; mend what it says and start again.' },
  POSTURE_LATE: {
    kind: 'unavailable',
    hint: 'Start again to wait longer; the logs folder says what the agents do.',
  },
  INSTALL_FORBIDDEN: {
    kind: 'forbidden',
    hint: 'Let somebody with these rights run it, or hand them what --dry-run prints, for `kubectl apply`.',
  },
  INSTALL_CONFLICT: {
    kind: 'conflict',
    hint: 'Take the fields over with --force-conflicts, or choose another --namespace.',
  },
  AGENT_OF_ANOTHER_CENTRE: {
    kind: 'conflict',
    hint: 'Delete the Secret that is named, once that agent is not wanted any more, and enrol again.',
  },
  API_TOKEN_MISSING: {
    kind: 'unauthenticated',
    hint: 'Set PLIMSOLL_API_TOKEN, or give --api-token-file; createApiToken in GraphQL makes one.',
  },
  CENTRE_WITHOUT_ENROLLMENT: {
    kind: 'unsupported',
    hint: "Configure the authority (SERVER_CA_CERTIFICATE_FILE) and SERVER_ENROLLMENT_ADDRESS of the centre's API.",
  },
  API_FAILED: { kind: 'unavailable', hint: 'Look at the log of the server.' },
});
