import { defineErrors } from '@plimsoll/errors';

export const collectorsErrors = defineErrors({
  HOST_ROOT_EMPTY: {
    kind: 'invalid',
    hint: "Give the folder at which the host's / is mounted or was captured: it holds proc, sys or etc.",
  },
  HOST_NAME_UNKNOWN: {
    kind: 'invalid',
    hint: 'Give the name of the node; the host itself does not tell it.',
  },
  SOURCE_UNKNOWN: {
    kind: 'internal',
    hint: 'Add the source of the kind to the registry of sources.',
  },
  OBJECT_TOO_DEEP: {
    kind: 'exhausted',
    hint: 'Nest the object less deeply; no API server takes it.',
  },
});
