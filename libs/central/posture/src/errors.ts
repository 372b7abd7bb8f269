import { defineErrors } from '@plimsoll/errors';

/** The codes of the read model. */
export const postureErrors = defineErrors({
  POSTURE_CLUSTER_NOT_FOUND: {
    kind: 'not-found',
    hint: 'List the clusters of the organization and use one of their ids.',
  },
  POSTURE_FRAMEWORK_UNKNOWN: {
    kind: 'not-found',
    hint: 'List the frameworks and use one of their ids.',
  },
  POSTURE_BEFORE_CLUSTER: {
    kind: 'invalid',
    hint: 'Ask for an instant after the cluster was enrolled.',
  },
  POSTURE_OUTSIDE_RETENTION: {
    kind: 'invalid',
    hint: 'Ask for a later instant: older history has been removed.',
  },
  POSTURE_IN_FUTURE: {
    kind: 'invalid',
    hint: 'Ask for an instant that has passed, or leave asOf out for the present.',
  },
  POSTURE_NOT_EVALUATED: {
    kind: 'unavailable',
    hint: 'The cluster had no posture at that instant: wait for its first evaluation, or ask for a later instant.',
  },
  POSTURE_CHANGES_EXPIRED: {
    kind: 'invalid',
    hint: 'Take a new cursor by asking without one, then list findings and posture again.',
  },
  POSTURE_CHANGES_UNKNOWN: {
    kind: 'invalid',
    hint: 'The database was restored or lost its last moments: take a new cursor, then list findings and posture again.',
  },
  POSTURE_RANGE_INVALID: {
    kind: 'invalid',
    hint: 'Give a range whose start lies before its end and that spans fewer points.',
  },
});
