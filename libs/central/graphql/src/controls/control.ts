import type { Control as CatalogControl } from '@plimsoll/engine';
import type { Severity } from '@plimsoll/model';
import { requirementsOfControl, type ControlRequirement } from '@plimsoll/frameworks';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../connections/connection.js';
import { writeGlobalId } from '../ids/global-id.js';
import { Node } from '../node-by-id/node.js';
import { MappingEnum, SeverityEnum } from '../schema/enums.js';

@ObjectType({ description: 'Numbers of subjects per verdict.' })
export class VerdictCount {
  @Field(() => Int, { description: 'As wanted.' })
  readonly pass!: number;

  @Field(() => Int, { description: 'Not as wanted.' })
  readonly fail!: number;

  @Field(() => Int, { description: 'Could not be told.' })
  readonly unknown!: number;

  @Field(() => Int, { description: 'The control does not apply.' })
  readonly notApplicable!: number;

  @Field(() => Int, { description: 'Excepted by a waiver in force.' })
  readonly waived!: number;
}

@ObjectType({ description: 'Where a control counts.' })
export class ControlMapping {
  @Field(() => String, { description: 'Id of the framework, for instance `pss-restricted`.' })
  readonly framework!: string;

  @Field(() => String, { description: 'Id of the requirement within it.' })
  readonly requirement!: string;

  @Field(() => MappingEnum, { description: 'How it counts.' })
  readonly mapping!: ControlRequirement['mapping'];
}

@ObjectType({ implements: () => [Node], description: 'The smallest check with logic of its own.' })
export class Control extends Node {
  readonly __typename!: 'Control';

  @Field(() => ID, { description: 'Readable and permanent, for instance `kernel/kptr-restrict`.' })
  readonly slug!: string;

  @Field(() => String, { description: 'One line.' })
  readonly title!: string;

  @Field(() => SeverityEnum, { description: 'How bad its failure is.' })
  readonly severity!: Severity;

  @Field(() => String, { description: 'Why it matters.' })
  readonly why!: string;

  @Field(() => String, { description: 'What to do about a failure.' })
  readonly remedy!: string;

  @Field(() => [String], { description: 'Names of it elsewhere, as `scheme:id`.' })
  readonly references!: readonly string[];

  @Field(() => [String], { description: 'Sources whose subjects it judges.' })
  readonly sources!: readonly string[];

  @Field(() => [ControlMapping], { description: 'The requirements that it counts for.' })
  readonly requirements!: readonly ControlMapping[];
}

@ObjectType({ description: 'A page of controls.' })
export class ControlConnection extends connectionOf(Control) {}

export function controlNode(control: CatalogControl): Control {
  return {
    __typename: 'Control',
    id: writeGlobalId({ type: 'Control', parts: [control.id] }),
    slug: control.id,
    title: control.title,
    severity: control.severity,
    why: control.why,
    remedy: control.remedy,
    references: control.references,
    sources: control.subjects,
    requirements: requirementsOfControl(control.id).map(({ framework, id, mapping }) => ({
      framework,
      requirement: id,
      mapping,
    })),
  };
}
