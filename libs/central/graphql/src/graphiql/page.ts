import { SAVED_QUERIES } from './saved-queries.js';

export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plimsoll GraphQL</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<link rel="stylesheet" href="/graphiql/page.css">
</head>
<body>
<p id="notice" role="status" hidden></p>
<div id="graphiql">Loading</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/page.js"></script>
</body>
</html>
`;

export const PAGE_STYLE = `html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; }
#graphiql { flex: 1; min-height: 0; }
#notice { margin: 0; padding: .6rem 1rem; background: #fff4ce; color: #1f1f1f; font: 1rem/1.4 system-ui, sans-serif; }
`;

/** Spends the code of the address once, takes it out of the address and the history, then shows GraphiQL. */
export const PAGE_SCRIPT = `'use strict';
(async () => {
  const notice = (text) => {
    const line = document.getElementById('notice');
    line.textContent = text;
    line.hidden = false;
  };
  const post = (path, body, headers) =>
    fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) {
    history.replaceState(null, '', location.pathname);
    const answer = await post('/login', { code });
    if (!answer.ok) notice('This login code was used or is over. Ask for a new one, or set a header: {"Authorization": "Bearer <API token>"}');
  }
  const fetcher = async (request, options) => {
    const answer = await post('/graphql', request, options && options.headers);
    if (answer.status === 401) notice('Not logged in. Open a new login link, or set a header: {"Authorization": "Bearer <API token>"}');
    return answer.json();
  };
  const tabs = ${JSON.stringify(Object.values(SAVED_QUERIES).map((query) => ({ query })))};
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, { fetcher, defaultTabs: tabs, shouldPersistHeaders: false }),
  );
})();
`;
