// Our effective permissions against SubjectAccessReview of the real API server, on random RBAC.
import { DERIVATIONS, deriveWorld, type DerivedFacts } from '@plimsoll/engine';
import { kubeSource, type Fact, type JsonObject } from '@plimsoll/model';
import { startTestbed, type ApiReply, type Testbed } from '@plimsoll/testbed';
import { describeTestbed } from '@plimsoll/testbed/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyRbac, API, isInCircle, type Scope } from './support/any-rbac.js';
import { inParallel } from './support/in-parallel.js';
import { anyQuestion, ourAnswer, reviewOf } from './support/rbac-question.js';
import { seedOf } from './support/seed.js';

const WIDTH = 16;
const RESOURCE: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  Role: 'roles',
  ClusterRoleBinding: 'clusterrolebindings',
  RoleBinding: 'rolebindings',
};
const DEADLINE_MS = 20_000;
const QUIET_MS = 1_000;

/** The rules of all roles, in an order of their own, each once. */
const rulesOf = (facts: readonly Fact[]): string =>
  JSON.stringify(
    facts.map(({ subject, body }) => {
      const rules: readonly unknown[] = (body.shape === 'object' && Object(body.object).rules) || [];
      return [subject.name, [...new Set(rules.map((rule) => JSON.stringify(rule)))].toSorted()];
    }),
  );

describeTestbed('SubjectAccessReview and our effective permissions answer the same', () => {
  let testbed: Testbed;
  beforeAll(async () => {
    testbed = await startTestbed();
  });
  afterAll(() => testbed.stop());

  /** @returns how many the API server took; it refuses rules that are not legal */
  async function create(objects: readonly JsonObject[]): Promise<number> {
    const statuses = await inParallel(objects, WIDTH, async (body) => {
      const { namespace } = Object(body.metadata);
      const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
      const path = `/apis/${API}/v1${place}/${RESOURCE[typeof body.kind === 'string' ? body.kind : '']}`;
      const { status, text } = await testbed.admin.request('POST', path, { body });
      if (status !== 201 && status !== 422) throw new Error(text);
      return status;
    });
    return statuses.filter((status) => status === 201).length;
  }

  const list = async (kind: string): Promise<Fact[]> => {
    const reply: ApiReply = await testbed.admin.request('GET', `/apis/${API}/v1/${RESOURCE[kind]}`);
    const items: readonly JsonObject[] = Object(reply.body).items;
    return items.map((object) => {
      const { name, namespace = '' } = Object(object.metadata);
      const subject = { group: API, kind, namespace, name };
      const source = kubeSource(API, kind);
      if (source === undefined) throw new Error(`no source of ${kind}`);
      return { source, partition: '', subject, body: { shape: 'object', object } };
    });
  };

  const read = async (): Promise<{ readonly facts: readonly Fact[]; readonly derived: DerivedFacts }> => {
    const facts = (await Promise.all(Object.keys(RESOURCE).map(list))).flat();
    const derivations = DERIVATIONS.filter(({ id }) => id === 'effective-permissions');
    return {
      facts,
      derived: deriveWorld({ facts, derivations, completeSources: new Set(), complete: true }),
    };
  };

  /** Reads until the controller has changed no role's rules for a while; in a circle it turns them round for ever. */
  async function settled(): Promise<Awaited<ReturnType<typeof read>>> {
    let [last, since] = [await read(), performance.now()];
    for (const deadline = performance.now() + DEADLINE_MS; performance.now() < deadline;) {
      const next = await read();
      if (rulesOf(next.facts) !== rulesOf(last.facts)) since = performance.now();
      last = next;
      if (performance.now() - since > QUIET_MS) return last;
    }
    throw new Error('the controller still changes rules');
  }

  it('to 1,000 random questions', async () => {
    const seed = seedOf('RBAC');
    const namespaces = [await testbed.createNamespace(), await testbed.createNamespace()];
    const scope: Scope = { prefix: 'oracle', namespaces };
    const [objects = []] = fc.sample(anyRbac(scope), { seed, numRuns: 1 });
    const before = await create(objects.filter((object) => !isInCircle(object)));
    await settled();
    const created = before + (await create(objects.filter(isInCircle)));
    const { derived } = await settled();
    const questions = fc.sample(anyQuestion(scope), { seed, numRuns: 1_000 });
    const theirs = await inParallel(questions, WIDTH, async (question) => {
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
      const reply = await testbed.admin.request('POST', path, { body: reviewOf(question) });
      if (reply.status !== 201) throw new Error(reply.text);
      return Object(reply.body).status as { readonly allowed: boolean; readonly reason?: string };
    });
    const differences = questions.flatMap((question, index) => {
      const [mine, answer] = [ourAnswer(question, derived), theirs[index]];
      return mine === answer?.allowed ? [] : [{ question, ours: mine, theirs: answer }];
    });
    const allowed = theirs.filter((answer) => answer.allowed).length;
    console.warn(
      `RBAC: ${objects.length} objects, ${created} legal; ${questions.length} questions, ${allowed} allowed, ${differences.length} differences`,
    );
    expect(differences.slice(0, 5)).toEqual([]);
    expect(created).toBeGreaterThan(objects.length / 2);
    expect(allowed).toBeGreaterThan(50);
    expect(allowed).toBeLessThan(900);
  });
});
