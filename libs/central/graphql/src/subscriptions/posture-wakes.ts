import type { OrganizationId } from '@plimsoll/model';
import { lastCommit, POSTURE_CHANNEL } from '@plimsoll/posture';
import { describeError, type GaugeMetric, type Logger } from '@plimsoll/runtime';
import type { Store } from '@plimsoll/store';
import type { ApiParts } from '../api-parts.js';
import { pause, Wake } from './wake.js';

interface Woken {
  readonly wakes: Set<Wake>;
  /** The last commit of the feed that a poll has seen. */
  commit: number;
}

/**
 * Wakes the subscriptions of an organization: at a NOTIFY, and when a poll finds that its feed went on. One LISTEN a
 * process, one look-up an organization and poll; nothing at all while nobody subscribes.
 */
export class PostureWakes {
  private readonly organizations = new Map<OrganizationId, Woken>();
  private stopListening: (() => Promise<void>) | undefined;
  private readonly stop = new AbortController();
  private polling: Promise<void> | undefined;

  private readonly store: Store;
  private readonly pollMs: number;
  private readonly logger: Logger;
  private readonly gauge: GaugeMetric;

  constructor({ store, sockets, logger, metrics }: ApiParts) {
    this.store = store;
    this.pollMs = sockets.pollMs;
    this.logger = logger;
    this.gauge = metrics.gauge('plimsoll_graphql_subscriptions', 'Subscriptions that are open');
  }

  add(organizationId: OrganizationId): Wake {
    const wake = new Wake();
    const woken = this.organizations.get(organizationId) ?? { wakes: new Set(), commit: 0 };
    this.organizations.set(organizationId, woken);
    woken.wakes.add(wake);
    this.count();
    this.begin();
    return wake;
  }

  remove(organizationId: OrganizationId, wake: Wake): void {
    const woken = this.organizations.get(organizationId);
    woken?.wakes.delete(wake);
    if (woken?.wakes.size === 0) this.organizations.delete(organizationId);
    this.count();
  }

  private count(): void {
    this.gauge.set([...this.organizations.values()].reduce((sum, { wakes }) => sum + wakes.size, 0));
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.polling;
    await this.stopListening?.();
  }

  private begin(): void {
    this.polling ??= this.poll().finally(() => {
      this.polling = undefined;
      if (this.organizations.size > 0 && !this.stop.signal.aborted) this.begin();
    });
  }

  /** As long as somebody subscribes: listens where that was not possible before, and looks at each organization. */
  private async poll(): Promise<void> {
    const { signal } = this.stop;
    do {
      try {
        this.stopListening ??= await this.store.listen(POSTURE_CHANNEL, this.received);
        for (const [organizationId, woken] of this.organizations) await this.look(organizationId, woken);
      } catch (error) {
        this.logger.warn(describeError(error), 'subscriptions cannot be woken; the next poll tries again');
      }
      await pause(this.pollMs, signal);
    } while (!signal.aborted && this.organizations.size > 0);
  }

  private async look(organizationId: OrganizationId, woken: Woken): Promise<void> {
    const commit = await this.store.transaction(organizationId, lastCommit);
    if (commit === woken.commit) return;
    woken.commit = commit;
    for (const wake of woken.wakes) wake.wake();
  }

  private readonly received = (payload: string): void => {
    for (const [organizationId, { wakes }] of this.organizations)
      if (payload.includes(organizationId)) for (const wake of wakes) wake.wake();
  };
}
