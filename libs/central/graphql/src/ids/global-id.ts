/** The kinds of things that `node(id)` finds. */
export const NODE_TYPES = [
  'Cluster',
  'Control',
  'Framework',
  'Finding',
  'Subject',
  'ClusterNode',
  'Command',
  'ApiToken',
  'EnrollmentToken',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

export interface GlobalId {
  readonly type: NodeType;
  /** One or two parts, by type: a cluster's id; a cluster's id and a subject's key. */
  readonly parts: readonly string[];
}

const TYPES: ReadonlySet<string> = new Set(NODE_TYPES);
const isNodeType = (type: string | undefined): type is NodeType => type !== undefined && TYPES.has(type);
const isText = (value: unknown): value is string => typeof value === 'string';

/** Opaque, but no secret and no proof: everything is looked up under the caller's organization. */
export function writeGlobalId({ type, parts }: GlobalId): string {
  return Buffer.from(JSON.stringify([type, ...parts])).toString('base64url');
}

/** undefined for any text that is not one of ours: answered like a missing node. */
export function readGlobalId(id: string): GlobalId | undefined {
  const value = parsed(Buffer.from(id, 'base64url').toString());
  if (!Array.isArray(value) || value.length < 2 || !value.every(isText)) return undefined;
  const [type, ...parts] = value;
  // The store cannot look for a NUL character.
  if (!isNodeType(type) || parts.some((part) => part.includes('\0'))) return undefined;
  return { type, parts };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
