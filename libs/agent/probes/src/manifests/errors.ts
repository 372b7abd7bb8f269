import { defineErrors } from '@plimsoll/errors';

export const manifestErrors = defineErrors({
  MANIFEST_NOT_FOUND: { kind: 'not-found', hint: 'Give a file, a folder, or - for the standard input.' },
  MANIFEST_UNREADABLE: { kind: 'invalid', hint: 'Make the file readable for this user, or leave it out.' },
  MANIFEST_NOT_REGULAR: {
    kind: 'invalid',
    hint: 'Only regular files are read, so that nothing can block; a pipe is read as the standard input, with -.',
  },
  MANIFEST_FILE_TOO_LARGE: { kind: 'exhausted', hint: 'Split the file; each may have 64 MiB.' },
  MANIFEST_OBJECT_TOO_LARGE: {
    kind: 'exhausted',
    hint: 'No API server takes so large an object; an object may have 2 MiB.',
  },
  MANIFEST_NO_KIND: {
    kind: 'invalid',
    hint: 'A Kubernetes object has an apiVersion and a kind, both texts.',
  },
  MANIFEST_LIST_TOO_DEEP: {
    kind: 'exhausted',
    hint: 'Put the objects into one list, not into lists of lists.',
  },
});
