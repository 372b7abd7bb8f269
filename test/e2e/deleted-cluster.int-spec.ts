// An agent whose cluster was deleted at the centre, while its identity is still here.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './support/ask.js';
import { install, type Installation } from './support/installation.js';
import { Program } from './support/program.js';

const LIMIT = { timeout: 60_000 };

describe('an agent whose cluster was deleted', () => {
  let centre: Installation;
  let statePath: string;
  let id: string;
  const agents: Program[] = [];

  beforeAll(async () => {
    centre = await install();
    await centre.server.says(/"ready"/);
    statePath = join(centre.folder, 'agent.json');
    id = await centre.enroll('doomed', statePath);
  });
  afterAll(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
    await centre.close();
  });

  function started(): Program {
    const agent = new Program('agent', { AGENT_ROLE: 'node', AGENT_STATE_FILE: statePath });
    agents.push(agent);
    agent.start();
    return agent;
  }

  it('hears of it while it runs, and when it is started again, with what to do', LIMIT, async () => {
    const running = started();
    await running.says(/connected to the centre/);
    const deletion = 'mutation D($id: ID!) { deleteCluster(id: $id) { userErrors { message } } }';
    const { text } = await ask(centre.ports.httpPort, centre.administratorToken, deletion, { id });
    expect(text).toContain('"userErrors":[]');
    const said = (code: string) =>
      new RegExp(
        `"error":"${code}.*"hint":"[^"]*enrol again.*"identity":"${statePath}","msg":"the agent ends"`,
      );
    await running.says(said('GOODBYE_ARCHIVED'));
    const again = started();
    await again.says(said('GOODBYE_REVOKED: AGENT_UNKNOWN'));
  });
});
