import { defineErrors } from '@plimsoll/errors';

export const certificateErrors = defineErrors({
  CERTIFICATE_REQUEST_INVALID: {
    kind: 'invalid',
    hint: 'Send a PKCS#10 request in DER for an ECDSA P-256 key, signed by that key.',
  },
  CERTIFICATE_PEER_INVALID: {
    kind: 'unauthenticated',
    hint: 'Present a certificate that this centre issued to an agent; enrol again if it is lost.',
  },
  CERTIFICATE_AUTHORITY_INVALID: {
    kind: 'invalid',
    hint: 'Give the certificate and the private key of one P-256 certificate authority, both as PEM.',
  },
  CERTIFICATE_PIN_INVALID: {
    kind: 'invalid',
    hint: 'Copy the whole pin from the centre: sha256: and 64 hexadecimal digits.',
  },
});
