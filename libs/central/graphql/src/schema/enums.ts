import { PERMISSIONS } from '@plimsoll/identity';
import { registerEnumType } from '@nestjs/graphql';

type Meanings<E extends object> = { readonly [K in keyof E]: { readonly description: string } };

/** An enumeration of the schema: names in upper case, values as the libraries write them. */
function enumeration<const E extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  values: E,
  meanings?: Meanings<E>,
): E {
  registerEnumType(values, { name, description, ...(meanings && { valuesMap: { ...meanings } }) });
  return values;
}
const says = (description: string): { readonly description: string } => ({ description });

export const SeverityEnum = enumeration('Severity', 'How bad a failure of a control is; fixed per control.', {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
});

export const VerdictEnum = enumeration(
  'Verdict',
  'Of one control on one subject.',
  { PASS: 'pass', FAIL: 'fail', UNKNOWN: 'unknown', NOT_APPLICABLE: 'not-applicable' },
  {
    PASS: says('What was observed is as wanted.'),
    FAIL: says('What was observed is not as wanted.'),
    UNKNOWN: says('It could not be told; never counted as a pass.'),
    NOT_APPLICABLE: says('The control does not apply to this subject.'),
  },
);

export const RequirementVerdictEnum = enumeration(
  'RequirementVerdict',
  'Of a requirement: the worst of its controls.',
  { PASS: 'pass', FAIL: 'fail', UNKNOWN: 'unknown', MANUAL: 'manual', NOT_APPLICABLE: 'not-applicable' },
  {
    PASS: says('Every control that applies passes.'),
    FAIL: says('A control fails.'),
    UNKNOWN: says('No control fails, and one could not be told.'),
    MANUAL: says('Needs a statement of a person.'),
    NOT_APPLICABLE: says('Nothing of it applies here.'),
  },
);

export const ReadingStateEnum = enumeration(
  'ReadingState',
  'Whether something of a node was read.',
  { READ: 'read', ABSENT: 'absent', UNREADABLE: 'unreadable', NOT_COLLECTED: 'not-collected' },
  {
    READ: says('It was read.'),
    ABSENT: says('It was looked for, and is not there.'),
    UNREADABLE: says('It is there, or perhaps there, and could not be read.'),
    NOT_COLLECTED: says('Nobody looked for it.'),
  },
);

export const FreshnessEnum = enumeration(
  'FreshnessState',
  'How old what is known of a source is.',
  { FRESH: 'fresh', STALE: 'stale', NOT_COLLECTED: 'not-collected' },
  {
    FRESH: says('Confirmed in time.'),
    STALE: says('Not confirmed in time: verdicts that rest on it count as unknown.'),
    NOT_COLLECTED: says('It was never collected.'),
  },
);

export const CollectionEnum = enumeration(
  'CollectionState',
  'How the last pass over a source ended.',
  { SYNCING: 'syncing', COMPLETE: 'complete', NOT_COLLECTED: 'not-collected' },
  {
    SYNCING: says('The first pass has not ended.'),
    COMPLETE: says('A pass was completed.'),
    NOT_COLLECTED: says('The agent could not collect it; see the reason.'),
  },
);

export const ReadingPhaseEnum = enumeration(
  'ReadingPhase',
  'What becomes of a source at present.',
  {
    WAITING: 'waiting',
    READING: 'reading',
    COMPARING: 'comparing',
    COMPLETE: 'complete',
    NOT_COLLECTED: 'not-collected',
  },
  {
    WAITING: says('Nothing was read yet.'),
    READING: says('A list of it is on its way.'),
    COMPARING: says('The agent has read all of it; the centre makes what it has equal.'),
    COMPLETE: says('All of it is known.'),
    NOT_COLLECTED: says('The agent could not collect it; see the reason.'),
  },
);

export const ClusterKindEnum = enumeration(
  'ClusterKind',
  'What was enrolled.',
  { KUBERNETES: 'kubernetes', HOST: 'host' },
  { KUBERNETES: says('A Kubernetes cluster.'), HOST: says('A standalone host: a cluster of one node.') },
);

