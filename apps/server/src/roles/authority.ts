import { X509Certificate } from 'node:crypto';
import { caPin, loadCertificateAuthority, type CertificateAuthority } from '@plimsoll/link-certificates';
import type { ServerConfiguration } from '../configuration.js';
import { serverErrors } from '../errors.js';

/** @throws CERTIFICATE_AUTHORITY_INVALID, SERVER_CONFIGURATION_INCOMPLETE */
export async function authorityOf({
  caCertificate,
  caKey,
}: ServerConfiguration): Promise<CertificateAuthority> {
  if (caCertificate === undefined || caKey === undefined)
    throw serverErrors.error(
      'SERVER_CONFIGURATION_INCOMPLETE',
      'This role needs SERVER_CA_CERTIFICATE and SERVER_CA_KEY.',
    );
  return loadCertificateAuthority(caCertificate, caKey);
}

/** What an api process tells administrators; undefined where it was not given the authority's certificate. */
export function pinOf({ caCertificate }: ServerConfiguration): string | undefined {
  if (caCertificate === undefined) return undefined;
  try {
    return caPin(new X509Certificate(caCertificate));
  } catch (error) {
    throw serverErrors.error('SERVER_CONFIGURATION_INCOMPLETE', 'SERVER_CA_CERTIFICATE is no certificate.', {
      cause: error,
    });
  }
}
