// The sound of one conversation: where it is, whether it plays, how fast, and whether silences are skipped.

export interface Stretch {
  start_ms: number;
  end_ms: number;
}

export const speeds = [0.75, 1, 1.25, 1.5, 2] as const;

export class Playback {
  time = $state(0); // milliseconds
  duration = $state(0);
  playing = $state(false);
  failed = $state(false);
  rate = $state(1);
  skipping = $state(false);
  readonly media: HTMLAudioElement;
  silences: Stretch[] = [];
  private frame = 0;

  constructor(url: string, durationMs: number) {
    this.duration = durationMs;
    this.media = new Audio();
    this.media.preload = 'metadata';
    this.media.src = url;
    this.media.addEventListener('play', () => {
      this.playing = true;
      this.watch();
    });
    for (const name of ['pause', 'ended'] as const) {
      this.media.addEventListener(name, () => {
        this.playing = false;
        this.read();
      });
    }
    this.media.addEventListener('seeking', () => this.read());
    this.media.addEventListener('seeked', () => this.read());
    this.media.addEventListener('durationchange', () => {
      if (Number.isFinite(this.media.duration)) this.duration = this.media.duration * 1000;
    });
    this.media.addEventListener('error', () => (this.failed = true));
  }

  toggle(): void {
    if (this.media.paused) void this.media.play().catch(() => {});
    else this.media.pause();
  }

  seek(ms: number): void {
    const to = Math.max(0, Math.min(ms, this.duration || ms));
    this.media.currentTime = to / 1000;
    this.time = to;
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.media.playbackRate = rate;
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.media.pause();
    this.media.removeAttribute('src');
    this.media.load();
  }

  private read(): void {
    this.time = this.media.currentTime * 1000;
  }

  private watch(): void {
    cancelAnimationFrame(this.frame);
    const step = () => {
      this.read();
      if (this.skipping) this.skip();
      if (!this.media.paused) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  // A little of the silence stays, so that the jump is heard as one.
  private skip(): void {
    const inside = this.silences.find((s) => s.start_ms + 250 < this.time && this.time < s.end_ms - 400);
    if (inside) this.seek(inside.end_ms - 250);
  }
}
