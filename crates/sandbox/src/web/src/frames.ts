// What goes over the websocket: crates/sandbox/src/frames.rs has the same in Rust. Messages,
// commands and their parts are Discord's own JSON.
import { words } from './words.js';

export type Id = string;

export interface Message {
  id: Id;
  author: { id: Id; username: string; global_name: string | null; bot?: boolean };
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  flags: number;
  embeds: Embed[];
  components: Row[];
  attachments: Attachment[];
  interaction_metadata?: { id: Id; user: { id: Id }; name?: string };
}

export interface Attachment {
  id: Id;
  filename: string;
  size: number;
  url: string;
  content_type?: string;
  /** What is to be seen, for those who do not. */
  description?: string;
}

export interface Embed {
  title?: string;
  url?: string;
  description?: string;
  color?: number;
  fields?: { name: string; value: string; inline: boolean }[];
  footer?: { text: string };
}

export interface Row {
  components: Component[];
}

export interface Component {
  type: number;
  style?: number;
  label?: string;
  custom_id?: string;
  url?: string;
  disabled?: boolean;
  emoji?: { name?: string };
  placeholder?: string;
  options?: { label: string; value: string; description?: string }[];
}

/** A form that the bot lets somebody fill in. */
export interface Form {
  custom_id: string;
  title: string;
  components: { components: Field[] }[];
}

export interface Field {
  custom_id: string;
  label: string;
  style: number;
  placeholder?: string;
  required?: boolean;
  min_length?: number;
  max_length?: number;
  value?: string;
}

export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;

type Localized = Record<string, string> | null | undefined;

export interface Option {
  type: number;
  name: string;
  description: string;
  name_localizations?: Localized;
  description_localizations?: Localized;
  required?: boolean;
  autocomplete?: boolean;
  max_length?: number;
  choices?: Choice[];
}

export const ATTACHMENT = 11;

export interface Command {
  id: Id;
  name: string;
  description: string;
  name_localizations?: Localized;
  description_localizations?: Localized;
  options: Option[];
}

export interface Choice {
  name: string;
  value: string;
}

export interface Deed {
  id: Id;
  said: string;
  name: string;
  message: Id | null;
  state: 'waiting' | 'answered' | 'failed';
  form?: Form;
}

export interface Server {
  id: string;
  name: string;
  state: 'boots' | 'runs' | 'crashed' | 'failed' | 'stops' | 'stopped' | 'deleted';
  address: string | null;
  track: string;
  slots: number;
}

interface Named {
  id: Id;
  name: string;
}

export interface Hello {
  guild: Named;
  channel: Id;
  channels: Named[];
  me: Id;
  bot: Named;
  online: boolean;
  activity: string | null;
  members: { id: Id; name: string; roles: Id[] }[];
  roles: Named[];
  commands: Command[];
  messages: Message[];
  deeds: Deed[];
  servers: Server[];
  /** By how many seconds the clock is ahead of everybody's. */
  ahead: number;
  rules: Rule[];
  file_limit: number;
}

type Frame =
  | ({ type: 'hello' } & Hello)
  | { type: 'message'; message: Message }
  | { type: 'deleted'; id: Id }
  | ({ type: 'deed' } & Deed)
  | { type: 'commands'; commands: Command[] }
  | { type: 'bot'; online: boolean; activity: string | null }
  | { type: 'servers'; servers: Server[] }
  | { type: 'clock'; ahead: number }
  | { type: 'rules'; rules: Rule[]; file_limit: number };

type Answer = { type: 'answer'; to: number; done?: unknown; refused?: string };

export type Filled = string | { file: Id };

export type Ask =
  | { do: 'command'; name: string; options: Record<string, Filled> }
  | { do: 'complete'; command: string; option: string; typed: string }
  | { do: 'press'; message: Id; button: string }
  | { do: 'choose'; message: Id; menu: string; values: string[] }
  | { do: 'submit'; id: Id; fields: Record<string, string> }
  | { do: 'forward'; minutes: number }
  | { do: 'say'; text: string }
  | { do: 'dismiss'; id: Id }
  | { do: 'join'; link: string }
  | { do: 'log'; server: string }
  | { do: 'drivers'; server: string; count: number }
  | { do: 'break'; knob: Knob | 'crash' | 'finish_race'; server?: string }
  | { do: 'rule'; rule: Rule; on: boolean };

/** What the real Discord does and the sandbox spares one until it is switched on. */
export type Rule =
  | 'small_files'
  | 'old_messages'
  | 'closed_channels'
  | 'discord_down'
  | 'hide_embeds'
  | 'raw_mentions';

export type Knob =
  | 'cut_upload'
  | 'expire_file'
  | 'rate_limit'
  | 'slow_discord'
  | 'cut_gateway'
  | 'slow_boot'
  | 'mend';

/** The connection to the sandbox. It comes back by itself, and then begins with a new hello. */
export class Line {
  #socket: WebSocket | undefined;
  #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #pause = 0;

  constructor(
    private readonly query: () => string,
    private readonly tell: (frame: Frame) => void,
    private readonly lost: () => void,
  ) {}

  open(): void {
    const socket = new WebSocket(`ws://${location.host}/socket?${this.query()}`);
    this.#socket = socket;
    socket.onopen = () => (this.#pause = 0);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      const frame = JSON.parse(data as string) as Frame | Answer;
      if (frame.type !== 'answer') return this.tell(frame);
      this.#waiting.get(frame.to)?.(frame);
      this.#waiting.delete(frame.to);
    };
    socket.onclose = () => {
      // One that was closed because another took its place is no loss.
      if (socket !== this.#socket) return;
      for (const [to, answer] of this.#waiting) answer({ type: 'answer', to, refused: words.gone });
      this.#waiting.clear();
      this.lost();
      this.#pause = Math.min(this.#pause * 2 + 250, 4000);
      setTimeout(() => socket === this.#socket && this.open(), this.#pause);
    };
  }

  /** Takes another seat: another member, another channel. */
  reopen(): void {
    const old = this.#socket;
    this.open();
    old?.close();
  }

  /** Asks for something; an error holds the sandbox's words. */
  ask(ask: Ask): Promise<unknown> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error(words.gone));
    return new Promise((done, refuse) => {
      const n = ++this.#asked;
      this.#waiting.set(n, ({ done: value, refused }) =>
        refused === undefined ? done(value) : refuse(new Error(refused)),
      );
      socket.send(JSON.stringify({ n, ...ask }));
    });
  }
}
