import { defineErrors } from '@plimsoll/errors';

export const testbedErrors = defineErrors({
  TESTBED_ABSENT: {
    kind: 'unsupported',
    hint: 'Run `npm run testbed -- --build` once (it needs Go), or name a folder with the binaries in KUBEBUILDER_ASSETS.',
  },
  TESTBED_NO_GO: {
    kind: 'unsupported',
    hint: 'Install Go (https://go.dev/dl) and put it on the PATH, or name a folder with the binaries in KUBEBUILDER_ASSETS.',
  },
  TESTBED_BUILD_FAILED: {
    kind: 'internal',
    hint: 'See what the compiler said; what was built before it is kept, so the next try goes on from there.',
  },
  TESTBED_START_FAILED: {
    kind: 'unavailable',
    hint: 'See what the server said; its whole log is beside it until the testbed stops.',
  },
  TESTBED_IN_USE: {
    kind: 'conflict',
    hint: 'Use the one that runs, or end it with Ctrl-C where it was started.',
  },
});
