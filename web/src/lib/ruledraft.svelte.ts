// The draft of the book that is being worked on: its steps, and its copy in the browser.
import type { Book, Category, Rules } from './api/rules';
import { History } from './history';
import { emptyBook, faults, sameBook, storeDraft, storedDraft } from './rules';

export class RuleDraft {
  book = $state.raw<Book>(emptyBook);
  published = $state.raw<Book>(emptyBook);
  revision = $state<string | null>(null); // in use
  seen = $state<string | null>(null); // the revision the draft was begun from
  undoable = $state(false);
  redoable = $state(false);
  kept = $state(true); // the browser keeps it
  private history = new History<Book>(emptyBook);
  private begun = false;

  readonly dirty = $derived(!sameBook(this.book, this.published));
  readonly overtaken = $derived(this.dirty && this.seen !== this.revision);
  readonly found = $derived(faults(this.book));

  constructor(private readonly user: string) {}

  // What the server has now. A draft that was kept stays; without one the draft is the book in use.
  take(rules: Rules): void {
    const before = this.published;
    if (this.begun && rules.revision === this.revision) return;
    const first = !this.begun;
    this.begun = true;
    this.published = rules.book ?? emptyBook;
    this.revision = rules.revision;
    const stored = first ? storedDraft(localStorage, this.user) : null;
    if (stored && !sameBook(stored.book, this.published)) {
      this.seen = stored.seen;
      this.start(stored.book);
    } else if (first || sameBook(this.book, before) || sameBook(this.book, this.published)) {
      this.seen = rules.revision;
      this.start(this.published);
    }
  }

  change(step: (book: Book) => void): void {
    const next = structuredClone(this.book);
    step(next);
    this.replace(next);
  }
  changeCategory(index: number, step: (category: Category) => void): void {
    this.change((book) => step(book.categories[index]!));
  }
  // The whole book in one step.
  replace(next: Book): void {
    this.history.push(next);
    this.show(next);
  }
  undo(): void {
    this.show(this.history.undo());
  }
  redo(): void {
    this.show(this.history.redo());
  }
  // The draft is kept although another has published meanwhile.
  keep(): void {
    this.seen = this.revision;
    this.store();
  }
  drop(): void {
    this.seen = this.revision;
    this.replace(this.published);
  }

  private start(book: Book): void {
    this.history = new History(book);
    this.show(book);
  }
  private show(book: Book): void {
    this.book = book;
    this.undoable = this.history.canUndo;
    this.redoable = this.history.canRedo;
    this.store();
  }
  private store(): void {
    const dirty = !sameBook(this.book, this.published);
    if (!dirty) this.seen = this.revision;
    this.kept = storeDraft(localStorage, this.user, dirty ? { seen: this.seen, at: new Date().toISOString(), book: this.book } : null) || !dirty;
  }
}
