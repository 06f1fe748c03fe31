// What the page itself says, in the languages that the bot's commands have: names of commands, times
// and these words go by one choice. The bot's answers, and what the sandbox refuses, are in English.
import type { Knob, Rule, Server } from './frames.js';

const LANGUAGES = { en: 'English', de: 'Deutsch' };
export type Language = keyof typeof LANGUAGES;

/** What was chosen, or else the first of the browser's languages that there are words in. */
export const LANGUAGE: Language =
  [localStorage.getItem('language') ?? '', ...navigator.languages].map(language).find((one) => one !== undefined) ?? 'en';

/** For times and numbers: the browser's own kind of that language, such as `en-GB`. */
export const LOCALE = navigator.languages.find((one) => language(one) === LANGUAGE) ?? LANGUAGE;

export const languages = Object.entries(LANGUAGES) as [Language, string][];

/** Chooses a language. The page begins anew in it; the conversation is the sandbox's, and stays. */
export function speak(chosen: string): void {
  localStorage.setItem('language', chosen);
  location.reload();
}

function language(tag: string): Language | undefined {
  const [own] = tag.split('-');
  return own !== undefined && own in LANGUAGES ? (own as Language) : undefined;
}

const ENGLISH = {
  waiting: 'Waiting for the sandbox…',
  lost: 'Connection lost. Trying again…',
  gone: 'The sandbox is gone.',
  close: 'Close',

  channels: 'Channels',
  members: 'Members',
  menu: 'Channels and members',
  online: 'online',
  offline: 'offline',
  noRole: 'no role',
  speakAs: (name: string) => `Speak as ${name}`,
  speakingAs: 'Speaking as',
  rolesDecide: 'Press a name to speak as them: roles decide who may do what.',
  language: 'Language',
  topic: 'A sandbox: the real bot, on this machine alone.',
  backstage: 'Backstage',
  messagesIn: (channel: string) => `Messages in #${channel}`,
  dropHere: 'Drop the pack for /deploy',

  welcome: 'A server pack in, a join link out',
  whatItIs:
    'ac-deploy is a Discord bot. Give it an Assetto Corsa server pack, and it brings the server up and posts the link to join it.',
  whatThisIs:
    'The bot here is the real one. Discord is played by this page and the game servers are simulated, as are the machines that they would cost money on: nothing leaves this machine, and nothing costs anything.',
  deploySample: 'Deploy the sample pack',
  orDrop: 'Or drop a pack of your own anywhere on this page.',
  sampleFile: 'The sample as a file',

  next: 'Next',
  endTour: 'No more hints',
  toJoin: ['Press ', 'Join', ' under the announcement, as a driver would.'],
  toGuest: ['Roles decide. Speak as ', 'gus', ', who has none, and try to stop the server.'],
  toStop: ['Speak as ', 'oscar', ', the organiser. He may stop the server, and start it again.'],
  nowStop: ['Now press ', 'Stop', ' under the announcement.'],
  toBreak: ['Let something go wrong, in ', 'Backstage', '.'],
  toFinish: ['That was the tour. Type ', '/', ' to see every command.'],

  placeholder: (channel: string) => `Message #${channel} – / for commands`,
  field: 'Message, or / for commands',
  suggestions: 'Suggestions',
  send: 'Send',
  enterSends: 'sends',
  chooseFile: 'choose or drop a file',
  useSample: 'use the sample pack',
  useSampleProgram: 'use a sample acServer',
  uploading: (name: string) => `Uploading ${name}`,
  tooLarge: (limit: string) => `Your files are too powerful: ${limit} at most.`,
  unreadable: 'The file could not be sent: it cannot be read (a folder must be packed first), or the sandbox is gone.',
  noSuchCommand: 'There is no such command. Type / to see them all.',
  required: (option: string) => `${option}: this option is required.`,

  app: 'APP',
  used: (command: string) => ['used', command, ''],
  thinking: (name: string) => `${name} is thinking…`,
  sending: 'Sending command…',
  noResponse: 'The application did not respond',
  failed: 'This interaction failed',
  onlyYou: 'Only you can see this',
  dismiss: 'Dismiss message',
  edited: '(edited)',
  today: (time: string) => `Today at ${time}`,
  spoiler: 'spoiler',
  nobody: 'unknown-user',

  joinTheServer: 'Join the server',
  leaving: 'Leaving the sandbox',
  leadsOut: 'This link leads out of the sandbox.',
  openAnyway: 'Open the link anyway',
  visit: 'Visit site',
  opensManager: 'In a driver’s browser this link opens Content Manager. Here the server is simulated:',
  asking: 'Asking it…',
  answers: (name: string) => `${name} answers`,
  drives: (track: string, clients: number, slots: number) => `${track}, ${clients} of ${slots} drivers.`,

  behind: 'Behind the scenes',
  servers: 'Servers',
  noServers: 'None yet. /deploy brings one up.',
  states: { boots: 'boots', runs: 'runs', crashed: 'crashed', failed: 'failed', stops: 'stops', stopped: 'stopped', deleted: 'deleted' } satisfies Record<
    Server['state'],
    string
  >,
  showLog: 'Show log',
  hideLog: 'Hide log',
  logOf: (name: string) => `Log of ${name}`,
  crash: 'Crash it',
  finishRace: 'Finish the race',
  drivers: 'Drivers',
  breakSomething: 'Break something',
  licences: 'Licences of this page’s parts',
  /** What a knob is called, what it does, and what is said when it was turned. */
  cancel: 'Cancel',
  submit: 'Submit',
  clock: 'The clock',
  aboutClock: 'Races come, machines stop for want of drivers, and money is counted by it. It goes forward only.',
  fast: 'Ten times as fast',
  steps: [
    [10, '10 min'],
    [60, '1 hour'],
    [1440, '1 day'],
  ] as [number, string][],
  knobs: {
    cut_upload: [
      'Cut the next upload',
      'The line to the next pack breaks, again and again.',
      'The next pack breaks off while the bot fetches it.',
    ],
    expire_file: [
      'Expire the next pack’s link',
      'Discord’s link has run out when the bot follows it.',
      'The next pack’s link has expired when the bot fetches it.',
    ],
    rate_limit: [
      'Let Discord rate-limit',
      'The bot’s next edits are refused with 429.',
      'The bot’s next three edits of messages are refused for two seconds each.',
    ],
    slow_discord: [
      'Slow Discord down',
      'Commands reach the bot too late: “The application did not respond”.',
      'Commands now reach the bot after four seconds; Discord allows it three.',
    ],
    cut_gateway: [
      'Cut the bot’s connection',
      'It reconnects and resumes by itself.',
      'The bot’s connection is cut; it comes back by itself.',
    ],
    slow_boot: [
      'Boot slowly',
      'The next server takes its time.',
      'Servers now take half a minute longer to come up.',
    ],
    mend: ['Mend everything', 'Takes back what still lies in wait.', 'All is well again.'],
  } satisfies Record<Knob, [string, string, string]> as Record<Knob, string[]>,
  strict: 'As strict as Discord',
  aboutStrict: 'What can happen on the real Discord, and is left out here until you switch it on.',
  /** What a switch is called, and what it does. */
  rules: {
    small_files: ['No Nitro', 'Members attach 10 MiB at most, and not 500.'],
    old_messages: ['Old messages', 'Every message counts as an hour old: three edits in six seconds.'],
    closed_channels: ['Channels closed to the bot', 'It loses “View Channel” everywhere.'],
    discord_down: ['Discord is down', 'Every request of the bot is answered with 503.'],
    hide_embeds: ['Embeds switched off', 'As for members who have switched them off in their settings.'],
    raw_mentions: ['Members not loaded', 'Mentions stay numbers, as on a phone in a large server.'],
  } satisfies Record<Rule, [string, string]> as Record<Rule, string[]>,
  crashed: 'The server’s program was killed. It is started again by itself.',
  finished: 'A qualifying and a race are over. Their results come to the channel in a moment.',
};

