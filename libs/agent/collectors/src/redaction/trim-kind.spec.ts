import { describe, expect, it } from 'vitest';
import { redactObject } from './redact-object.js';

describe('what leaves of a large kind', () => {
  it('of a definition names, versions and conversion, no schema', () => {
    const object = redactObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'a.b' },
      spec: {
        group: 'b',
        scope: 'Namespaced',
        names: { plural: 'a' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: {} } }],
        conversion: {
          strategy: 'Webhook',
          webhook: { clientConfig: { url: 'https://u:p@h/', caBundle: 'Q0E=' } },
        },
      },
    });
    expect(object).toEqual({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'a.b' },
      spec: {
        group: 'b',
        scope: 'Namespaced',
        names: { plural: 'a' },
        versions: [{ name: 'v1', served: true, storage: true }],
        conversion: {
          strategy: 'Webhook',
          webhook: { clientConfig: { url: expect.not.stringContaining('u:p@') } },
        },
      },
    });
    expect(redactObject(object)).toEqual(object);
  });

  it('of webhooks all but the bundles of certificates, and nothing of odd ones is lost', () => {
    const webhook = { name: 'w', failurePolicy: 'Ignore', clientConfig: { service: { name: 's' } } };
    const object = (webhooks: readonly object[] | string) =>
      JSON.parse(
        JSON.stringify({
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          webhooks,
        }),
      );
    const bundled = { ...webhook, clientConfig: { ...webhook.clientConfig, caBundle: 'Q0E=' } };
    expect(redactObject(object([bundled, { name: 'odd' }]))).toEqual(object([webhook, { name: 'odd' }]));
    expect(redactObject(object('odd'))).toEqual(object('odd'));
  });
});
