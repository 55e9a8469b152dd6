// The uploads of this visit: sent two at a time, then followed through the centre's event stream.
import { api } from './api';
import { ApiError, problemOf } from './api/client';
import type { Accepted, Job } from './api/types';
import { listen } from './events.svelte';
import { bundle, type Bundle } from './pairing';

export interface Upload {
  key: number;
  name: string;
  withTranscript: boolean;
  state: 'waiting' | 'sending' | 'working' | 'done' | 'failed';
  progress: number; // 0 … 1 of the present state
  stage: string;
  problem: Bundle['problem'] | null;
  status: number | null; // of a refused request
  detail: string;
  failures: Accepted['failures'];
  accepted: number;
  finished: number;
  alreadyThere: boolean;
  conversationId: string | null;
}

const state = $state<{ items: Upload[]; picking: number }>({ items: [], picking: 0 });
const waiting: { upload: Upload; bundle: Bundle }[] = [];
const jobs = new Map<string, Upload>();
let sending = 0;
let nextKey = 1;
let stopListening: (() => void) | null = null;
let poll: ReturnType<typeof setInterval> | undefined;

export function uploads(): Upload[] {
  return state.items;
}

// Rises each time someone asks for the file dialog; the component that owns the input watches it.
export function pickRequests(): number {
  return state.picking;
}

export function pickFiles(): void {
  state.picking++;
}

export function clearFinished(): void {
  state.items = state.items.filter((item) => item.state !== 'done' && item.state !== 'failed');
}

export async function addFiles(files: File[]): Promise<void> {
  for (const b of await bundle(files)) {
    state.items.unshift({
      key: nextKey++,
      name: b.name,
      withTranscript: !!b.recording && !!b.transcript,
      state: b.problem ? 'failed' : 'waiting',
      progress: 0,
      stage: '',
      problem: b.problem ?? null,
      status: null,
      detail: '',
      failures: [],
      accepted: 0,
      finished: 0,
      alreadyThere: false,
      conversationId: null,
    });
    if (!b.problem) waiting.push({ upload: state.items[0]!, bundle: b });
  }
  sendNext();
}

function sendNext(): void {
  while (sending < 2 && waiting.length > 0) {
    const { upload, bundle: b } = waiting.shift()!;
    sending++;
    void send(upload, b).finally(() => {
      sending--;
      sendNext();
    });
  }
}

async function send(upload: Upload, b: Bundle): Promise<void> {
  upload.state = 'sending';
  follow();
  try {
    settle(upload, await post(b, (share) => (upload.progress = share)));
  } catch (error) {
    upload.state = 'failed';
    upload.status = error instanceof ApiError ? error.status : 0;
    upload.detail = error instanceof ApiError ? error.detail : '';
  }
}

function settle(upload: Upload, answer: Accepted): void {
  upload.failures = answer.failures;
  upload.accepted = answer.items.length;
  upload.alreadyThere = answer.items.length > 0 && answer.items.every((item) => item.already_there);
  upload.conversationId = answer.items.length === 1 ? answer.items[0]!.conversation_id : null;
  const open = answer.items.filter((item) => !item.already_there && item.job_id);
  upload.finished = answer.items.length - open.length;
  upload.progress = 0;
  if (answer.items.length === 0) upload.state = 'failed';
  else if (open.length === 0) upload.state = 'done';
  else upload.state = 'working';
  for (const item of open) jobs.set(item.job_id, upload);
  // The job may have ended before its id was known here.
  for (const item of open.slice(0, 3)) void check(item.job_id);
}

function onJob(job: Job): void {
  const upload = jobs.get(job.id);
  if (!upload) return;
  if (upload.accepted === 1) {
    upload.progress = job.progress;
    upload.stage = job.state === 'queued' ? '' : job.stage;
  }
  if (job.state === 'succeeded' || job.state === 'failed') {
    jobs.delete(job.id);
    upload.finished++;
    if (job.state === 'failed') upload.failures.push({ source: upload.name, detail: job.error ?? '' });
    if (upload.accepted > 1) upload.progress = upload.finished / upload.accepted;
    if (upload.finished >= upload.accepted) {
      upload.state = upload.failures.length >= upload.accepted ? 'failed' : 'done';
    }
  }
}

// Events are the quick way; asking now and then makes sure that nothing hangs when one was missed.
function follow(): void {
  stopListening ??= listen(({ job }) => {
    if (job) onJob(job);
  });
  poll ??= setInterval(() => {
    for (const id of [...jobs.keys()].slice(0, 5)) void check(id);
    if (jobs.size === 0 && sending === 0 && waiting.length === 0) {
      clearInterval(poll);
      poll = undefined;
      stopListening?.();
      stopListening = null;
    }
  }, 3000);
}

async function check(id: string): Promise<void> {
  try {
    onJob(await api.job(id));
  } catch {
    // Asked again at the next turn.
  }
}

// XMLHttpRequest, because fetch does not tell how much has been sent.
function post(b: Bundle, onProgress: (share: number) => void): Promise<Accepted> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const url = b.messages ? `/v1/conversations?filename=${encodeURIComponent(b.messages.name)}` : '/v1/conversations';
    call.open('POST', url);
    call.setRequestHeader('X-CXAI', '1');
    call.setRequestHeader('Accept', 'application/json');
    call.upload.onprogress = (e) => onProgress(e.lengthComputable && e.total > 0 ? e.loaded / e.total : 0);
    call.onerror = () => reject(new ApiError(0, 'network', ''));
    call.onload = () => {
      const response = new Response(call.responseText, { status: call.status || 500 });
      if (response.ok) response.json().then((json) => resolve(json as Accepted), reject);
      else void problemOf(response).then(reject);
    };
    if (b.messages) {
      call.setRequestHeader('Content-Type', 'text/csv');
      call.send(b.messages);
      return;
    }
    const form = new FormData();
    for (const part of ['recording', 'transcript', 'metadata'] as const) {
      const file = b[part];
      if (file) form.append(part, file, file.name);
    }
    call.send(form);
  });
}
