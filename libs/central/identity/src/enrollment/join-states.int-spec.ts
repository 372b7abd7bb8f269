import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '@plimsoll/model';
import { ANSWERED, SimulatedAgents } from '../testing/simulated-agents.js';
import type { Fate } from '../testing/simulated-agents.js';
import { testIdentity } from '../testing/test-identity.js';
import type { TestIdentity } from '../testing/test-identity.js';

let test: TestIdentity;
let organizationId: OrganizationId;
beforeAll(async () => {
  test = await testIdentity();
  organizationId = await test.database.createOrganization();
});
afterAll(() => test.database.close());

type Step =
  | { readonly do: 'renew'; readonly who: number; readonly fate: Fate }
  | { readonly do: 'stream'; readonly who: number }
  | { readonly do: 'copy'; readonly who: number; readonly withNextKey: boolean }
  | { readonly do: 'back-up' | 'revoke' | 'enroll' }
  | { readonly do: 'restore'; readonly which: number };

const who = fc.nat({ max: 3 });
const fate = fc.constantFrom<Fate>('saved', 'lost');
const renew = fc.record({ do: fc.constant('renew' as const), who, fate });
const stream = fc.record({ do: fc.constant('stream' as const), who });
const copy = fc.record({ do: fc.constant('copy' as const), who, withNextKey: fc.boolean() });
const backUp = fc.constant({ do: 'back-up' } as const);
const restore = fc.record({ do: fc.constant('restore' as const), which: fc.nat({ max: 5 }) });
const administration = fc.constantFrom({ do: 'revoke' } as const, { do: 'enroll' } as const);

const steps = (...kinds: readonly fc.WeightedArbitrary<Step>[]) =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 25 });
const ordinary: readonly fc.WeightedArbitrary<Step>[] = [
  { arbitrary: renew, weight: 6 },
  { arbitrary: stream, weight: 5 },
];
const disasters: readonly fc.WeightedArbitrary<Step>[] = [
  { arbitrary: backUp, weight: 2 },
  { arbitrary: restore, weight: 2 },
];

const RUNS = { numRuns: 40 };
const SHUT_OUT = new Set(['JOIN_STATE_REPLAYED', 'AGENT_QUARANTINED']);

/** @returns how a renewal or a stream ended; undefined for the rest */
async function take(agents: SimulatedAgents, step: Step): Promise<string | undefined> {
  switch (step.do) {
    case 'renew':
      return agents.renew(agents.holder(step.who), step.fate);
    case 'stream':
      return agents.stream(agents.holder(step.who));
    case 'copy':
      agents.copy(agents.holder(step.who), step.withNextKey);
      return undefined;
    case 'back-up':
      await agents.backUp();
      return undefined;
    case 'restore':
      await agents.restore(step.which);
      return undefined;
    case 'revoke':
      await agents.revoke();
      return undefined;
    case 'enroll':
      await agents.enroll();
      return undefined;
  }
}

const good = (ended: string | undefined): boolean =>
  ended === undefined || ended === 'open' || ANSWERED.has(ended);

describe('join states', () => {
  it(
    'an agent without copies is always let in, whatever is lost and restored',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps(...ordinary, ...disasters), async (taken) => {
          const agents = await SimulatedAgents.enrolled(test, organizationId);
          for (const step of taken) expect(good(await take(agents, step)), step.do).toBe(true);
          expect(await agents.stream(agents.original)).toBe('open');
        }),
        RUNS,
      );
    },
  );

  it(
    'a renewal that is repeated before its answer was used has the same answer',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps(...ordinary), async (taken) => {
          const agents = await SimulatedAgents.enrolled(test, organizationId);
          for (const step of taken) {
            const unsaved = agents.original.unsaved;
            const ended = await take(agents, step);
            if (unsaved === undefined || step.do !== 'renew') continue;
            expect(ended).toBe('repeated');
            expect(step.fate === 'lost' ? agents.original.unsaved : agents.original.credentials).toEqual(
              unsaved,
            );
          }
        }),
        RUNS,
      );
    },
  );

  it('a copy does not stay: when all have renewed once, all are shut out', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps(...ordinary, ...disasters, { arbitrary: copy, weight: 2 }), async (taken) => {
        const agents = await SimulatedAgents.enrolled(test, organizationId);
        for (const step of taken) await take(agents, step);
        agents.copy(agents.original, false);
        for (let round = 0; round < 2; round += 1)
          for (const holder of agents.holders) {
            await agents.renew(holder, 'saved');
            await agents.stream(holder);
          }
        for (const holder of agents.holders) {
          expect(await agents.open(holder)).toBe('AGENT_QUARANTINED');
          expect(await agents.renew(holder, 'saved')).toBe('AGENT_QUARANTINED');
        }
        await agents.enroll();
        expect(await agents.stream(agents.original)).toBe('open');
      }),
      RUNS,
    );
  });

  it(
    'whoever is shut out stays out, and enrolling again lets the one in who did it',
    { timeout: 120_000 },
    async () => {
      const everything = [
        ...ordinary,
        { arbitrary: copy, weight: 2 },
        { arbitrary: administration, weight: 2 },
      ];
      await fc.assert(
        fc.asyncProperty(steps(...everything), async (taken) => {
          const agents = await SimulatedAgents.enrolled(test, organizationId);
          let shutOut = false;
          for (const step of taken) {
            const ended = await take(agents, step);
            if (step.do === 'enroll') shutOut = false;
            if (shutOut || agents.revoked) expect(good(ended) && ended !== undefined, step.do).toBe(false);
            if (ended !== undefined && SHUT_OUT.has(ended)) shutOut = true;
          }
          await agents.enroll();
          expect(await agents.stream(agents.original)).toBe('open');
        }),
        RUNS,
      );
    },
  );
});
