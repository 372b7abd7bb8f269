/** What a cluster is given so that its agent runs in it. */
export interface ClusterPlan {
  readonly namespace: string;
  readonly image: string;
  /** How the cluster is called at the centre. */
  readonly name: string;
  /** HOST:PORT at which the agent enrols. */
  readonly centre: string;
  readonly caPin: string;
  /** Absent: the agent is enrolled, or holds a token that is good still. */
  readonly token?: { readonly text: string; readonly id: string };
}

export const AGENT_NAME = 'plimsoll-cluster-agent';
export const STATE_SECRET = `${AGENT_NAME}-state`;
export const ENROLLMENT_SECRET = `${AGENT_NAME}-enrollment`;
/** The enrolment token that the Secret holds, as the centre knows it: no secret. */
export const TOKEN_ID = 'plimsoll.dev/enrollment-token';
/** Where the token is good, for the next `plimsoll enroll`. */
export const CENTRE = 'plimsoll.dev/centre';
export const CA_PIN = 'plimsoll.dev/ca-pin';
