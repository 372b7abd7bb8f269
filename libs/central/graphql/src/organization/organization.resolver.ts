import { organizationOverview, type Instant } from '@plimsoll/posture';
import type { Transaction } from '@plimsoll/store';
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { frameworkOf } from '../frameworks/framework.js';
import { ApiRequest } from '../request/api-request.js';
import { DateTime } from '../schema/date-time.js';
import { Permit } from '../schema/permit.js';
import { Organization, organizationView } from './organization.js';

@Resolver()
export class OrganizationResolver {
  @Permit('read')
  @Query(() => Organization, {
    description: 'The overview: every active cluster in every framework, now or as it was known then.',
  })
  organization(
    @Context('request') request: ApiRequest,
    @Args('frameworks', { type: () => [ID], nullable: true, description: 'Default: all.' })
    frameworks?: readonly string[] | null,
    @Args('asOf', { type: () => DateTime, nullable: true, description: 'Default: now.' })
    asOf?: Instant | null,
  ): Promise<Organization> {
    const { catalog, catalogVersion } = request.parts;
    const query = {
      now: request.now,
      asOf: asOf ?? undefined,
      frameworks: frameworks?.map((id) => frameworkOf(catalog, id).id),
    };
    return request.read(async (tx) =>
      organizationView(await organizationOverview(tx, catalog, query), {
        name: await organizationName(tx),
        catalogVersion,
      }),
    );
  }
}

/** By the primary key of `organizations`. */
async function organizationName(tx: Transaction): Promise<string> {
  const sql = 'select name from organizations where organization_id = $1';
  const [row] = await tx.query<{ name: string }>(sql, [tx.organizationId]);
  return row?.name ?? '';
}
