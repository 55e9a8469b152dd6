// What happens in the centre, as it happens: one Server-Sent Events stream shared by all pages.
import type { Job } from './api/types';

export interface CentreEvent {
  job?: Job;
  conversation?: { id: string; state: string };
}

type Listener = (event: CentreEvent) => void;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
const state = $state({ connected: false, lost: false });

export function connected(): boolean {
  return state.connected;
}

// There was no connection, or it broke; before the first answer neither is known.
export function connectionLost(): boolean {
  return state.lost;
}

// The browser reconnects by itself. A listener also hears an empty event after a reconnection: events may be missed.
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (!source) open();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) close();
  };
}

function open(): void {
  let before = false;
  const stream = new EventSource('/v1/events');
  source = stream;
  stream.addEventListener('open', () => {
    state.connected = true;
    state.lost = false;
    if (before) tell({});
    before = true;
  });
  stream.addEventListener('error', () => {
    state.connected = false;
    state.lost = true;
    if (stream.readyState === EventSource.CLOSED && source === stream) {
      // The server refused, for example while it restarts behind a proxy.
      source = null;
      setTimeout(() => {
        if (!source && listeners.size > 0) open();
      }, 5000);
    }
  });
  stream.addEventListener('job', (e) => tell({ job: JSON.parse((e as MessageEvent<string>).data) as Job }));
  stream.addEventListener('conversation', (e) =>
    tell({ conversation: JSON.parse((e as MessageEvent<string>).data) as { id: string; state: string } }),
  );
}

function close(): void {
  source?.close();
  source = null;
  state.connected = false;
  state.lost = false;
}

function tell(event: CentreEvent): void {
  for (const listener of listeners) listener(event);
}

// Calls `action` once things have been quiet for `wait`, and at the latest after `atMost` milliseconds.
export function debounced(action: () => void, wait: number, atMost: number): (() => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  const run = () => {
    const now = Date.now();
    if (timer === undefined) first = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      action();
    }, Math.max(0, Math.min(wait, first + atMost - now)));
  };
  return Object.assign(run, { cancel: () => clearTimeout(timer) });
}
