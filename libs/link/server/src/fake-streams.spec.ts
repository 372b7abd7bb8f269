import { create } from '@bufbuild/protobuf';
import { FactChangeSchema } from '@plimsoll/link-contract';
import { describe, it } from 'vitest';
import { FakeStreams, STREAM_HANDLER_CONTRACT, randomAgent } from './testing/index.js';

describe('the fake of a stream handler', () => {
  for (const { name, run } of STREAM_HANDLER_CONTRACT)
    it(name, () =>
      run({
        handler: new FakeStreams(),
        peer: { ...randomAgent(), certificateFingerprint: '00' },
        changes: (count) =>
          Array.from({ length: count }, (_, index) => create(FactChangeSchema, { subjectKey: `s-${index}` })),
      }),
    );
});
