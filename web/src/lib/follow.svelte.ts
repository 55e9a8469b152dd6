// One Server-Sent Events stream of its own address; the browser reconnects by itself.

// Calls `told` with every event of the names given. The result ends it.
export function follow(url: string, names: string[], told: (name: string, data: unknown) => void, state?: (open: boolean) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    const stream = new EventSource(url);
    source = stream;
    stream.addEventListener('open', () => state?.(true));
    stream.addEventListener('error', () => {
      state?.(false);
      // Refused for good: a call that is over, or a server that restarts behind a proxy.
      if (stream.readyState === EventSource.CLOSED && source === stream) timer = setTimeout(open, 5000);
    });
    for (const name of names)
      stream.addEventListener(name, (event) => told(name, JSON.parse((event as MessageEvent<string>).data)));
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
}
