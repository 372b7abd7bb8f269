/** A certificate that an authority has just signed. */
export interface IssuedCertificate {
  /** X.509 DER. */
  readonly der: Uint8Array;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}
