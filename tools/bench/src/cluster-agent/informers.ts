// What the comparison runs, as a process of its own: the usual client library holds the objects that the agent reads.
import { KubeConfig, KubernetesObjectApi, makeInformer } from '@kubernetes/client-node';
import { KUBE_COLLECTORS } from '@plimsoll/collectors/kube';

const config = new KubeConfig();
config.loadFromFile(process.argv[2] ?? '');
const objects = KubernetesObjectApi.makeApiClient(config);
let held = 0;
for (const { group, kind, versions, reads } of KUBE_COLLECTORS) {
  const [version = 'v1'] = versions;
  const folder = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const informer = makeInformer(config, `${folder}/${reads[0].resource}`, () =>
    objects.list(apiVersion, kind),
  );
  await informer.start();
  held += informer.list().length;
}
process.stdout.write(`${held}\n`);
