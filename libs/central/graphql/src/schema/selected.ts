import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** The part of a resolver's info that is looked at. */
export interface Selecting {
  readonly fieldNodes: readonly FieldNode[];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * Whether `field` is selected below `parent` below the resolved field, fragments followed; for work that is dear and done
 * only when it is asked for. A field under @skip or @include counts as selected.
 */
export function selectsBelow(info: Selecting, parent: string, field: string): boolean {
  return info.fieldNodes
    .flatMap((node) => fieldsIn(info, node.selectionSet))
    .filter((node) => node.name.value === parent)
    .flatMap((node) => fieldsIn(info, node.selectionSet))
    .some((node) => node.name.value === field);
}

/** Validation has refused fragments that spread themselves. */
function fieldsIn(info: Selecting, set: SelectionSetNode | undefined): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((node) => {
    if (node.kind === 'Field') return [node];
    const inner =
      node.kind === 'InlineFragment' ? node.selectionSet : info.fragments[node.name.value]?.selectionSet;
    return fieldsIn(info, inner);
  });
}
