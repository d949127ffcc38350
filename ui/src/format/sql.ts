const NAME = String.raw`("(?:[^"]|"")+"|[a-z_][\w$]*)`;

/** Comments and text literals become blanks, so that words inside them are not taken for statements. */
function bare(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ');
}

function names(sql: string, kind: string): string[] {
  const pattern = new RegExp(
    String.raw`\bcreate\s+(?:or\s+replace\s+)?${kind}\s+(?:if\s+not\s+exists\s+)?${NAME}`,
    'gi',
  );
  const found = [...bare(sql).matchAll(pattern)].map((match) => unquoted(match[1] as string));
  return [...new Set(found)];
}

const unquoted = (name: string) =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();

/** The views that can be read; local ones are neither stored nor readable. */
export function viewsOf(sql: string | null | undefined): string[] {
  return names(sql ?? '', String.raw`(?:materialized\s+|recursive\s+)?view`);
}

export function tablesOf(sql: string | null | undefined): string[] {
  return names(sql ?? '', 'table');
}
