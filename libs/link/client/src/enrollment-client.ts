import { Metadata, status } from '@grpc/grpc-js';
import type { MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { PlimsollError } from '@plimsoll/errors';
import type { ErrorKind } from '@plimsoll/errors';
import { ENROLLMENT_METHODS, LINK_LIMITS } from '@plimsoll/link-contract';
import type {
  ChallengeRequest,
  ChallengeResponse,
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '@plimsoll/link-contract';
import type { Address } from './address.js';
import { openChannel } from './channel.js';
import { linkClientErrors } from './errors.js';
import type { Environment } from './proxy.js';

const DEADLINE_MS = 30_000;

/** The enrolment service of a centre whose CA is known. Errors are the centre's own codes. Close it after use. */
export interface EnrollmentClient {
  readonly challenge: (request: ChallengeRequest) => Promise<ChallengeResponse>;
  readonly enroll: (request: EnrollRequest) => Promise<EnrollResponse>;
  readonly renew: (request: RenewRequest) => Promise<RenewResponse>;
  readonly close: () => void;
}

export function enrollmentClient(
  address: Address,
  caPem: string,
  environment: Environment,
): EnrollmentClient {
  const client = openChannel(address, { caPem }, environment, {
    'grpc.max_receive_message_length': LINK_LIMITS.enrollmentBytes,
  });
  const unary =
    <Request, Response>(method: MethodDefinition<Request, Response>) =>
    (request: Request): Promise<Response> =>
      new Promise((resolve, reject) => {
        const deadline = Date.now() + DEADLINE_MS;
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          new Metadata(),
          { deadline },
          (error, response) => {
            if (error) reject(centreError(error));
            else if (response === undefined)
              reject(linkClientErrors.error('LINK_ANSWER_INVALID', 'the centre answered nothing'));
            else resolve(response);
          },
        );
      });
  return {
    challenge: unary(ENROLLMENT_METHODS.challenge),
    enroll: unary(ENROLLMENT_METHODS.enroll),
    renew: unary(ENROLLMENT_METHODS.renew),
    close: () => client.close(),
  };
}

const KINDS: Readonly<Partial<Record<status, ErrorKind>>> = {
  [status.INVALID_ARGUMENT]: 'invalid',
  [status.UNAUTHENTICATED]: 'unauthenticated',
  [status.PERMISSION_DENIED]: 'forbidden',
  [status.NOT_FOUND]: 'not-found',
  [status.FAILED_PRECONDITION]: 'conflict',
  [status.RESOURCE_EXHAUSTED]: 'exhausted',
  [status.UNAVAILABLE]: 'unavailable',
  [status.UNIMPLEMENTED]: 'unsupported',
  [status.INTERNAL]: 'internal',
};

/** The error that the centre named in its trailers, as it was thrown there; else LINK_CALL_FAILED. */
export function centreError(error: ServiceError): PlimsollError {
  const trailer = (name: string) => error.metadata.get(name).map(String)[0];
  const code = trailer('plimsoll-code');
  const details = { status: status[error.code] ?? error.code };
  if (code === undefined)
    return linkClientErrors.error('LINK_CALL_FAILED', error.details, { cause: error, details });
  const hint = decodeHint(trailer('plimsoll-hint') ?? '');
  const row = {
    kind: KINDS[error.code] ?? 'internal',
    hint,
    retryable: trailer('plimsoll-retryable') === 'true',
  };
  return new PlimsollError(code, row, error.details, { cause: error, details });
}

function decodeHint(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // a hint is for reading; a broken one is shown as it came
  }
}
