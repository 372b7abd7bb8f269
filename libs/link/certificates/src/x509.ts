/** Loads @peculiar/x509 when something is signed and not before: an agent imports this library and never signs. */
export async function loadX509() {
  await import('reflect-metadata'); // the library throws at import without it
  return import('@peculiar/x509');
}

export const SIGNATURE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
