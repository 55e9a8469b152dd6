// What the list remembers while the dashboard is open: where it was, and the cursors of the pages gone through.

let lastHref = '/conversations';
const trails = new Map<string, string[]>();

export function rememberList(href: string): void {
  lastHref = href;
}

export function listToReturnTo(): string {
  return lastHref;
}

// Cursors of pages 2, 3, … of a view, as far as they were visited.
export function trail(viewQuery: string): string[] {
  let cursors = trails.get(viewQuery);
  if (!cursors) {
    cursors = [];
    trails.set(viewQuery, cursors);
  }
  return cursors;
}
