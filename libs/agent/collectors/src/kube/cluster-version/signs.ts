import type { JsonObject, JsonValue, SourceId } from '@plimsoll/model';
import { isObject } from '../../redaction/marker.js';
import { cniOf } from './cni.js';
import { nodeSigns, type NodeSigns } from './node-signs.js';

const NODES: SourceId = 'kube/core/Node';
const DAEMON_SETS: SourceId = 'kube/apps/DaemonSet';

/**
 * What the watched objects tell of the cluster as a whole, kept up to date while they pass by: a few words a node and
 * a name a network plugin, never an object.
 */
export class ClusterSigns {
  readonly #nodes = new Listed<NodeSigns>();
  readonly #networks = new Listed<string>();
  readonly #ready = Promise.withResolvers<void>();

  listing(source: SourceId): void {
    this.#of(source)?.listing();
  }

  listed(source: SourceId): void {
    this.#of(source)?.listed();
    this.#settle();
  }

  /** It may not be read, or is not served: nobody needs to wait for it. What was known stays. */
  refused(source: SourceId): void {
    this.#of(source)?.refused();
    this.#settle();
  }

  seen(object: JsonObject): void {
    const name = nameOf(object);
    if (object.kind === 'Node') this.#nodes.set(name, nodeSigns(object));
    if (object.kind !== 'DaemonSet') return;
    const cni = cniOf(object);
    if (cni === undefined) this.#networks.delete(name);
    else this.#networks.set(name, cni);
  }

  gone(object: JsonObject): void {
    if (object.kind === 'Node') this.#nodes.delete(nameOf(object));
    if (object.kind === 'DaemonSet') this.#networks.delete(nameOf(object));
  }

  /** Settles when of Nodes and DaemonSets each was listed once, or may not be. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Undefined until Nodes were listed. */
  nodes(): readonly NodeSigns[] | undefined {
    return this.#nodes.complete ? this.#nodes.values() : undefined;
  }

  /** Names of network plugins, sorted; undefined until DaemonSets were listed. */
  networks(): readonly string[] | undefined {
    return this.#networks.complete ? [...new Set(this.#networks.values())].sort() : undefined;
  }

  #settle(): void {
    if (this.#nodes.settled && this.#networks.settled) this.#ready.resolve();
  }

  #of(source: SourceId): Listed<NodeSigns> | Listed<string> | undefined {
    if (source === NODES) return this.#nodes;
    return source === DAEMON_SETS ? this.#networks : undefined;
  }
}

function nameOf({ metadata }: JsonObject): string {
  const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '');
  return isObject(metadata) ? `${text(metadata.namespace)}/${text(metadata.name)}` : '';
}

/** Values by name, of which those that a new list does not have are gone at its end. */
class Listed<Value> {
  #current = new Map<string, Value>();
  #next: Map<string, Value> | undefined;
  #complete = false;
  #refused = false;

  get complete(): boolean {
    return this.#complete;
  }
  get settled(): boolean {
    return this.#complete || this.#refused;
  }
  refused(): void {
    this.#refused = true;
  }
  listing(): void {
    this.#next = new Map();
  }
  listed(): void {
    this.#current = this.#next ?? this.#current;
    this.#next = undefined;
    this.#complete = true;
  }
  set(name: string, value: Value): void {
    (this.#next ?? this.#current).set(name, value);
  }
  delete(name: string): void {
    (this.#next ?? this.#current).delete(name);
  }
  values(): readonly Value[] {
    return [...this.#current.values()];
  }
}
