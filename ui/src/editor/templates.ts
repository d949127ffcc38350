export interface Template {
  id: string;
  title: string;
  about: string;
  text: string;
}

/** Places to begin; each of them is a whole document that passes the check as it stands. */
export const TEMPLATES: Template[] = [
  {
    id: 'push',
    title: 'Rows you push',
    about: 'Two tables fed through the API, joined and summed up.',
    text: `api_version: freshet/v1
kind: Pipeline
metadata:
  name: orders-by-tier
  description: Revenue per customer tier, current to the last order
spec:
  desired_state: STOPPED
  sources:
    customers:
      connector: push
      columns: {id: VARCHAR NOT NULL, name: VARCHAR, tier: VARCHAR}
      primary_key: [id]
    orders:
      connector: push
      columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
      primary_key: [id]
  sql: |
    CREATE VIEW revenue AS
      SELECT c.tier, COUNT(*) AS orders, SUM(o.amount) AS amount
      FROM orders AS o JOIN customers AS c ON c.id = o.customer
      GROUP BY c.tier;
  slo: {freshness_seconds: 5}
`,
  },
  {
    id: 'search',
    title: 'Search over text',
    about: 'Pages pushed as rows, cut into chunks, searchable by meaning and by words.',
    text: `api_version: freshet/v1
kind: Pipeline
metadata:
  name: knowledge
  description: Pages, searchable by meaning and by words
spec:
  desired_state: STOPPED
  sources:
    pages:
      connector: push
      columns: {path: VARCHAR NOT NULL, content: BYTES, mime: VARCHAR}
      primary_key: [path]
  sql: |
    CREATE VIEW chunks AS
      SELECT p.path, c.ordinal, c.text
      FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, p.mime), 400, 40)) AS c;
  indexes:
    kb:
      view: chunks
      key: [path, ordinal]
      text: text
      metadata: [path]
      embedder: minilm
      full_text: true
`,
  },
  {
    id: 'made-up',
    title: 'Made-up data',
    about: 'A generator that needs nothing from outside; for a first look.',
    text: `api_version: freshet/v1
kind: Pipeline
metadata:
  name: first-look
  description: Generated clicks, counted per page
spec:
  desired_state: STOPPED
  sources:
    clicks:
      connector: datagen
      columns:
        id: {type: BIGINT, kind: sequence}
        page: {type: VARCHAR, kind: choice, values: [home, pricing, docs, blog]}
      rate: 20
      seed: 7
  sql: |
    CREATE VIEW clicks_per_page AS
      SELECT page, COUNT(*) AS clicks FROM clicks GROUP BY page;
`,
  },
];
