import { hash } from 'node:crypto';
import type { ClusterId, ControlId, OrganizationId, SubjectKey } from '@plimsoll/model';

/** Permanent: 16 bytes of SHA-256 over organization, cluster, control and subject, as hex. */
export const findingId = (
  organizationId: OrganizationId,
  clusterId: ClusterId,
  control: ControlId,
  subject: SubjectKey,
): string => hash('sha256', `${organizationId}\0${clusterId}\0${control}\0${subject}`, 'hex').slice(0, 32);
