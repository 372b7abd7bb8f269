import type {
  Command,
  CompareSubjects,
  ConnectResponse,
  Credits,
  Goodbye,
  Rejection,
  SendSubjects,
} from '@plimsoll/link-contract';

/** A frame of the centre, by its kind. */
export type Answer = ConnectResponse['frame'];

interface Unit {
  readonly source: string;
  readonly partition: string;
}

export function response(frame: Answer): ConnectResponse {
  return { $typeName: 'plimsoll.link.v1.ConnectResponse', frame };
}

export function ack(sequence: bigint, rejected: readonly Rejection[], credits: Credits): Answer {
  return {
    case: 'ack',
    value: { $typeName: 'plimsoll.link.v1.Ack', sequence, rejected: [...rejected], credits },
  };
}

export function compareBuckets({ source, partition }: Unit): Answer {
  return {
    case: 'compareBuckets',
    value: { $typeName: 'plimsoll.link.v1.CompareBuckets', source, partition },
  };
}

export function compareSubjects({ source, partition }: Unit, buckets: readonly number[]): Answer {
  const value: CompareSubjects = {
    $typeName: 'plimsoll.link.v1.CompareSubjects',
    source,
    partition,
    buckets: [...buckets],
  };
  return { case: 'compareSubjects', value };
}

/** No keys: everything of the unit. */
export function sendSubjects({ source, partition }: Unit, subjectKeys: readonly string[]): Answer {
  const value: SendSubjects = {
    $typeName: 'plimsoll.link.v1.SendSubjects',
    source,
    partition,
    subjectKeys: [...subjectKeys],
  };
  return { case: 'sendSubjects', value };
}

export function refresh(id: string): Answer {
  const value: Command = {
    $typeName: 'plimsoll.link.v1.Command',
    id,
    command: { case: 'refresh', value: { $typeName: 'plimsoll.link.v1.Command.Refresh' } },
  };
  return { case: 'command', value };
}

export function goodbye(reason: Goodbye['reason'], detail: string, retryAfterMs: number): Goodbye {
  return { $typeName: 'plimsoll.link.v1.Goodbye', reason, detail, retryAfterMs };
}
