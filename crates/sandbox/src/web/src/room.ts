// What the page knows: one member's view of one channel. Everything is drawn from it.
import { Line, type Command, type Deed, type Form, type Hello, type Id, type Message, type Rule, type Server } from './frames.js';
import { setAhead } from './markdown.js';
import { LANGUAGE, words } from './words.js';

/** What the tour notes: followed a join link, acted without a role, stopped a server, broke something, ended it. */
export type Tried = 'join' | 'guest' | 'stop' | 'break' | 'end';

const COLOURS: Record<string, string> = { Admin: '#e67e22', Organiser: '#3498db', Steward: '#9b59b6', Driver: '#2ecc71' };

export class Room {
  hello: Hello | undefined;
  messages = new Map<Id, Message>();
  deeds = new Map<Id, Deed>();
  servers: Server[] = [];
  commands: Command[] = [];
  online = false;
  activity: string | null = null;
  connected = false;
  /** The form that waits to be filled in, and what it answered. */
  form: { id: Id; form: Form } | undefined;
  /** The last thing that could not be done, in words. */
  notice = '';
  readonly tried = new Set((sessionStorage.getItem('tried') ?? '').split(' ').filter(Boolean) as Tried[]);

  readonly line: Line;
  #drawing = false;

  constructor(private readonly draw: () => void) {
    this.line = new Line(
      () =>
        new URLSearchParams({
          member: sessionStorage.getItem('member') ?? '',
          channel: sessionStorage.getItem('channel') ?? '',
          locale: LANGUAGE,
        }).toString(),
      (frame) => {
        switch (frame.type) {
          case 'hello':
            this.#begin(frame);
            break;
          case 'message':
            this.messages.set(frame.message.id, frame.message);
            break;
          case 'deleted':
            this.messages.delete(frame.id);
            break;
          case 'deed':
            this.#deed(frame);
            break;
          case 'commands':
            this.commands = frame.commands;
            break;
          case 'bot':
            this.online = frame.online;
            this.activity = frame.activity;
            break;
          case 'servers':
            this.servers = frame.servers;
            if (this.servers.some((server) => server.state === 'stopped')) this.note('stop');
            break;
          case 'clock':
            setAhead(frame.ahead);
            break;
          case 'rules':
            if (this.hello) ({ rules: this.hello.rules, file_limit: this.hello.file_limit } = frame);
            break;
        }
        this.changed();
      },
      () => {
        this.connected = false;
        this.changed();
      },
    );
  }

  /** Draws the page once, however much changed. */
  changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.draw();
    });
  }

  /** Does something, and shows the sandbox's words where it could not be done. */
  async attempt<T>(deed: Promise<T>): Promise<T | undefined> {
    try {
      return await deed;
    } catch (error) {
      // Whoever broke it off knows.
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      this.notice = error instanceof Error ? error.message : String(error);
      this.changed();
      return undefined;
    }
  }

  sit(seat: { member?: Id; channel?: Id }): void {
    if (seat.member) sessionStorage.setItem('member', seat.member);
    if (seat.channel) sessionStorage.setItem('channel', seat.channel);
    this.notice = '';
    this.line.reopen();
  }

  dismiss(id: Id): void {
    this.messages.delete(id);
    this.deeds.delete(id);
    this.changed();
    void this.attempt(this.line.ask({ do: 'dismiss', id }));
  }

  note(tried: Tried): void {
    this.tried.add(tried);
    sessionStorage.setItem('tried', [...this.tried].join(' '));
    this.changed();
  }

  name(id: Id): string {
    if (id === this.hello?.bot.id) return this.hello.bot.name;
    return this.hello?.members.find((member) => member.id === id)?.name ?? words.nobody;
  }

  /** Whether a stricter rule holds. */
  holds(rule: Rule): boolean {
    return this.hello?.rules.includes(rule) ?? false;
  }

  /** The names of somebody's roles. */
  roles(id: Id): string[] {
    const held = this.hello?.members.find((member) => member.id === id)?.roles ?? [];
    return (this.hello?.roles ?? []).filter((role) => held.includes(role.id)).map((role) => role.name);
  }

  colour(id: Id): string {
    return COLOURS[this.roles(id)[0] ?? ''] ?? '#ffffff';
  }

  #begin(hello: Hello): void {
    this.hello = hello;
    setAhead(hello.ahead);
    this.form = undefined;
    this.connected = true;
    this.messages = new Map(hello.messages.map((message) => [message.id, message]));
    this.deeds = new Map(hello.deeds.map((deed) => [deed.id, deed]));
    ({ servers: this.servers, commands: this.commands, online: this.online, activity: this.activity } = hello);
  }

  #deed(deed: Deed): void {
    if (deed.form) this.form = { id: deed.id, form: deed.form };
    if (deed.state === 'answered') this.deeds.delete(deed.id);
    else this.deeds.set(deed.id, deed);
    if (!this.roles(this.hello?.me ?? '').length) this.note('guest');
    // A button that is pressed again has not failed any more.
    for (const other of this.deeds.values())
      if (deed.message && other.message === deed.message && other.id !== deed.id) this.deeds.delete(other.id);
  }
}

/** In the chosen language, where the bot has it. */
export function localized(own: string, others: Record<string, string> | null | undefined): string {
  return others?.[LANGUAGE] ?? own;
}
