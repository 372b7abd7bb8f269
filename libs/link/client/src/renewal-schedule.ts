const EARLIEST = 0.5;
const LATEST = 0.66;

/**
 * When to renew: a moment between 50 and 66 % of the certificate's life, so that a fleet enrolled at once does not renew
 * at once (DESIGN section 6, "Renewal"). Milliseconds since the epoch.
 * @param random uniform in [0, 1); draw once per certificate
 */
export function renewalTime(
  life: { readonly notBeforeMs: number; readonly notAfterMs: number },
  random: number,
): number {
  const share = EARLIEST + (LATEST - EARLIEST) * random;
  return Math.round(life.notBeforeMs + (life.notAfterMs - life.notBeforeMs) * share);
}
