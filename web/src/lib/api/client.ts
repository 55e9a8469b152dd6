// One place that talks HTTP. Every failure is an ApiError: status 0 means that no answer came.
import type { Problem } from './types';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail || code || String(status));
  }
}

let whenSignedOut: () => void = () => {};

// Called once by the session: what to do when a call finds that the cookie has expired.
export function onSignedOut(handler: () => void): void {
  whenSignedOut = handler;
}

export async function problemOf(response: Response): Promise<ApiError> {
  let problem: Partial<Problem> = {};
  try {
    problem = (await response.json()) as Partial<Problem>;
  } catch {
    // A proxy answered with something else: the status has to be enough.
  }
  return new ApiError(response.status, problem.code ?? '', problem.detail ?? problem.title ?? '');
}

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      headers: { Accept: 'application/json', 'X-CXAI': '1', ...init.headers },
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'network', '');
  }
  if (response.ok) return response;
  if (response.status === 401 && path !== '/v1/session') whenSignedOut();
  throw await problemOf(response);
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await request(path, signal ? { signal } : {})).json()) as T;
}

export async function sendJson(method: string, path: string, body: unknown): Promise<Response> {
  return request(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
