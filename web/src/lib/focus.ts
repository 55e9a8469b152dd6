// After a form was refused: to the first field that is wrong.
import { tick } from 'svelte';

export async function focusWrong(form: HTMLFormElement): Promise<void> {
  await tick(); // the fields are marked by now
  form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
}
