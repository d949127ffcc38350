/** The pipeline of the story: pushed orders and customers summed up per tier, and pushed pages kept searchable. */
export const definition = (name: string, amount = 'amount') => `api_version: freshet/v1
kind: Pipeline
metadata:
  name: ${name}
  description: Made by the browser test
spec:
  sources:
    customers:
      connector: push
      columns: {id: VARCHAR NOT NULL, tier: VARCHAR}
      primary_key: [id]
    orders:
      connector: push
      columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
      primary_key: [id]
    pages:
      connector: push
      columns: {path: VARCHAR NOT NULL, content: BYTES, mime: VARCHAR}
      primary_key: [path]
  sql: |
    CREATE VIEW revenue AS
      SELECT c.tier, COUNT(*) AS orders, SUM(o.${amount}) AS amount
      FROM orders AS o JOIN customers AS c ON c.id = o.customer
      GROUP BY c.tier;
    CREATE VIEW chunks AS
      SELECT p.path, c.ordinal, c.text
      FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, p.mime), 200, 20)) AS c;
  indexes:
    kb:
      view: chunks
      key: [path, ordinal]
      text: text
      metadata: [path]
      embedder: minilm
      full_text: true
`;
