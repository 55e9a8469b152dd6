// A small client-side router over the history API. Pages are found by path; links are ordinary <a href>.

const state = $state({ path: location.pathname, search: location.search });

export function route(): { path: string; search: string } {
  return state;
}

export function navigate(href: string, how: 'push' | 'replace' = 'push'): void {
  const url = new URL(href, location.origin);
  const samePage = url.pathname === state.path;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  state.path = url.pathname;
  state.search = url.search;
  if (!samePage) {
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }
}

// Turns clicks on links inside the dashboard into navigation without a page load. Returns the way to stop it.
export function startRouter(): () => void {
  const onPop = () => {
    state.path = location.pathname;
    state.search = location.search;
  };
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href]');
    if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
    const url = new URL(anchor.href);
    if (url.origin !== location.origin || /^\/(v1|metrics|healthz|readyz)(\/|$)/.test(url.pathname)) return;
    if (url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    navigate(url.href);
  };
  window.addEventListener('popstate', onPop);
  document.addEventListener('click', onClick);
  return () => {
    window.removeEventListener('popstate', onPop);
    document.removeEventListener('click', onClick);
  };
}
