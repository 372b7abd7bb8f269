import type { Terminal } from '../terminal/terminal.js';

/** What was started, stopped in the opposite order. */
export class Shutdown {
  readonly #stops: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  #done: Promise<void> | undefined;

  constructor(private readonly terminal: Terminal) {}

  add(name: string, stop: () => Promise<void>): void {
    this.#stops.push({ name, stop });
  }

  /** Stops everything, once; what cannot be stopped is said and does not keep the rest from it. */
  stop(): Promise<void> {
    this.#done ??= this.#stopAll();
    return this.#done;
  }

  async #stopAll(): Promise<void> {
    for (const { name, stop } of this.#stops.reverse())
      await stop().catch((error: unknown) =>
        this.terminal.note(`${name} could not be stopped: ${String(error)}`),
      );
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(host: NodeJS.Process): Promise<void> {
  return new Promise((resolve) => {
    let seen = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      host.on(signal, () => {
        if (seen) host.exit(1);
        seen = true;
        resolve();
      });
  });
}
