import { create } from '@bufbuild/protobuf';
import { isPlimsollError } from '@plimsoll/errors';
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  ChallengeResponseSchema,
  CredentialsSchema,
  EnrollResponseSchema,
  RenewResponseSchema,
} from '@plimsoll/link-contract';
import type {
  ChallengeResponse,
  Credentials,
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '@plimsoll/link-contract';
import type { CertificateAuthority, SigningRequest } from '@plimsoll/link-certificates';
import { describeError } from '@plimsoll/runtime';
import type { Clock, Logger } from '@plimsoll/runtime';
import type { Caller, EnrollmentHandler, Grant, IssueCertificate } from './enrollment-handler.js';
import { checkEnrollment, checkRenewal } from './enrollment-request.js';
import { linkServerErrors } from './errors.js';
import type { NonceKeeper } from './nonce-keeper.js';
import { grpcStatus } from './status.js';

export interface EnrollmentContext {
  readonly ca: CertificateAuthority;
  readonly nonces: NonceKeeper;
  readonly handler: EnrollmentHandler;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What EnrollResponse.stream_address says. */
  readonly streamAddress: () => string;
  /** Calls being worked on beyond which more are refused with LINK_BUSY. */
  readonly maxConcurrent: number;
  readonly onOutcome: (method: string, outcome: string) => void;
}

type Answer<Request, Response> = (request: Request, caller: Caller) => Promise<Response>;

/** The enrolment service as grpc-js wants it. */
export function enrollmentService(context: EnrollmentContext): UntypedServiceImplementation {
  let working = 0;
  const unary =
    <Request, Response>(method: string, answer: Answer<Request, Response>) =>
    (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
      working += 1;
      const busy = working > context.maxConcurrent;
      const answered = busy
        ? Promise.reject(linkServerErrors.error('LINK_BUSY', 'too many enrolments at once'))
        : answer(call.request, { address: call.getPeer() });
      void answered
        .then((response) => {
          context.onOutcome(method, 'ok');
          reply(null, response);
        })
        .catch((error: unknown) => reply(refusal(context, method, error)))
        .finally(() => (working -= 1));
    };
  return {
    challenge: unary('challenge', () => Promise.resolve(challenge(context))),
    enroll: unary('enroll', (request: EnrollRequest, caller) => enroll(context, request, caller)),
    renew: unary('renew', (request: RenewRequest, caller) => renew(context, request, caller)),
  };
}

const challenge = ({ nonces, clock }: EnrollmentContext): ChallengeResponse =>
  create(ChallengeResponseSchema, { nonce: nonces.issue(), serverTimeMs: BigInt(clock.now()) });

async function enroll(
  context: EnrollmentContext,
  request: EnrollRequest,
  caller: Caller,
): Promise<EnrollResponse> {
  context.nonces.spend(request.nonce);
  const { verified, csr } = await checkEnrollment(request, context.clock.now());
  const grant = await context.handler.enroll(verified, caller, issuer(context, csr));
  const { organizationId, clusterId, agentId } = grant.agent;
  return create(EnrollResponseSchema, {
    credentials: credentials(context, grant),
    organizationId,
    clusterId,
    agentId,
    streamAddress: context.streamAddress(),
  });
}

async function renew(
  context: EnrollmentContext,
  request: RenewRequest,
  caller: Caller,
): Promise<RenewResponse> {
  context.nonces.spend(request.nonce);
  const { verified, csr } = await checkRenewal(request, context.ca, context.clock.now());
  const grant = await context.handler.renew(verified, caller, issuer(context, csr));
  return create(RenewResponseSchema, { credentials: credentials(context, grant) });
}

const issuer =
  ({ ca, clock }: EnrollmentContext, csr: SigningRequest): IssueCertificate =>
  (agent) =>
    ca.issueAgentCertificate(csr.publicKey, agent, clock.now());

const credentials = ({ ca }: EnrollmentContext, { certificate, joinState }: Grant): Credentials =>
  create(CredentialsSchema, {
    certificate: certificate.der,
    ca: [ca.certificateDer],
    joinState: { counter: joinState.counter, secret: joinState.secret },
    notAfterMs: BigInt(certificate.notAfterMs),
  });

function refusal({ logger, onOutcome }: EnrollmentContext, method: string, error: unknown) {
  const known = isPlimsollError(error);
  onOutcome(method, known ? error.code : 'INTERNAL');
  logger[known ? 'info' : 'error']({ method, ...describeError(error) }, 'an enrolment call was refused');
  return grpcStatus(error);
}
