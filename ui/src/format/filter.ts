/** What is wrong with a filter's text, or null. Empty is no filter. */
export function filterSlip(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    const value = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      return 'A filter is a JSON object: {"column": value}.';
    return null;
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : String(error)}`;
  }
}