const GERMAN: typeof ENGLISH = {
  waiting: 'Warte auf die Sandbox…',
  lost: 'Verbindung verloren. Neuer Versuch…',
  gone: 'Die Sandbox ist weg.',
  close: 'Schließen',

  channels: 'Kanäle',
  members: 'Mitglieder',
  menu: 'Kanäle und Mitglieder',
  online: 'online',
  offline: 'offline',
  noRole: 'keine Rolle',
  speakAs: (name) => `Als ${name} sprechen`,
  speakingAs: 'Du sprichst als',
  rolesDecide: 'Auf einen Namen drücken, um als dieses Mitglied zu sprechen: Rollen entscheiden, wer was darf.',
  language: 'Sprache',
  topic: 'Eine Sandbox: der echte Bot, nur auf diesem Rechner.',
  backstage: 'Backstage',
  messagesIn: (channel) => `Nachrichten in #${channel}`,
  dropHere: 'Paket hier ablegen',

  welcome: 'Ein Serverpaket hinein, ein Link zum Mitfahren heraus',
  whatItIs:
    'ac-deploy ist ein Bot für Discord. Gib ihm ein Serverpaket für Assetto Corsa, und er fährt den Server hoch und schreibt den Link zum Mitfahren in den Kanal.',
  whatThisIs:
    'Der Bot hier ist der echte; er antwortet auf Englisch. Discord spielt diese Seite, und die Spielserver sind simuliert, auch die Maschinen, die Geld kosten würden: nichts verlässt diesen Rechner, und nichts kostet etwas.',
  deploySample: 'Das Beispielpaket bereitstellen',
  orDrop: 'Oder ein eigenes Paket irgendwo auf dieser Seite ablegen.',
  sampleFile: 'Das Beispiel als Datei',

  next: 'Als Nächstes',
  endTour: 'Keine Hinweise mehr',
  toJoin: ['Unter der Ankündigung auf ', 'Join', ' drücken, wie ein Fahrer es täte.'],
  toGuest: ['Rollen entscheiden. Sprich als ', 'gus', ', der keine hat, und versuche, den Server zu stoppen.'],
  toStop: ['Sprich als ', 'oscar', ', der Organisator. Er darf den Server stoppen und wieder starten.'],
  nowStop: ['Drücke jetzt auf ', 'Stop', ' unter der Ankündigung.'],
  toBreak: ['Lass etwas schiefgehen, im ', 'Backstage', '.'],
  toFinish: ['Das war die Runde. Mit ', '/', ' siehst du alle Befehle.'],

  placeholder: (channel) => `Nachricht an #${channel} – / für Befehle`,
  field: 'Nachricht, oder / für Befehle',
  suggestions: 'Vorschläge',
  send: 'Senden',
  enterSends: 'sendet ab',
  chooseFile: 'Datei wählen oder ablegen',
  useSample: 'das Beispielpaket nehmen',
  useSampleProgram: 'einen Beispiel-acServer nehmen',
  uploading: (name) => `${name} wird hochgeladen`,
  tooLarge: (limit) => `Deine Datei ist zu groß: höchstens ${limit}.`,
  unreadable: 'Die Datei kam nicht an: Sie lässt sich nicht lesen (ein Ordner muss zuerst gepackt werden), oder die Sandbox ist weg.',
  noSuchCommand: 'Diesen Befehl gibt es nicht. Mit / siehst du alle.',
  required: (option) => `${option}: diese Angabe fehlt noch.`,

  app: 'APP',
  used: (command) => ['hat', command, 'verwendet'],
  thinking: (name) => `${name} denkt nach…`,
  sending: 'Befehl wird gesendet…',
  noResponse: 'Die Anwendung hat nicht geantwortet',
  failed: 'Diese Interaktion ist fehlgeschlagen',
  onlyYou: 'Nur du kannst das sehen',
  dismiss: 'Nachricht ausblenden',
  edited: '(bearbeitet)',
  today: (time) => `Heute um ${time} Uhr`,
  spoiler: 'Spoiler',
  nobody: 'unbekannt',

  joinTheServer: 'Dem Server beitreten',
  leaving: 'Du verlässt die Sandbox',
  leadsOut: 'Dieser Link führt aus der Sandbox hinaus.',
  openAnyway: 'Trotzdem öffnen',
  visit: 'Seite öffnen',
  opensManager: 'Im Browser eines Fahrers öffnet dieser Link Content Manager. Hier ist der Server simuliert:',
  asking: 'Er wird gefragt…',
  answers: (name) => `${name} antwortet`,
  drives: (track, clients, slots) => `${track}, ${clients} von ${slots} Fahrern.`,

  behind: 'Hinter den Kulissen',
  servers: 'Server',
  noServers: 'Noch keiner. /bereitstellen fährt einen hoch.',
  states: { boots: 'fährt hoch', runs: 'läuft', crashed: 'abgestürzt', failed: 'ausgefallen', stops: 'stoppt', stopped: 'gestoppt', deleted: 'gelöscht' },
  showLog: 'Log zeigen',
  hideLog: 'Log verbergen',
  logOf: (name) => `Log von ${name}`,
  crash: 'Abstürzen lassen',
  finishRace: 'Das Rennen beenden',
  drivers: 'Fahrer',
  breakSomething: 'Etwas kaputtmachen',
  licences: 'Lizenzen der Teile dieser Seite',
  cancel: 'Abbrechen',
  submit: 'Absenden',
  clock: 'Die Uhr',
  aboutClock: 'Nach ihr kommen Rennen, halten leere Server an und zählen die Kosten. Sie geht nur vorwärts.',
  fast: 'Zehnmal so schnell',
  steps: [
    [10, '10 min'],
    [60, '1 Stunde'],
    [1440, '1 Tag'],
  ],
  knobs: {
    cut_upload: [
      'Das nächste Paket abbrechen',
      'Die Leitung zum nächsten Paket reißt, wieder und wieder.',
      'Das nächste Paket bricht ab, während der Bot es holt.',
    ],
    expire_file: [
      'Den Link des nächsten Pakets ablaufen lassen',
      'Discords Link gilt nicht mehr, wenn der Bot ihm folgt.',
      'Der Link des nächsten Pakets ist abgelaufen, wenn der Bot es holt.',
    ],
    rate_limit: [
      'Discord bremst den Bot',
      'Seine nächsten Änderungen werden mit 429 abgewiesen.',
      'Die nächsten drei Änderungen an Nachrichten werden für je zwei Sekunden abgewiesen.',
    ],
    slow_discord: [
      'Discord wird langsam',
      'Befehle erreichen den Bot zu spät: „Die Anwendung hat nicht geantwortet“.',
      'Befehle erreichen den Bot jetzt nach vier Sekunden; Discord gibt ihm drei.',
    ],
    cut_gateway: [
      'Die Verbindung des Bots trennen',
      'Er verbindet sich von selbst wieder.',
      'Die Verbindung des Bots ist getrennt; sie kommt von selbst wieder.',
    ],
    slow_boot: [
      'Langsam hochfahren',
      'Der nächste Server lässt sich Zeit.',
      'Server brauchen jetzt eine halbe Minute länger.',
    ],
    mend: ['Alles heil machen', 'Nimmt zurück, was noch lauert.', 'Alles ist wieder gut.'],
  },
  strict: 'So streng wie Discord',
  aboutStrict: 'Was beim echten Discord vorkommt und hier fehlt, bis du es einschaltest.',
  rules: {
    small_files: ['Kein Nitro', 'Mitglieder hängen höchstens 10 MiB an, nicht 500.'],
    old_messages: ['Alte Nachrichten', 'Jede Nachricht gilt als eine Stunde alt: drei Änderungen in sechs Sekunden.'],
    closed_channels: ['Kanäle für den Bot zu', 'Er verliert überall „Kanal ansehen“.'],
    discord_down: ['Discord ist weg', 'Jede Anfrage des Bots wird mit 503 beantwortet.'],
    hide_embeds: ['Einbettungen aus', 'Wie für Mitglieder, die sie in ihren Einstellungen abgeschaltet haben.'],
    raw_mentions: ['Mitglieder nicht geladen', 'Erwähnungen bleiben Zahlen, wie am Handy auf einem großen Server.'],
  },
  crashed: 'Das Programm des Servers wurde abgeschossen. Es wird von selbst neu gestartet.',
  finished: 'Ein Qualifying und ein Rennen sind vorbei. Ihre Ergebnisse kommen gleich in den Kanal.',
};

export const words = { en: ENGLISH, de: GERMAN }[LANGUAGE];
