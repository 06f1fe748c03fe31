// The sandbox's page: a Discord channel, drawn anew from `Room` whenever that changes.
import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Composer } from './composer.js';
import { Drawer } from './drawer.js';
import { FormDialog } from './form.js';
import { Leaving } from './leaving.js';
import { messages } from './messages.js';
import { Room } from './room.js';
import { tour } from './tour.js';
import { LANGUAGE, languages, speak, words } from './words.js';

const room = new Room(draw);
const composer = new Composer(room, () => (atEnd = true));
const drawer = new Drawer(room);
const leaving = new Leaving(room);
const form = new FormDialog(room);
let begun = false;
let menu = false;
let dragging = false;
/** Whether the newest message is in sight, and has to stay so. */
let atEnd = true;

function page(): TemplateResult {
  const { hello } = room;
  if (!hello) return html`<p class="waiting" role="status">${words.waiting}</p>`;
  const channel = hello.channels.find((one) => one.id === hello.channel)?.name ?? '';
  return html`
    <nav class=${menu ? 'open' : ''} aria-label=${words.channels} @keydown=${left}>
      <h1>${hello.guild.name}</h1>
      ${hello.channels.map(
        (one) =>
          html`<button
            class="channel"
            aria-current=${one.id === hello.channel ? 'page' : 'false'}
            @click=${() => {
              menu = false;
              room.sit({ channel: one.id });
            }}
          >
            <span aria-hidden="true">#</span> ${one.name}
          </button>`,
      )}
      <h2>${words.members}</h2>
      <div class="person">
        <img src=${`/avatars/${hello.bot.id}`} alt="" /><span
          ><b>${hello.bot.name}</b> <small class="app">${words.app}</small><br /><small
            >${room.online ? (room.activity ?? words.online) : words.offline}</small
          ></span
        >
      </div>
      ${repeat(
        hello.members,
        (member) => member.id,
        (member) =>
          html`<button
            class="person"
            aria-pressed=${member.id === hello.me}
            title=${words.speakAs(member.name)}
            @click=${() => sit(member.id)}
          >
            <img src=${`/avatars/${member.id}`} alt="" /><span
              ><b>${member.name}</b><br /><small>${room.roles(member.id).join(', ') || words.noRole}</small></span
            >
          </button>`,
      )}
      <p class="quiet">${words.rolesDecide}</p>
      <label class="language quiet"
        >${words.language}
        <select id="language" @change=${(event: Event) => speak((event.target as HTMLSelectElement).value)}>
          ${languages.map(
            ([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === LANGUAGE}>${name}</option>`,
          )}
        </select></label
      >
    </nav>
    <main>
      <header>
        <button
          class="icon menu"
          aria-label=${words.menu}
          aria-expanded=${menu}
          @click=${() => {
            menu = !menu;
            draw();
          }}
        >
          ☰
        </button>
        <b># ${channel}</b>
        <span class="quiet topic">${words.topic}</span>
        <label class="speaker">
          <span>${words.speakingAs}</span>
          <select id="speaker" aria-label=${words.speakingAs} @change=${(event: Event) => sit((event.target as HTMLSelectElement).value)}>
            ${hello.members.map(
              (member) =>
                html`<option value=${member.id} ?selected=${member.id === hello.me}>
                  ${member.name} – ${room.roles(member.id).join(', ') || words.noRole}
                </option>`,
            )}
          </select>
        </label>
        <button class="icon" id="backstage" aria-expanded=${drawer.open} @click=${drawer.toggle}>
          🔧 <span>${words.backstage}</span>
        </button>
      </header>
      ${room.connected ? nothing : html`<p class="lost" role="status">${words.lost}</p>`}
      <div class="scroll" tabindex="0" @scroll=${scrolled} @click=${closeMenu}>
        <div class="log" role="log" aria-label=${words.messagesIn(channel)}>
          ${room.messages.size ? nothing : welcome()} ${messages(room)}
        </div>
      </div>
      ${tour(room, drawer.toggle)} ${composer.view()}
    </main>
    ${drawer.view()} ${leaving.view()} ${form.view()}
    ${dragging ? html`<div class="drop" aria-hidden="true">📦<br />${words.dropHere}</div>` : nothing}
  `;
}

function welcome(): TemplateResult {
  return html`<div class="welcome">
    <img src="/icon.svg" alt="" width="68" height="68" />
    <h2>${words.welcome}</h2>
    <p>${words.whatItIs}</p>
    <p>${words.whatThisIs}</p>
    <p><button class="press primary" id="use-sample" @click=${() => composer.sample()}>▶ ${words.deploySample}</button></p>
    <p class="quiet">${words.orDrop} <a href="/sample-pack.zip" download>${words.sampleFile}</a></p>
  </div>`;
}

function sit(member: string): void {
  menu = false;
  room.sit({ member });
}

function closeMenu(): void {
  if (!menu) return;
  menu = false;
  draw();
}

function left(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !menu) return;
  closeMenu();
  document.querySelector<HTMLElement>('.menu')?.focus();
}

function scrolled(event: Event): void {
  const list = event.target as HTMLElement;
  atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
}

function draw(): void {
  render(page(), document.body);
  form.drawn();
  if (!begun && room.hello) {
    begun = true;
    // Where it would call up a keyboard on the screen, that is left to a tap.
    if (matchMedia('(hover: hover)').matches) composer.focus();
  }
  const log = document.querySelector('.log');
  if (log && log !== watched) {
    watched = log;
    growing.disconnect();
    growing.observe(log);
  }
}

// Messages take their final height a little after they are drawn.
let watched: Element | undefined;
const growing = new ResizeObserver(() => {
  const list = document.querySelector('.scroll');
  if (atEnd && list) list.scrollTop = list.scrollHeight;
});

document.documentElement.lang = LANGUAGE;
document.addEventListener('click', leaving.clicked);
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  if (!dragging && event.dataTransfer?.types.includes('Files')) {
    dragging = true;
    draw();
  }
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) {
    dragging = false;
    draw();
  }
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  dragging = false;
  if (event.dataTransfer?.files.length) composer.drop(event.dataTransfer.files);
  draw();
});
// "/" begins a command from anywhere, as in Discord.
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key !== '/' || isTyping || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  composer.slash();
});
// "3 seconds ago" grows older.
setInterval(() => room.changed(), 1000);

draw();
room.line.open();
