import type { JsonObject, JsonValue } from '@plimsoll/model';
import fc from 'fast-check';
import { oneOf } from './sometimes.js';

const CLAIM: JsonObject = {
  volumeClaimTemplate: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
};

/** Every source of a volume that the API knows, in its shortest legal form. */
const SOURCES: Readonly<Record<string, readonly JsonValue[]>> = {
  awsElasticBlockStore: [{ volumeID: 'v' }],
  azureDisk: [{ diskName: 'd', diskURI: 'https://disk.example/d' }],
  azureFile: [{ secretName: 's', shareName: 's' }],
  cephfs: [{ monitors: ['m:1'] }],
  cinder: [{ volumeID: 'v' }],
  configMap: [{ name: 'c' }],
  csi: [{ driver: 'csi.example' }],
  downwardAPI: [{ items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] }],
  emptyDir: [{}, { medium: 'Memory' }, null],
  ephemeral: [CLAIM],
  fc: [{ targetWWNs: ['w'], lun: 0 }],
  flexVolume: [{ driver: 'flex.example/d' }],
  flocker: [{ datasetName: 'd' }],
  gcePersistentDisk: [{ pdName: 'd' }],
  gitRepo: [{ repository: 'https://git.example/r' }],
  glusterfs: [{ endpoints: 'e', path: 'p' }],
  hostPath: [{ path: '/var' }, { path: '/etc', type: 'Directory' }, null],
  image: [{ reference: 'registry.example/i:1' }],
  iscsi: [{ targetPortal: 'p:3260', iqn: 'iqn.2026-01.example:t', lun: 0 }],
  nfs: [{ server: 's', path: '/p' }],
  persistentVolumeClaim: [{ claimName: 'c' }],
  photonPersistentDisk: [{ pdID: 'd' }],
  portworxVolume: [{ volumeID: 'v' }],
  projected: [{ sources: [{ configMap: { name: 'c' } }] }, { sources: [] }],
  quobyte: [{ registry: 'r:1', volume: 'v' }],
  rbd: [{ monitors: ['m'], image: 'i' }],
  scaleIO: [{ gateway: 'https://g.example', system: 's', secretRef: { name: 's' }, volumeName: 'v' }],
  secret: [{ secretName: 's' }],
  storageos: [{ volumeName: 'v' }],
  vsphereVolume: [{ volumePath: 'p' }],
};

const FORMS: readonly JsonObject[] = [
  {}, // becomes an emptyDir
  ...Object.entries(SOURCES).flatMap(([source, values]) => values.map((value) => ({ [source]: value }))),
];
const USUAL: readonly JsonObject[] = [
  { emptyDir: {} },
  { configMap: { name: 'c' } },
  { secret: { secretName: 's' } },
];

/** Volumes, seldom of more than one source (which is refused). */
export const anyVolumes = (): fc.Arbitrary<JsonObject[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 2, arbitrary: oneOf(...USUAL) },
        { weight: 3, arbitrary: oneOf(...FORMS) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(oneOf(...FORMS), oneOf({ hostPath: null }, { nfs: null }, { emptyDir: null }))
            .map(([one, nothing]) => ({ ...nothing, ...one })),
        },
      ),
      { maxLength: 2 },
    )
    .map((volumes) => volumes.map((volume, index) => ({ name: `v${index}`, ...volume })));
