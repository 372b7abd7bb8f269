import { isPlimsollError } from '@plimsoll/errors';
import {
  resourceName,
  reviewAccess,
  reviewRules,
  type KubeClient,
  type KubeResource,
  type Rules,
} from '@plimsoll/probes/kube';
import type { KubeRead } from '../kube-collector.js';

/** A server that does not answer the question is asked kind by kind. */
const NOT_ANSWERED: ReadonlySet<string> = new Set(['KUBE_FORBIDDEN', 'KUBE_NOT_FOUND', 'KUBE_REFUSED']);

/**
 * What the agent may read: one answer for all collectors that ask within a while. Where the server says that its answer
 * is not all, what is missing in it is asked for one by one.
 */
export class Permissions {
  readonly #client: KubeClient;
  /** So old may an answer be, milliseconds. */
  readonly #keepMs: number;
  #kept: { readonly rules: Promise<Rules | undefined>; readonly untilMs: number } | undefined;

  constructor(client: KubeClient, keepMs: number) {
    this.#client = client;
    this.#keepMs = keepMs;
  }

  /** The next question is asked anew: the server has just said otherwise. */
  forget(): void {
    this.#kept = undefined;
  }

  /**
   * The verbs that the collector needs and does not have, in words; undefined when it has all.
   * @throws the KUBE codes
   */
  async missing(
    { group, plural, ...resource }: KubeResource,
    { verbs }: KubeRead,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const rules = await this.#rules();
    const missing: string[] = [];
    for (const verb of verbs) {
      const access = { group, resource: plural, verb };
      if (rules?.allow(access)) continue;
      if (rules?.complete || !(await reviewAccess(this.#client, access, signal))) missing.push(verb);
    }
    if (missing.length === 0) return undefined;
    return `may not ${missing.join(' nor ')} ${resourceName({ ...resource, group, plural })}`;
  }

  /** Not bound to the signal of one of those who wait for it. */
  #rules(): Promise<Rules | undefined> {
    const nowMs = performance.now();
    if (this.#kept && nowMs < this.#kept.untilMs) return this.#kept.rules;
    const rules = reviewRules(this.#client).catch((error: unknown) => {
      if (isPlimsollError(error) && NOT_ANSWERED.has(error.code)) return undefined;
      this.forget();
      throw error;
    });
    this.#kept = { rules, untilMs: nowMs + this.#keepMs };
    return rules;
  }
}
