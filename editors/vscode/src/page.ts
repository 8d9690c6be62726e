/** A page of ours in a panel: nothing in it may run or be fetched, whatever a protocol says. */

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:;";

/** A page with the policy that lets it show itself and do nothing else. */
export function closed(page: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  const at = page.search(/<head[^>]*>/i);
  if (at < 0) {
    return `<!doctype html><html><head>${policy}</head><body>${page}</body></html>`;
  }
  const end = page.indexOf(">", at) + 1;
  return page.slice(0, end) + policy + page.slice(end);
}
