import { defineErrors } from '@plimsoll/errors';

/** The codes of the model: what is wrong with a body or with stored buckets. */
export const modelErrors = defineErrors({
  MODEL_BODY_NOT_JSON: { kind: 'invalid', hint: 'Send the body as canonical JSON (RFC 8785) in UTF-8.' },
  MODEL_BODY_SHAPE: {
    kind: 'invalid',
    hint: 'Send one of the four shapes: object, settings, files, components.',
  },
  MODEL_BODY_TOO_DEEP: {
    kind: 'invalid',
    hint: 'Leave the subject out: no Kubernetes object is nested this deeply.',
  },
  MODEL_VALUE_NOT_JSON: {
    kind: 'invalid',
    hint: 'Remove the value: JSON has no spelling for it that every reader agrees on.',
  },
  MODEL_BUCKETS_CORRUPT: {
    kind: 'internal',
    hint: 'Drop the stored buckets and compute them again from the facts.',
  },
});
