// A list that the server gives in pages: the newest first, more on demand. An answer that was overtaken is dropped.
import type { Listed } from './api/privacy';
import { problemText } from './problem';

export class Paged<T> {
  items = $state.raw<T[] | null>(null); // null: not there yet
  next = $state<string | null>(null);
  busy = $state(false);
  problem = $state('');
  private asked = 0;

  constructor(private readonly read: (cursor: string | null) => Promise<Listed<T>>) {}

  load = (): Promise<void> => this.ask(null);
  more = (): Promise<void> => this.ask(this.next);

  private async ask(cursor: string | null): Promise<void> {
    const mine = ++this.asked;
    this.busy = true;
    try {
      const page = await this.read(cursor);
      if (mine !== this.asked) return;
      this.items = cursor === null ? page.items : [...(this.items ?? []), ...page.items];
      this.next = page.next_cursor;
      this.problem = '';
    } catch (error) {
      if (mine === this.asked) this.problem = problemText(error);
    } finally {
      if (mine === this.asked) this.busy = false;
    }
  }
}
