// Behind the scenes: the servers that the bot has launched, what they log, and what can be broken.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Knob, Rule, Server } from './frames.js';
import type { Room } from './room.js';
import { words } from './words.js';

export class Drawer {
  open = false;
  #said = '';
  /** What pushes the clock, while it runs ten times as fast. */
  #fast: ReturnType<typeof setInterval> | undefined;
  #log: { server: string; text: string } | undefined;

  constructor(private readonly room: Room) {
    // The log of an open server goes on by itself.
    setInterval(() => this.#log && void this.#read(this.#log.server), 1000);
  }

  view(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<aside class="drawer" aria-label=${words.behind} @keydown=${this.#key}>
      <h2>${words.behind} <button class="close" aria-label=${words.close} @click=${this.toggle}>✕</button></h2>
      <h3>${words.servers}</h3>
      ${this.room.servers.length ? nothing : html`<p class="quiet">${words.noServers}</p>`}
      ${repeat(
        this.room.servers,
        (server) => server.id,
        (server) => this.#server(server),
      )}
      <h3>${words.clock}</h3>
      <p class="quiet">${words.aboutClock}</p>
      <div class="acts">
        ${words.steps.map(
          ([minutes, label]) =>
            html`<button class="press secondary" data-minutes=${minutes} @click=${() => this.#forward(minutes)}>${label}</button>`,
        )}
        <button id="fast" class="press secondary" role="switch" aria-checked=${this.#fast !== undefined} @click=${this.#hurry}>
          ${words.fast}
        </button>
      </div>
      <h3>${words.breakSomething}</h3>
      <p class="quiet" role="status">${this.#said}</p>
      ${(Object.keys(words.knobs) as Knob[]).map((knob) => {
        const [label, about, turned] = words.knobs[knob];
        return html`<button class="knob" id=${`knob-${knob}`} @click=${() => this.#turn({ knob }, turned)}>
          <b>${label}</b><span>${about}</span>
        </button>`;
      })}
      <h3>${words.strict}</h3>
      <p class="quiet">${words.aboutStrict}</p>
      ${(Object.keys(words.rules) as Rule[]).map((rule) => {
        const [label, about] = words.rules[rule];
        const on = this.room.holds(rule);
        return html`<button class="knob" id=${`rule-${rule}`} role="switch" aria-checked=${on} @click=${() => this.#switch(rule, !on)}>
          <b>${label}</b><span>${about}</span>
        </button>`;
      })}
      <p class="quiet"><a href="/licences.txt" target="_blank">${words.licences}</a></p>
    </aside>`;
  }

  toggle = (): void => {
    this.open = !this.open;
    this.#log = undefined;
    this.room.changed();
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.toggle();
    document.getElementById('backstage')?.focus();
  };

  #server(server: Server): TemplateResult {
    const log = this.#log?.server === server.id ? this.#log : undefined;
    return html`<section class="server" data-server=${server.id}>
      <div><b>${server.name}</b> <span class=${`state ${server.state}`}>${words.states[server.state]}</span></div>
      <div class="quiet">${server.track}${server.address ? html` · <code>${server.address}</code>` : nothing}</div>
      <div class="acts">
        <button class="link" aria-expanded=${log !== undefined} @click=${() => this.#toggleLog(server.id)}>
          ${log ? words.hideLog : words.showLog}
        </button>
        ${server.state === 'runs'
          ? html`<button class="link danger" @click=${() => this.#turn({ knob: 'crash', server: server.id }, words.crashed)}>
                ${words.crash}
              </button>
              <button class="link" @click=${() => this.#turn({ knob: 'finish_race', server: server.id }, words.finished)}>
                ${words.finishRace}
              </button>
              <label class="drivers">
                ${words.drivers}
                <input
                  type="number"
                  min="0"
                  max=${server.slots}
                  placeholder="0"
                  @change=${(event: Event) => this.#drivers(server.id, Number((event.target as HTMLInputElement).value))}
                />
              </label>`
          : nothing}
      </div>
      ${log ? html`<pre tabindex="0" aria-label=${words.logOf(server.name)}>${log.text}</pre>` : nothing}
    </section>`;
  }

  #toggleLog(server: string): void {
    this.#log = this.#log?.server === server ? undefined : { server, text: '' };
    this.room.changed();
    if (this.#log) void this.#read(server);
  }

  async #read(server: string): Promise<void> {
    const text = await this.room.line.ask({ do: 'log', server }).catch((error: Error) => error.message);
    if (this.#log?.server !== server || this.#log.text === text) return;
    this.#log.text = String(text);
    const shown = document.querySelector('.server pre');
    const atEnd = !shown || shown.scrollHeight - shown.scrollTop - shown.clientHeight < 20;
    this.room.changed();
    // The newest lines are what one looks for, unless one reads further up.
    if (atEnd) requestAnimationFrame(() => document.querySelector('.server pre')?.scrollTo(0, 1e9));
  }

  /** An evening of three hours in eighteen minutes: the clock goes on by itself, and a minute more every 6⅔ seconds. */
  #hurry = (): void => {
    if (this.#fast === undefined) {
      this.#fast = setInterval(() => void this.#forward(1), 60_000 / 9);
    } else {
      clearInterval(this.#fast);
      this.#fast = undefined;
    }
    this.room.changed();
  };

  async #forward(minutes: number): Promise<void> {
    await this.room.attempt(this.room.line.ask({ do: 'forward', minutes }));
  }

  async #drivers(server: string, count: number): Promise<void> {
    await this.room.attempt(this.room.line.ask({ do: 'drivers', server, count: Math.max(0, Math.trunc(count)) }));
  }

  async #switch(rule: Rule, on: boolean): Promise<void> {
    await this.room.attempt(this.room.line.ask({ do: 'rule', rule, on }));
  }

  async #turn(what: { knob: Knob | 'crash' | 'finish_race'; server?: string }, turned = ''): Promise<void> {
    this.#said = await this.room.line.ask({ do: 'break', ...what }).then(
      () => turned,
      (error: Error) => error.message,
    );
    this.room.note('break');
  }
}
