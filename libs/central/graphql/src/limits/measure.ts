import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { FACT_ENTRIES, PAGE_SIZE } from './limits.js';

/** What one selection set asks for. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly cost: number;
}

export type Variables = Readonly<Record<string, unknown>>;

const NOTHING: Measure = { depth: 0, aliases: 0, cost: 0 };
/** Sums are capped, so that nested lists cannot reach infinity. */
const CAP = 1e9;
const sum = (a: Measure, b: Measure): Measure => ({
  depth: Math.max(a.depth, b.depth),
  aliases: Math.min(CAP, a.aliases + b.aliases),
  cost: Math.min(CAP, a.cost + b.cost),
});

/**
 * Measures the worst operation of a document in one walk; each fragment is measured once, so a fragment bomb costs no
 * more than its text. A fragment that spreads itself is infinitely deep, as it would be when executed.
 * @param variables give the page sizes that are variables; without them the default page is assumed
 */
export function measure(document: DocumentNode, variables: Variables): Measure {
  const walk = new Walk(document, variables);
  return document.definitions.reduce(
    (worst, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? max(worst, walk.selection(definition.selectionSet))
        : worst,
    NOTHING,
  );
}

const max = (a: Measure, b: Measure): Measure => ({
  depth: Math.max(a.depth, b.depth),
  aliases: Math.max(a.aliases, b.aliases),
  cost: Math.max(a.cost, b.cost),
});

class Walk {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Measure>();
  /** The largest default of a variable over all operations. */
  private readonly defaults = new Map<string, number>();

  constructor(
    document: DocumentNode,
    private readonly variables: Variables,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
      else if (definition.kind === Kind.OPERATION_DEFINITION)
        for (const { variable, defaultValue } of definition.variableDefinitions ?? [])
          if (defaultValue?.kind === Kind.INT) this.default(variable.name.value, Number(defaultValue.value));
    }
  }

  private default(variable: string, size: number): void {
    this.defaults.set(variable, Math.max(size, this.defaults.get(variable) ?? 0));
  }

  /** @param inPage whether it is the selection of a connection, whose `nodes` and `edges` are its page and no other */
  selection({ selections }: SelectionSetNode, inPage = false): Measure {
    let total = NOTHING;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) total = sum(total, this.field(node, inPage));
      else if (node.kind === Kind.INLINE_FRAGMENT)
        total = sum(total, this.selection(node.selectionSet, inPage));
      else total = sum(total, this.fragment(node.name.value, inPage));
    }
    return total;
  }

  private field(node: FieldNode, inPage: boolean): Measure {
    const isPage = !(inPage && isPart(node)) && this.holdsPage(node.selectionSet, new Set());
    const below = node.selectionSet ? this.selection(node.selectionSet, isPage) : NOTHING;
    return {
      depth: below.depth + 1,
      aliases: below.aliases + (node.alias ? 1 : 0),
      cost: Math.min(CAP, 1 + below.cost * this.pageSize(node, isPage)),
    };
  }

  private fragment(name: string, inPage: boolean): Measure {
    const key = `${inPage} ${name}`;
    const known = this.measured.get(key);
    if (known) return known;
    const definition = this.fragments.get(name);
    if (!definition) return NOTHING;
    this.measured.set(key, { depth: CAP, aliases: 0, cost: CAP });
    const made = this.selection(definition.selectionSet, inPage);
    this.measured.set(key, made);
    return made;
  }

  /** A connection shows itself by its `nodes` or `edges`, in a fragment too. */
  private holdsPage(set: SelectionSetNode | undefined, seen: Set<string>): boolean {
    return (
      set?.selections.some((node) => {
        if (node.kind === Kind.FIELD) return isPart(node);
        if (node.kind === Kind.INLINE_FRAGMENT) return this.holdsPage(node.selectionSet, seen);
        const { value } = node.name;
        if (seen.has(value)) return false;
        return this.holdsPage(this.fragments.get(value)?.selectionSet, seen.add(value));
      }) ?? false
    );
  }

  private pageSize(node: FieldNode, isPage: boolean): number {
    const first = node.arguments?.find((argument) => argument.name.value === 'first');
    // A connection without `first` gives its default page.
    if (!first) return isPage ? PAGE_SIZE.default : 1;
    const size = this.integer(first.value);
    return Math.min(Math.max(size ?? PAGE_SIZE.default, 1), FACT_ENTRIES.max);
  }

  private integer(value: ValueNode): number | undefined {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return undefined;
    const given = this.variables[value.name.value];
    return typeof given === 'number' ? given : this.defaults.get(value.name.value);
  }
}

const isPart = ({ name: { value } }: FieldNode): boolean => value === 'nodes' || value === 'edges';
