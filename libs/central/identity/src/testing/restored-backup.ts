import type { AgentIdentity } from '../enrollment/agent.js';
import type { TestIdentity } from './test-identity.js';

/** What a backup of the database holds of an agent, as JSON that Postgres reads back. */
export async function agentRow(test: TestIdentity, agent: AgentIdentity): Promise<string> {
  const sql = 'select row_to_json(a)::text as row from agents a where organization_id = $1 and agent_id = $2';
  const [found] = await test.database.store.transaction(agent.organizationId, (tx) =>
    tx.query<{ row: string }>(sql, [agent.organizationId, agent.agentId]),
  );
  if (found === undefined) throw new Error('there is no such agent');
  return found.row;
}

/** The agent as it was then; its events stay, since nobody decides by them. */
export async function restoreAgentRow(test: TestIdentity, agent: AgentIdentity, row: string): Promise<void> {
  await test.database.store.transaction(agent.organizationId, async (tx) => {
    const key = [agent.organizationId, agent.agentId];
    await tx.query('delete from agents where organization_id = $1 and agent_id = $2', key);
    await tx.query('insert into agents select * from json_populate_record(null::agents, $1::json)', [row]);
  });
}
