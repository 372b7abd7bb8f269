import { create } from '@bufbuild/protobuf';
import { FactChangeSchema } from '@plimsoll/link-contract';
import { describe, expect, it } from 'vitest';
import { FakeStreams, STREAM_HANDLER_CONTRACT, randomAgent } from './testing/index.js';

describe('the fake of a stream handler', () => {
  it.each(STREAM_HANDLER_CONTRACT)('$name', async ({ run }) => {
    const harness = {
      handler: new FakeStreams(),
      peer: { ...randomAgent(), certificateFingerprint: '00' },
      changes: (count: number) =>
        Array.from({ length: count }, (_, index) => create(FactChangeSchema, { subjectKey: `s-${index}` })),
    };
    await expect(run(harness)).resolves.toBeUndefined();
  });
});
