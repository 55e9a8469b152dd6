// Which of the chosen files belong together: a recording, its transcript and its metadata share a stem.

export type Part = 'recording' | 'transcript' | 'metadata';

export interface Bundle {
  name: string; // of the leading file
  recording?: File;
  transcript?: File;
  metadata?: File;
  messages?: File; // a CSV of messages: goes alone and becomes many conversations
  problem?: 'unsupported' | 'metadataOnly';
}

const transcriptTypes = new Set(['vtt', 'srt', 'txt']);
const mediaTypes = new Set([
  'wav', 'mp3', 'ogg', 'oga', 'opus', 'flac', 'm4a', 'aac', 'mp4', 'mov', 'mkv', 'webm', 'wma', 'amr', 'gsm', 'au', 'aif',
  'aiff', 'caf', '3gp', 'avi', 'mka', 'wv', 'mpg', 'mpeg', 'm4b', 'mp2', 'vox', 'spx',
]);

export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

export function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '').replace(/\.(metadata|meta|transcript|whisper|tr|en|de)$/i, '');
}

// JSON with turns or segments is a transcript; any other object is metadata.
export function isTranscriptJson(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    if (Array.isArray(json)) return true;
    return typeof json === 'object' && json !== null && ['turns', 'segments', 'transcription'].some((key) => key in json);
  } catch {
    return true; // The server says exactly what is wrong with it.
  }
}

export async function partOf(file: File): Promise<Part | 'messages' | null> {
  const extension = extensionOf(file.name);
  if (extension === 'csv') return 'messages';
  if (transcriptTypes.has(extension)) return 'transcript';
  if (extension === 'json') return isTranscriptJson(await file.text()) ? 'transcript' : 'metadata';
  if (mediaTypes.has(extension) || /^(audio|video)\//.test(file.type)) return 'recording';
  return null;
}

export async function bundle(files: File[]): Promise<Bundle[]> {
  const result: Bundle[] = [];
  const byStem = new Map<string, Bundle>();
  for (const file of files) {
    const part = await partOf(file);
    if (part === null) result.push({ name: file.name, problem: 'unsupported' });
    else if (part === 'messages') result.push({ name: file.name, messages: file });
    else {
      const stem = stemOf(file.name);
      let into = byStem.get(stem);
      if (!into || into[part]) {
        into = { name: file.name };
        byStem.set(stem, into);
        result.push(into);
      }
      into[part] = file;
    }
  }
  for (const b of result) {
    b.name = (b.recording ?? b.transcript ?? b.metadata ?? b.messages)?.name ?? b.name;
    if (b.metadata && !b.recording && !b.transcript) b.problem = 'metadataOnly';
  }
  return result;
}
