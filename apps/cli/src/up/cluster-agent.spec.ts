import { expect, it } from 'vitest';
import { assertNotDeleted } from './cluster-agent.js';

const api = (cluster: { readonly state: string } | null) => ({
  query: async <Data>() => ({ cluster }) as Data,
});

it('an agent is started for a cluster that the centre has, archived ones too', async () => {
  for (const state of ['ACTIVE', 'ARCHIVED'])
    await expect(assertNotDeleted(api({ state }), 'c', 'prod', '/state')).resolves.toBeUndefined();
});

it.each([null, { state: 'DELETING' }])(
  'of one that was deleted it says what is left: %o',
  async (cluster) => {
    await expect(assertNotDeleted(api(cluster), 'c', 'prod', '/state')).rejects.toMatchObject({
      code: 'CLUSTER_DELETED',
      message: 'the cluster of context prod was deleted here; /state is what is left of it',
      hint: expect.stringContaining('remove that file'),
    });
  },
);
