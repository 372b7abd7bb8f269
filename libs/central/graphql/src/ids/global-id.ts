/** The kinds of things that `node(id)` finds. */
export type NodeType =
  'Cluster' | 'Control' | 'Framework' | 'Finding' | 'Subject' | 'ApiToken' | 'EnrollmentToken';

export interface GlobalId {
  readonly type: NodeType;
  /** One or two parts, by type: a cluster's id; a cluster's id and a subject's key. */
  readonly parts: readonly string[];
}

const TYPES: ReadonlySet<string> = new Set<NodeType>([
  'Cluster',
  'Control',
  'Framework',
  'Finding',
  'Subject',
  'ApiToken',
  'EnrollmentToken',
]);

/** Opaque, but no secret and no proof: everything is looked up under the caller's organization. */
export function writeGlobalId({ type, parts }: GlobalId): string {
  return Buffer.from(JSON.stringify([type, ...parts])).toString('base64url');
}

/** undefined for any text that is not one of ours: answered like a missing node. */
export function readGlobalId(id: string): GlobalId | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    if (!Array.isArray(value) || value.length < 2 || !value.every((part) => typeof part === 'string'))
      return undefined;
    const [type, ...parts] = value as [string, ...string[]];
    return TYPES.has(type) ? { type: type as NodeType, parts } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