export const ClusterStateEnum = enumeration(
  'ClusterState',
  'The lifecycle of a cluster.',
  { ACTIVE: 'active', ARCHIVED: 'archived', DELETING: 'deleting' },
  {
    ACTIVE: says('Collected and judged.'),
    ARCHIVED: says('Kept with its history, no longer judged.'),
    DELETING: says('Being removed with its data.'),
  },
);

export const IdentityStateEnum = enumeration(
  'IdentityState',
  'Whether the agent of a cluster may stream and renew.',
  {
    ACTIVE: 'active',
    EXPIRED: 'expired',
    LAPSED: 'lapsed',
    QUARANTINED: 'quarantined',
    REVOKED: 'revoked',
  },
  {
    ACTIVE: says('It may.'),
    EXPIRED: says('Its certificate has ended; it renews by itself when it is back.'),
    LAPSED: says('It was away for more than 30 days after that: enrol the cluster again.'),
    QUARANTINED: says('Copies of its state are in use, and none of them is let in: enrol the cluster again.'),
    REVOKED: says('An administrator has shut it out: enrol the cluster again if it is to come back.'),
  },
);

export const IdentityEventEnum = enumeration(
  'IdentityEventKind',
  'What may happen to the identity of a cluster.',
  {
    ENROLLED: 'enrolled',
    ENROLLED_AGAIN: 'enrolled-again',
    QUARANTINED: 'quarantined',
    JOIN_STATE_ADOPTED: 'join-state-adopted',
    REVOKED: 'revoked',
  },
  {
    ENROLLED: says('It enrolled for the first time.'),
    ENROLLED_AGAIN: says('It enrolled again and kept its history.'),
    QUARANTINED: says('Copies of the state of its agent were found in use: an alarm.'),
    JOIN_STATE_ADOPTED: says('The agent was ahead of a restored database, which went on from its state.'),
    REVOKED: says('The agent was shut out.'),
  },
);

export const ResolutionEnum = enumeration(
  'Resolution',
  'How exactly the past is known.',
  { EXACT: 'exact', HOUR: 'hour', DAY: 'day' },
  {
    EXACT: says('Every change, for seven days.'),
    HOUR: says('What held at each full hour, for 90 days.'),
    DAY: says('What held at each midnight (UTC), for 400 days.'),
  },
);

export const NoScoreEnum = enumeration(
  'NoScoreReason',
  'Why there is no score.',
  { INSUFFICIENT_DATA: 'insufficient data', NOTHING_TO_JUDGE: 'nothing to judge' },
  {
    INSUFFICIENT_DATA: says('Coverage is under one half.'),
    NOTHING_TO_JUDGE: says('No control has a judged subject.'),
  },
);

export const CauseEnum = enumeration('Cause', 'What changed an interval of history.', {
  FACTS: 'facts',
  CATALOGUE: 'catalogue',
  PARAMETERS: 'parameters',
  EXCEPTION: 'exception',
  TIME: 'time',
});

export const MappingEnum = enumeration(
  'Mapping',
  'How a control counts for a requirement.',
  { DIRECT: 'direct', PARTIAL: 'partial' },
  {
    DIRECT: says('Its pass is a pass of the requirement.'),
    PARTIAL: says('It can fail the requirement, never pass it.'),
  },
);

export const AssessmentEnum = enumeration(
  'Assessment',
  'How a requirement is assessed.',
  { AUTOMATED: 'automated', MANUAL: 'manual' },
  { AUTOMATED: says('By controls.'), MANUAL: says('By a person.') },
);

export const RoleEnum = enumeration(
  'Role',
  'A named set of permissions.',
  { ADMIN: 'admin', VIEWER: 'viewer', AGENT_MANAGER: 'agent-manager' },
  {
    ADMIN: says('Everything.'),
    VIEWER: says('Reading.'),
    AGENT_MANAGER: says('Reading, enrolment, labels and refreshes of clusters.'),
  },
);

const permissions: Readonly<Record<string, string>> = Object.fromEntries(
  PERMISSIONS.map((permission) => [permission.toUpperCase().replaceAll('-', '_'), permission]),
);
export const PermissionEnum = enumeration('Permission', 'What a role may do.', permissions);

export const CommandKindEnum = enumeration(
  'CommandKind',
  'What a cluster was asked to do.',
  { REFRESH: 'refresh' },
  { REFRESH: says('Collect everything now.') },
);
