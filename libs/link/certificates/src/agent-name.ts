import { X509Certificate } from 'node:crypto';
import { isAgentId, isClusterId, isOrganizationId } from '@plimsoll/model';
import type { AgentId, ClusterId, OrganizationId } from '@plimsoll/model';
import { certificateErrors } from './errors.js';

/** Whom an agent's certificate names, in its one URI SAN `plimsoll://<organization>/<cluster>/<agent>`. */
export interface AgentName {
  readonly organizationId: OrganizationId;
  readonly clusterId: ClusterId;
  readonly agentId: AgentId;
}

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const ALTERNATIVE_NAME = /^URI:plimsoll:\/\/([0-9a-f-]{36})\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/;

export const agentUri = (name: AgentName): string =>
  `plimsoll://${name.organizationId}/${name.clusterId}/${name.agentId}`;

/**
 * Reads the name strictly: one SAN, of exactly this form, in a certificate for clients that is no CA. Says nothing of
 * who signed it. @throws CERTIFICATE_PEER_INVALID
 */
export function agentNameOf(certificate: X509Certificate): AgentName {
  if (certificate.ca || !certificate.keyUsage?.includes(CLIENT_AUTHENTICATION))
    throw invalid('is not one for clients');
  const [, organizationId = '', clusterId = '', agentId = ''] =
    ALTERNATIVE_NAME.exec(certificate.subjectAltName ?? '') ?? [];
  if (isOrganizationId(organizationId) && isClusterId(clusterId) && isAgentId(agentId))
    return { organizationId, clusterId, agentId };
  throw invalid('does not name an agent');
}

/** @throws CERTIFICATE_PEER_INVALID when the bytes are not one X.509 certificate. */
export function parseCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw certificateErrors.error('CERTIFICATE_PEER_INVALID', 'the certificate cannot be read', { cause });
  }
}

const invalid = (what: string) =>
  certificateErrors.error('CERTIFICATE_PEER_INVALID', `the peer's certificate ${what}`);
