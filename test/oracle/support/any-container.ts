import type { JsonObject, JsonValue } from '@plimsoll/model';
import fc from 'fast-check';
import { anyContainerContext } from './any-security-context.js';
import { oneOf, present, sometimes } from './sometimes.js';

const host = (): fc.Arbitrary<string | null | undefined> =>
  oneOf('', '127.0.0.1', 'elsewhere.example', null, undefined);

const handler = (): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    host().map((name) => ({ httpGet: present({ port: 80, path: '/', host: name }) })),
    host().map((name) => ({ tcpSocket: present({ port: 80, host: name }) })),
    oneOf<JsonObject>(
      { exec: { command: ['true'] } },
      { httpGet: { port: 80, httpHeaders: [{ name: 'Host', value: 'x.example' }] } },
    ),
  );

const ports = (): fc.Arbitrary<JsonValue> =>
  fc.oneof(
    oneOf<JsonValue>(null, []),
    fc
      .array(
        fc.record({
          containerPort: fc.integer({ min: 1, max: 65_535 }),
          hostPort: oneOf(0, null, undefined, 80, 8080),
          protocol: oneOf('TCP', 'UDP'),
        }),
        { minLength: 1, maxLength: 2 },
      )
      .map((list) => list.map(present)),
  );

const RARITY = 10;

/** One container with what Pod Security looks at; `hardened` is what restricted demands of each. */
export const anyContainer = (hardened: JsonObject): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      context: anyContainerContext(RARITY),
      noContext: oneOf(...Array.from({ length: 24 }, () => false), true),
      ports: sometimes(ports(), RARITY),
      livenessProbe: sometimes(handler(), RARITY * 2),
      readinessProbe: sometimes(handler(), RARITY * 2),
      startupProbe: sometimes(handler(), RARITY * 2),
      lifecycle: sometimes(
        fc.record({ postStart: sometimes(handler(), 2), preStop: sometimes(handler(), 2) }).map(present),
        RARITY,
      ),
    })
    .map(({ context, noContext, ...rest }) =>
      present({
        ...rest,
        image: 'registry.example/i:1',
        terminationMessagePolicy: 'File',
        securityContext: noContext ? null : { ...hardened, ...context },
      }),
    );
