// Where a member types: a message, or a command with its options. The list above it is a listbox
// of the field that has the focus: arrows walk it, Enter or Tab takes, Escape closes.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ATTACHMENT, type Choice, type Command, type Filled, type Option } from './frames.js';
import { localized, type Room } from './room.js';
import { size, upload, type Kept } from './upload.js';
import { words } from './words.js';

/** What stands in an option: what was typed, and what it means where a choice was taken. */
interface Value {
  typed: string;
  taken?: string;
  file?: Kept;
  /** A file on its way. */
  coming?: { name: string; share: number };
}

interface Hint {
  name: string;
  about: string;
  take: () => void;
}

/** So that the bot is not asked for every keystroke. */
const KEYSTROKES_MS = 120;

export class Composer {
  #text = '';
  #command: Command | undefined;
  #values = new Map<string, Value>();
  /** The option with the focus. */
  #at = '';
  #choices: Choice[] = [];
  #choicesFor = '';
  #active = 0;
  #closed = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** Breaks the upload off that is going on. */
  #upload: AbortController | undefined;

  /** `sent` is called when a member has sent something. */
  constructor(
    private readonly room: Room,
    private readonly sent: () => void,
  ) {}

  view(): TemplateResult {
    const hints = this.#hints();
    const active = Math.min(this.#active, hints.length - 1);
    return html`<form class="composer" @submit=${this.#submit} @keydown=${this.#key}>
      ${this.room.notice
        ? html`<div class="notice" role="alert">
            ${this.room.notice}
            <button type="button" class="link" @click=${this.#forget}>OK</button>
          </div>`
        : nothing}
      ${hints.length
        ? html`<ul class="hints" id="hints" role="listbox" aria-label=${words.suggestions}>
            ${hints.map(
              (hint, index) =>
                html`<li
                  id=${`hint${index}`}
                  role="option"
                  aria-selected=${index === active}
                  @mousedown=${(event: Event) => event.preventDefault()}
                  @click=${hint.take}
                >
                  <b>${hint.name}</b> <span>${hint.about}</span>
                </li>`,
            )}
          </ul>`
        : nothing}
      ${this.#command && !hints.length ? this.#about() : nothing}
      <div class="line">
        ${this.#command ? this.#commandLine(this.#command, hints, active) : this.#textLine(hints, active)}
        <button
          class=${this.#isReady() ? 'send ready' : 'send'}
          ?disabled=${this.#upload !== undefined}
          aria-label=${words.send}
        >
          ➤
        </button>
      </div>
    </form>`;
  }

  /** Puts the focus where typing goes on. */
  focus(): void {
    requestAnimationFrame(() => {
      const field = this.#command ? document.getElementById(`option-${this.#at}`) : document.getElementById('say');
      (field ?? document.querySelector<HTMLElement>('.composer .send'))?.focus();
    });
  }

  /** Begins a command, unless something is being typed already. */
  slash(): void {
    if (!this.#command && !this.#text) this.#say('/');
    this.focus();
  }

  /** Files that were dropped: into the command that is being typed, or into the first that takes one. */
  drop(files: FileList): void {
    const file = files[0];
    if (!file) return;
    const takes = (command: Command | undefined) => command?.options.find((option) => option.type === ATTACHMENT);
    if (!takes(this.#command)) {
      const command = this.room.commands.find(takes);
      if (!command) return;
      this.#choose(command);
    }
    const option = takes(this.#command);
    if (option) void this.#attach(option, file);
  }

  /** Sends the first command that takes a file, with the sample pack. */
  async sample(): Promise<void> {
    const command = this.room.commands.find((one) => one.options.some((option) => option.type === ATTACHMENT));
    const option = command?.options.find((one) => one.type === ATTACHMENT);
    if (!command || !option || this.#upload) return;
    this.#choose(command);
    await this.#attach(option, undefined);
    if (this.#command === command && this.#values.get(option.name)?.file) await this.#send(command);
  }

  #textLine(hints: Hint[], active: number): TemplateResult {
    const channel = this.room.hello?.channels.find((one) => one.id === this.room.hello?.channel)?.name ?? '';
    return html`<input
      id="say"
      .value=${this.#text}
      placeholder=${words.placeholder(channel)}
      aria-label=${words.field}
      autocomplete="off"
      maxlength="2000"
      role="combobox"
      aria-expanded=${hints.length > 0}
      aria-controls="hints"
      aria-activedescendant=${hints.length ? `hint${active}` : nothing}
      @input=${(event: InputEvent) => this.#say((event.target as HTMLInputElement).value)}
    />`;
  }

  #commandLine(command: Command, hints: Hint[], active: number): TemplateResult {
    const rest = command.options.filter((option) => !this.#values.has(option.name));
    return html`<span class="command">/${localized(command.name, command.name_localizations)}</span>
      ${repeat(
        [...this.#values],
        ([name]) => name,
        ([name, value]) => {
          const option = command.options.find((one) => one.name === name);
          return option ? this.#option(option, value, hints, active) : nothing;
        },
      )}
      ${rest.map(
        (option) =>
          html`<button type="button" class="more" title=${about(option)} @click=${() => this.#add(option)}>
            + ${localized(option.name, option.name_localizations)}
          </button>`,
      )}`;
  }

  #option(option: Option, value: Value, hints: Hint[], active: number): TemplateResult {
    const id = `option-${option.name}`;
    const label = localized(option.name, option.name_localizations);
    const enter = () => this.#enter(option.name);
    if (option.type === ATTACHMENT)
      return html`<span class="option">
        <label for=${id}>${label}</label>
        <label class="filebox" for=${id}>
          ${value.file
            ? html`<span>📦 ${value.file.name}</span> <small>${size(value.file.size)}</small>`
            : value.coming
              ? html`<span>📦 ${value.coming.name}</span>
                  <progress aria-label=${words.uploading(value.coming.name)} .value=${value.coming.share}></progress>
                  <small>${Math.floor(value.coming.share * 100)} %</small>`
              : words.chooseFile}
        </label>
        <input
          type="file"
          id=${id}
          @focus=${enter}
          @change=${(event: Event) => {
            const file = (event.target as HTMLInputElement).files?.[0];
            if (file) void this.#attach(option, file);
          }}
        />
        ${value.file || value.coming
          ? nothing
          : html`<button type="button" class="link" @click=${() => this.#attach(option, undefined)}>
              ${takesProgram(this.#command) ? words.useSampleProgram : words.useSample}
            </button>`}
      </span>`;
    return html`<span class="option">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        .value=${value.typed}
        autocomplete="off"
        maxlength=${option.max_length ?? nothing}
        role="combobox"
        aria-expanded=${this.#at === option.name && hints.length > 0}
        aria-controls="hints"
        aria-activedescendant=${this.#at === option.name && hints.length ? `hint${active}` : nothing}
        @focus=${enter}
        @input=${(event: InputEvent) => this.#type(option, (event.target as HTMLInputElement).value)}
      />
    </span>`;
  }

  /** What Discord writes above a command that is being typed: what the option is for. */
  #about(): TemplateResult {
    const command = this.#command;
    const option = command?.options.find((one) => one.name === this.#at);
    return html`<div class="hints about">
      ${option
        ? html`<b>${localized(option.name, option.name_localizations)}</b> <span>${about(option)}</span>`
        : html`<span>${command ? localized(command.description, command.description_localizations) : ''}</span>`}
      ${this.#isReady() ? html`<span class="enter"><kbd>Enter</kbd> ${words.enterSends}</span>` : nothing}
    </div>`;
  }

  /** Whether there is something to send, as far as the page can tell. */
  #isReady(): boolean {
    const command = this.#command;
    if (!command) return this.#text.trim() !== '' && !this.#text.startsWith('/');
    const isFilled = ({ file, taken, typed }: Value) => file !== undefined || (taken ?? typed.trim()) !== '';
    const isThere = (option: Option) => !option.required || this.#values.has(option.name);
    return !this.#upload && command.options.every(isThere) && [...this.#values.values()].every(isFilled);
  }

  #hints(): Hint[] {
    if (this.#closed) return [];
    if (this.#command) {
      const value = this.#values.get(this.#at);
      // What was taken needs no more offers.
      if (!value || value.taken !== undefined || this.#choicesFor !== this.#at) return [];
      return this.#choices.map((choice) => ({ name: choice.name, about: '', take: () => this.#take(choice) }));
    }
    if (!this.#text.startsWith('/')) return [];
    const typed = this.#text.slice(1).toLowerCase();
    return this.room.commands
      .filter((command) =>
        [command.name, localized(command.name, command.name_localizations)].some((name) => name.startsWith(typed)),
      )
      .map((command) => ({
        name: `/${localized(command.name, command.name_localizations)}`,
        about: localized(command.description, command.description_localizations),
        take: () => this.#choose(command),
      }));
  }

  #say(text: string): void {
    this.#text = text;
    this.#active = 0;
    this.#closed = false;
    // A whole name and a space choose the command, as a tap on it would.
    if (text.startsWith('/') && text.endsWith(' ')) {
      const name = text.slice(1, -1);
      const named = (command: Command) =>
        command.name === name || localized(command.name, command.name_localizations) === name;
      const command = this.room.commands.find(named);
      if (command) return this.#choose(command);
    }
    this.room.changed();
  }

  #choose(command: Command): void {
    this.#reset();
    this.#command = command;
    // What has to be filled in, or at least wants a file; the rest is offered beside it.
    const first = command.options.filter((option) => option.required || option.type === ATTACHMENT);
    for (const option of first) this.#values.set(option.name, { typed: '' });
    this.#at = first[0]?.name ?? '';
    this.room.changed();
    this.focus();
  }

  #add(option: Option, typed = ''): void {
    this.#values.set(option.name, { typed });
    this.#at = option.name;
    this.room.changed();
    this.focus();
  }

  #enter(name: string): void {
    this.#at = name;
    this.#active = 0;
    this.#closed = false;
    this.#complete();
    this.room.changed();
  }

  #type(option: Option, typed: string): void {
    this.#values.set(option.name, { typed });
    this.#active = 0;
    this.#closed = false;
    this.#complete();
    this.room.changed();
  }

  /** Asks the bot what the option could be; fixed choices need no asking. */
  #complete(): void {
    clearTimeout(this.#typing);
    const command = this.#command;
    const option = command?.options.find((one) => one.name === this.#at);
    const value = this.#values.get(this.#at);
    if (!command || !option || !value || value.taken !== undefined) return;
    const { typed } = value;
    const offer = (choices: Choice[]) => {
      this.#choicesFor = option.name;
      this.#choices = choices;
      this.room.changed();
    };
    if (option.choices?.length) {
      const fits = (choice: Choice) => choice.name.toLowerCase().includes(typed.toLowerCase());
      return offer(option.choices.filter(fits));
    }
    if (!option.autocomplete) return offer([]);
    this.#typing = setTimeout(async () => {
      const ask = this.room.line.ask({ do: 'complete', command: command.name, option: option.name, typed });
      const choices = await this.room.attempt(ask);
      // The answer to an earlier keystroke may come late.
      if (this.#at === option.name && this.#values.get(option.name)?.typed === typed)
        offer((choices as Choice[] | undefined) ?? []);
    }, KEYSTROKES_MS);
  }

  #take(choice: Choice): void {
    this.#values.set(this.#at, { typed: choice.name, taken: choice.value });
    this.room.changed();
    this.focus();
  }

  /** Uploads a file, or the sandbox's own sample where there is none. */
  async #attach(option: Option, file: File | undefined): Promise<void> {
    const limit = this.room.hello?.file_limit ?? 0;
    if (file && limit < file.size) {
      this.room.notice = words.tooLarge(size(limit));
      return this.room.changed();
    }
    this.#upload?.abort();
    const own = (this.#upload = new AbortController());
    const tell = (share: number) => {
      if (file && own === this.#upload) this.#values.set(option.name, { typed: '', coming: { name: file.name, share } });
      this.room.changed();
    };
    tell(0);
    const sample = takesProgram(this.#command) ? 'program' : 'pack';
    const kept = await this.room.attempt(upload(file ?? sample, this.room.hello, tell, own.signal));
    // Another file, or another command, may have taken its place meanwhile.
    if (own !== this.#upload) return;
    this.#upload = undefined;
    this.#values.set(option.name, kept ? { typed: '', file: kept } : { typed: '' });
    this.#at = option.name;
    this.room.changed();
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer .send')?.focus());
  }

  #key = (event: KeyboardEvent): void => {
    const hints = this.#hints();
    const take = hints[Math.min(this.#active, hints.length - 1)];
    const inField = event.target instanceof HTMLInputElement && event.target.type !== 'file';
    const isEmpty = !inField || !(event.target as HTMLInputElement).value;
    if (event.key === 'Escape') {
      if (hints.length) this.#closed = true;
      else this.#reset();
      this.focus();
    } else if (take && inField && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const step = event.key === 'ArrowDown' ? 1 : hints.length - 1;
      this.#active = (this.#active + step) % hints.length;
    } else if (take && inField && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
      take.take();
    } else if (event.key === 'Backspace' && this.#command && isEmpty) {
      this.#leaveOption();
    } else if (this.#command && /^[^ /]$/u.test(event.key) && !(event.ctrlKey || event.metaKey || event.altKey) && !inField) {
      // Whoever goes on typing after a command means its next option.
      const next = this.#command.options.find((one) => one.type !== ATTACHMENT && !this.#values.has(one.name));
      if (!next) return;
      this.#add(next, event.key);
    } else return;
    event.preventDefault();
    this.room.changed();
  };

  /** Backspace in an empty option takes it away, and in the last one the command. */
  #leaveOption(): void {
    this.#upload?.abort();
    this.#upload = undefined;
    this.#values.delete(this.#at);
    const left = [...this.#values.keys()].pop();
    if (left === undefined) this.#reset();
    else this.#at = left;
    this.focus();
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    if (this.#command) return void this.#send(this.#command);
    const text = this.#text.trim();
    if (!text) return;
    if (text.startsWith('/')) {
      this.room.notice = words.noSuchCommand;
      return this.room.changed();
    }
    this.#reset();
    this.sent();
    void this.room.attempt(this.room.line.ask({ do: 'say', text }));
  };

  async #send(command: Command): Promise<void> {
    const options: Record<string, Filled> = {};
    for (const [name, value] of this.#values) {
      const filled = value.file ? { file: value.file.id } : (value.taken ?? value.typed.trim());
      if (filled !== '') options[name] = filled;
    }
    const missing = command.options.find((option) => option.required && !(option.name in options));
    if (missing) {
      this.room.notice = words.required(localized(missing.name, missing.name_localizations));
      this.#at = missing.name;
      this.room.changed();
      return this.focus();
    }
    this.#reset();
    this.sent();
    this.focus();
    await this.room.attempt(this.room.line.ask({ do: 'command', name: command.name, options }));
  }

  #forget = (): void => {
    this.room.notice = '';
    this.room.changed();
    this.focus();
  };

  #reset(): void {
    this.#upload?.abort();
    this.#upload = undefined;
    this.#text = '';
    this.#command = undefined;
    this.#values = new Map();
    this.#at = '';
    this.#choices = [];
    this.#active = 0;
    this.#closed = false;
    this.room.notice = '';
    this.room.changed();
  }
}

function about(option: Option): string {
  return localized(option.description, option.description_localizations);
}

/** Whether its file is a server program; the others take packs. */
function takesProgram(command: Command | undefined): boolean {
  return command?.name.startsWith('programs') ?? false;
}
