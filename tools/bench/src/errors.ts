import { defineErrors } from '@plimsoll/errors';

export const benchErrors = defineErrors({
  BENCH_UNKNOWN_SCENARIO: {
    kind: 'invalid',
    hint: 'Name one of the scenarios below, or --all, or --list.',
  },
  BENCH_PROGRAM_FAILED: {
    kind: 'internal',
    hint: 'Build first with `npm run build`; then run the command by hand to see what it says.',
  },
  BENCH_STREAM_ENDED: {
    kind: 'internal',
    hint: 'A stream that a scenario needs was refused or ended; the message says why.',
  },
});
