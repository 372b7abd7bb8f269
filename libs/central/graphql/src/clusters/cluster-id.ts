import { isClusterId, type ClusterId } from '@plimsoll/model';
import { readGlobalId, writeGlobalId } from '../ids/global-id.js';

export const clusterGlobalId = (clusterId: ClusterId): string =>
  writeGlobalId({ type: 'Cluster', parts: [clusterId] });

/** Of a global id, or of the UUID that an agent's certificate names; undefined for anything else. */
export function clusterIdOf(id: string): ClusterId | undefined {
  const global = readGlobalId(id);
  const text = global?.type === 'Cluster' ? global.parts[0] : id;
  return text !== undefined && isClusterId(text) ? text : undefined;
}

/** Of a filter: what is no cluster's id is left out, so that it matches nothing. */
export const clusterIdsOf = (ids: readonly string[] | null | undefined): readonly ClusterId[] | undefined =>
  ids?.map(clusterIdOf).filter((id) => id !== undefined);
