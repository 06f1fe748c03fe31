// A form that the bot lets somebody fill in: Discord's modal.
import { html, nothing, type TemplateResult } from 'lit';
import type { Field, Id } from './frames.js';
import type { Room } from './room.js';
import { words } from './words.js';

export class FormDialog {
  #open: Id | undefined;

  constructor(private readonly room: Room) {}

  view(): TemplateResult {
    const asked = this.room.form;
    const fields = asked?.form.components.map((row) => row.components[0]).filter((one) => one !== undefined) ?? [];
    return html`<dialog id="form" aria-labelledby="form-title" @close=${this.#closed}>
      <h2 id="form-title">${asked?.form.title ?? ''}</h2>
      <form @submit=${this.#send}>
        ${fields.map((field) => input(field))}
        <div class="acts">
          <button type="button" class="press secondary" @click=${this.#cancel}>${words.cancel}</button>
          <button type="submit" class="press primary">${words.submit}</button>
        </div>
      </form>
    </dialog>`;
  }

  /** After each drawing: a form that has just come is opened. */
  drawn(): void {
    const asked = this.room.form;
    if (!asked || asked.id === this.#open) return;
    this.#open = asked.id;
    const dialog = document.querySelector<HTMLDialogElement>('#form');
    dialog?.querySelector('form')?.reset();
    if (!dialog?.open) dialog?.showModal();
  }

  #cancel = (): void => document.querySelector<HTMLDialogElement>('#form')?.close();

  #closed = (): void => {
    this.room.form = undefined;
    this.room.changed();
  };

  #send = (event: SubmitEvent): void => {
    event.preventDefault();
    const asked = this.room.form;
    if (!asked) return;
    const data = new FormData(event.target as HTMLFormElement);
    const fields = Object.fromEntries([...data].map(([name, text]) => [name, String(text)]));
    void this.room.attempt(this.room.line.ask({ do: 'submit', id: asked.id, fields }));
    this.#cancel();
  };
}

function input(field: Field): TemplateResult {
  return html`<label class="field"
    >${field.label}
    <input
      name=${field.custom_id}
      placeholder=${field.placeholder ?? nothing}
      minlength=${field.min_length ?? nothing}
      maxlength=${field.max_length ?? nothing}
      ?required=${field.required ?? true}
      autocomplete="off"
    />
  </label>`;
}
