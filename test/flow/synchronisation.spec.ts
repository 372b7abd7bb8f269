import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { ConnectRequest } from '@plimsoll/link-contract';
import { Replica } from '@plimsoll/agent-runtime/testing';
import { MemoryCentre } from '@plimsoll/ingest/testing';
import { TRIM_VERSION, bodyDigest, canonicalBody, factDigest, type FactBody } from '@plimsoll/model';

const UNITS = [
  { source: 'kube/core/Pod', partition: '' },
  { source: 'host/sysctl', partition: 'node-a' },
] as const;
const BOUNDS = { bytes: 900, facts: 8 };

type Step =
  | { readonly kind: 'set'; readonly unit: number; readonly subject: number; readonly value: number }
  | { readonly kind: 'delete'; readonly unit: number; readonly subject: number }
  | { readonly kind: 'pass'; readonly unit: number; readonly cut: number | undefined }
  | {
      readonly kind: 'exchange';
      readonly frames: number;
      readonly answers: number;
      readonly epochs: boolean;
    }
  | { readonly kind: 'lose'; readonly blank: boolean; readonly epochBatches: boolean }
  | { readonly kind: 'restart' }
  | { readonly kind: 'forget'; readonly unit: number; readonly subject: number };

const unit = fc.nat(UNITS.length - 1);
const subject = fc.nat(11);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('set' as const), unit, subject, value: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), unit, subject }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      unit,
      cut: fc.option(fc.nat(6), { nil: undefined, freq: 3 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('exchange' as const),
      frames: fc.nat(6),
      answers: fc.nat(6),
      epochs: fc.boolean(),
    }),
  },
  // A hint may be wrong: whatever the welcome says of what the centre has, both sides meet.
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('lose' as const),
      blank: fc.boolean(),
      epochBatches: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), unit, subject }) },
);

/** A source of truth, an agent, a lossy stream and a centre. */
class World {
  readonly truth = UNITS.map(() => new Map<string, string>());
  readonly centre = new MemoryCentre();
  agent = new Replica(BOUNDS);
  #now = 0;
  #upstream: ConnectRequest[] = [];
  #downstream: Parameters<Replica['receive']>[0][] = [];

  constructor() {
    this.connect();
  }

  connect(blank = this.centre.rows.size === 0, epochBatches = true): void {
    this.agent.disconnected();
    this.#upstream = [];
    const { roots } = this.agent.hello();
    this.#downstream = [...this.centre.open(roots.map(({ unit, root }) => ({ ...unit, root })))];
    this.agent.connected(this.centre.credits, 1n, { blank, epochBatches });
  }

  pass(index: number, cut?: number): void {
    const id = UNITS[index];
    if (!id) return;
    this.agent.beginPass(id);
    const seen = [...(this.truth[index] ?? [])].slice(0, cut);
    for (const [key, body] of seen) {
      const digest = factDigest(key, TRIM_VERSION, bodyDigest(body));
      const lane = this.agent.observe(id, key, digest);
      if (lane) this.agent.offer(id, key, { digest, body: Buffer.from(body) }, lane);
    }
    this.agent.endPass(
      id,
      cut === undefined ? { complete: true } : { complete: false, reason: 'io', detail: 'cut' },
    );
  }

  /** Some frames go up and are committed together, some answers come down; the rest stays on the way. */
  exchange(frames: number, answers: number, epochs = true): boolean {
    for (const { sequence, frame } of this.agent.next(epochs))
      this.#upstream.push({ $typeName: 'plimsoll.link.v1.ConnectRequest', sequence, frame });
    const going = this.#upstream.splice(0, frames);
    if (going.length > 0) this.#downstream.push(...this.centre.receive(going, (this.#now += 20_000)));
    const coming = this.#downstream.splice(0, answers);
    for (const answer of coming) this.agent.receive(answer);
    return going.length + coming.length > 0;
  }

  /** Passes and exchanges until nobody has anything to say. */
  quiesce(): void {
    UNITS.forEach((_, index) => this.pass(index));
    for (let round = 0; round < 500; round++) {
      if (this.exchange(100, 100)) continue;
      const again = this.agent.toReadAgain();
      if (again.length === 0) return;
      for (const id of again) this.pass(UNITS.findIndex((unit) => unit.source === id.source));
    }
    throw new Error('the two sides do not come to rest');
  }

  run(step: Step): void {
    switch (step.kind) {
      case 'set':
        return void this.truth[step.unit]?.set(keyOf(step.unit, step.subject), bodyOf(step.unit, step.value));
      case 'delete':
        return void this.truth[step.unit]?.delete(keyOf(step.unit, step.subject));
      case 'pass':
        return this.pass(step.unit, step.cut);
      case 'exchange':
        return void this.exchange(step.frames, step.answers, step.epochs);
      case 'lose':
        return this.connect(step.blank, step.epochBatches);
      case 'restart':
        this.agent = new Replica(BOUNDS);
        return this.connect();
      case 'forget':
        return this.centre.forget(`${UNITS[step.unit]?.source}\n${keyOf(step.unit, step.subject)}`);
    }
  }

  stored(index: number): Map<string, string | null> {
    const rows = [...this.centre.rows.values()].filter((row) => row.source === UNITS[index]?.source);
    return new Map(
      rows.flatMap((row) =>
        row.state === 'stored' ? [[row.key, Buffer.from(row.body ?? []).toString()]] : [],
      ),
    );
  }
}

const keyOf = (unit: number, subject: number) => `/${unit === 0 ? 'Pod' : 'Node'}/ns/s${subject}`;
const bodyOf = (unit: number, value: number): string => canonicalBody(bodyWith(unit, value));
function bodyWith(unit: number, value: number): FactBody {
  if (unit === 1) return { shape: 'settings', settings: { a: 'x'.repeat(value * 40) } };
  return {
    shape: 'object',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', uid: `${value}` },
      padding: 'y'.repeat(value * 60),
    },
  };
}

describe('both sides of the link', () => {
  it('end with equal facts and digests whatever changed, was lost, cut or restarted', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const each of steps) world.run(each);
        // A forgotten fact is found out at the next stream, by its root.
        world.connect();
        world.quiesce();
        UNITS.forEach((id, index) => {
          expect(world.stored(index)).toEqual(world.truth[index]);
          const stored = world.centre.units.get(`${id.source}\n${id.partition}`);
          expect(stored?.state).toBe('complete');
          const said = world.agent.hello().roots.find(({ unit }) => unit.source === id.source);
          expect(Buffer.from(said?.root ?? [])).toEqual(
            Buffer.from(bodyDigest(stored?.buckets ?? Buffer.of(1))),
          );
        });
      }),
      { numRuns: 1000 },
    );
  });
});
