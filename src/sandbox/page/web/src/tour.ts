// What to try next: one line above the composer, until the tour is over. Whether a step is done is
// read off the room, and what cannot be is noted there.
import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from './frames.js';
import type { Room, Tried } from './room.js';
import { words } from './words.js';

interface Step {
  /** The words around what is to be pressed, and that. */
  say: string[];
  isDone: (room: Room) => boolean;
  press?: (room: Room, acts: Acts) => void;
}

interface Acts {
  backstage: () => void;
}

const tried = (what: Tried) => (room: Room) => room.tried.has(what);
const speakAs = (name: string) => (room: Room) => {
  const member = room.hello?.members.find((one) => one.name === name);
  if (member) room.sit({ member: member.id });
};

const STEPS: Step[] = [
  { say: words.toJoin, isDone: tried('join') },
  { say: words.toGuest, isDone: tried('guest'), press: speakAs('gus') },
  { say: words.toStop, isDone: tried('stop'), press: speakAs('oscar') },
  { say: words.toBreak, isDone: tried('break'), press: (_, { backstage }) => backstage() },
  { say: words.toFinish, isDone: tried('end') },
];

function hasLink(message: Message): boolean {
  return message.components.some((row) => row.components.some((part) => part.url !== undefined));
}

export function tour(room: Room, acts: Acts): TemplateResult | typeof nothing {
  const step = STEPS.find((one) => !one.isDone(room));
  // It begins with the first join link: before, the channel's welcome says what to do.
  const hasBegun = room.tried.size > 0 || [...room.messages.values()].some(hasLink);
  if (!step || !hasBegun || room.tried.has('end')) return nothing;
  const [before, thing, after] = step.say;
  const { press } = step;
  return html`<aside class="tour">
    <span
      ><b>${words.next}:</b> ${before}
      ${press
        ? html`<button class="link" @click=${() => press(room, acts)}>${thing}</button>`
        : html`<b>${thing}</b>`}${after?.startsWith(',') || after === '.' ? after : html` ${after}`}</span
    >
    <button class="close" aria-label=${words.endTour} title=${words.endTour} @click=${() => room.note('end')}>✕</button>
  </aside>`;
}
