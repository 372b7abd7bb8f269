import type { Discovery, KubeResource, ServedKinds } from '@plimsoll/probes/kube';
import type { KubeCollector } from '../kube-collector.js';

/** Definitions come by the hundred; the server is asked once for all of them. */
const SETTLE_MS = 1_000;

/** What the server serves at present, shared by all collectors of a cluster. */
export class Served {
  readonly #discovery: Discovery;
  #asking: Promise<ServedKinds> | undefined;
  #kinds: ServedKinds | undefined;
  #soon: NodeJS.Timeout | undefined;
  readonly #changed = new Set<() => void>();

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  /** As it was found last; asks where that was never. @throws the KUBE codes */
  async kinds(): Promise<ServedKinds> {
    return this.#kinds ?? this.refresh();
  }

  /** Asks the server, once for all who want to know. @throws the KUBE codes */
  refresh(): Promise<ServedKinds> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Something was added or removed; failing to ask is no harm, it is asked again on a cadence. */
  refreshSoon(onError: (error: unknown) => void): void {
    if (this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.refresh().catch(onError);
    }, SETTLE_MS).unref();
  }

  /** The version that the collector reads best; undefined when the server has none of them. */
  async resource({ group, kind, versions }: KubeCollector): Promise<KubeResource | undefined> {
    const served = (await this.kinds()).find(group, kind);
    const watchable = served.filter(({ verbs }) => verbs.includes('list') && verbs.includes('watch'));
    return versions
      .map((version) => watchable.find((resource) => resource.version === version))
      .find((resource) => resource !== undefined);
  }

  /** Calls back after each look that found something else. @returns the way to stop that */
  onChange(changed: () => void): () => void {
    this.#changed.add(changed);
    return () => void this.#changed.delete(changed);
  }

  async #ask(): Promise<ServedKinds> {
    this.#kinds = await this.#discovery.refresh();
    for (const changed of this.#changed) changed();
    return this.#kinds;
  }
}
