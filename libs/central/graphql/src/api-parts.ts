import type { IdentityContext } from '@plimsoll/identity';
import type { PostureCatalog } from '@plimsoll/posture';
import type { Queue } from '@plimsoll/queue';
import type { Clock, Logger, Metrics } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import { Cursors } from './ids/cursor.js';
import { DEFAULT_LIMITS, type Limits } from './limits/limits.js';
import { SOCKET_LIMITS, type SocketLimits } from './subscriptions/socket-limits.js';

/** Where new clusters enrol, as the API tells it to administrators. */
export interface EnrollmentAddress {
  /** `host:port` of the enrolment listener, as agents reach it. */
  readonly address: string;
  /** `sha256:<hex>` of the CA's key. */
  readonly caPin: string;
}

export interface GraphqlOptions {
  readonly store: Store;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly catalog: PostureCatalog;
  /** Readable version of the catalogue. */
  readonly catalogVersion: string;
  /** At least 32 bytes, the same for every api process: authenticates cursors. */
  readonly cursorKey: Buffer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: Limits | undefined;
  /** Of subscriptions; what is absent is as {@link SOCKET_LIMITS} has it. */
  readonly sockets?: Partial<SocketLimits> | undefined;
  /** Absent where this process does not know the gateways' authority. */
  readonly enrollment?: EnrollmentAddress | undefined;
}

/** What resolvers work with: made once, without state of any request. */
export class ApiParts {
  readonly store: Store;
  readonly catalog: PostureCatalog;
  readonly catalogVersion: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly sockets: SocketLimits;
  readonly cursors: Cursors;
  readonly enrollment: EnrollmentAddress | undefined;
  readonly identity: IdentityContext;

  constructor(options: GraphqlOptions) {
    const { store, queue, clock } = options;
    this.store = store;
    this.catalog = options.catalog;
    this.catalogVersion = options.catalogVersion;
    this.clock = clock;
    this.logger = options.logger;
    this.metrics = options.metrics;
    this.limits = options.limits ?? DEFAULT_LIMITS;
    this.sockets = { ...SOCKET_LIMITS, ...options.sockets };
    this.cursors = new Cursors(options.cursorKey);
    this.enrollment = options.enrollment;
    this.identity = { store, queue, clock };
  }
}
