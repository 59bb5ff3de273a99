// Basic phones in a row: each dials, reads screens, writes and receives SMS through the simulator's channels.

const row = document.getElementById("row");
const settings = JSON.parse(document.getElementById("phones").dataset.settings);
const words = settings.words;
const numberFormat = new Intl.NumberFormat(settings.language === "bn" ? "bn-BD" : "en");
const LETTERS = ["", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

class Refusal extends Error {}

async function call(path, options = {}) {
  const headers = { "X-Simulator-Secret": settings.secret, ...options.headers };
  if (options.body) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Refusal(words.unreachable);
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 422) throw new Refusal(words.malformed);
  if (!answer.ok) throw new Refusal(words.unreachable);
  return body;
}

function post(path, body) {
  return call(path, { method: "POST", body: JSON.stringify(body) });
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function fill(text, gaps) {
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof gaps[name] === "number" ? numberFormat.format(gaps[name]) : gaps[name],
  );
}

function inDigits(number) {
  const own = (digit) => String.fromCodePoint(0x09e6 + Number(digit));
  return settings.language === "bn" ? String(number).replace(/[0-9]/g, own) : String(number);
}

function languageOf(text) {
  return /[\u0980-\u09ff]/.test(text) ? "bn" : "en";
}

function timeOf(moment) {
  return new Intl.DateTimeFormat(settings.language === "bn" ? "bn-BD" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Dhaka",
  }).format(moment);
}

class Phone {
  constructor(citizens, citizen) {
    const copy = document.getElementById("phone").content.cloneNode(true);
    this.element = copy.querySelector(".phone");
    this.session = null;
    this.phoneId = null;
    this.sent = [];
    this.citizens = citizens;
    this.find(".number").value = citizen?.phone ?? settings.number;
    this.offerCitizens(citizens, citizens.includes(citizen) ? citizen : undefined);
    this.makeKeypad();
    this.listen();
    this.rest();
    row.append(copy);
    this.introduce();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  get number() {
    return this.find(".number").value.trim();
  }

  get channel() {
    return `/channels/${this.find(".script").value}`;
  }

  offerCitizens(citizens, chosen) {
    const select = this.find(".citizen");
    for (const [place, citizen] of citizens.entries()) {
      const name = settings.language === "bn" ? citizen.name_bn : citizen.name_en;
      select.add(new Option(name, place, false, citizen === chosen));
    }
    select.addEventListener("change", () => {
      const citizen = citizens[select.value];
      if (citizen) this.find(".number").value = citizen.phone;
      this.showFacts(citizen);
      this.changeNumber();
    });
    this.showFacts(chosen);
  }

  /** A number that was typed may be that of somebody who is offered, or of somebody else. */
  recogniseCitizen() {
    const place = this.citizens.findIndex((citizen) => citizen.phone === this.number);
    this.find(".citizen").value = place < 0 ? "" : place;
    this.showFacts(this.citizens[place]);
  }

  showFacts(citizen) {
    const facts = this.find(".facts");
    facts.hidden = !citizen;
    if (!citizen) return;
    const name = settings.language === "bn" ? citizen.name_bn : citizen.name_en;
    facts.textContent = fill(words.facts, {
      name,
      nid: inDigits(citizen.nid),
      year: inDigits(citizen.birth_year),
    });
  }

  makeKeypad() {
    for (const key of KEYS) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.dataset.key = key;
      const small = document.createElement("small");
      small.textContent = LETTERS[Number(key)] ?? "";
      if (small.textContent) button.append(small);
      button.addEventListener("click", () => this.press(key));
      this.find(".keypad").append(button);
    }
  }

  listen() {
    this.find(".answer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.answer();
    });
    this.find(".end").addEventListener("click", () => this.hangUp());
    this.find(".number").addEventListener("change", () => {
      this.recogniseCitizen();
      this.changeNumber();
    });
    this.find(".script").addEventListener("change", () => this.hangUp());
    this.find(".remove").addEventListener("click", () => this.remove());
    this.find(".write").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendSms();
    });
    this.find(".sms").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.sendSms();
      }
    });
    this.find(".handset").addEventListener("keydown", (event) => this.key(event));
  }

  /** The computer's number keys work wherever the focus is within the handset. */
  key(event) {
    if (event.key === "Escape") this.hangUp();
    if (event.target === this.find(".entry") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (KEYS.includes(event.key)) {
      event.preventDefault();
      this.press(event.key);
    } else if (event.key === "Backspace") {
      this.find(".entry").value = this.find(".entry").value.slice(0, -1);
    }
  }

  press(key) {
    this.find(".entry").value += key;
  }

  introduce() {
    this.find("h2").textContent = fill(words.phone_of, { number: this.number });
    this.element.setAttribute("aria-label", fill(words.phone_of, { number: this.number }));
    this.find(".clock").textContent = timeOf(new Date());
    this.refreshMessages();
  }

  changeNumber() {
    this.hangUp();
    this.sent = [];
    this.phoneId = null;
    this.introduce();
    remember();
  }

  remove() {
    this.hangUp();
    this.element.remove();
    phones.delete(this);
    remember();
    document.getElementById("add").focus();
  }

  rest() {
    this.session = null;
    this.show(fill(words.idle, { code: settings.code }));
    this.find(".meter").textContent = "";
    this.find(".entry").value = settings.code;
    this.find(".call").textContent = words.call;
  }

  show(text) {
    const display = this.find(".display");
    const shown = this.find(".text");
    shown.lang = languageOf(text);
    shown.textContent = text;
    display.scrollTop = 0;
  }

  async answer() {
    const entry = this.find(".entry");
    const input = entry.value.trim();
    if (this.ended) return this.hangUp();
    const isNew = this.session === null;
    if (isNew && input !== settings.code) {
      return this.show(fill(words.wrong_code, { code: settings.code }));
    }
    if (isNew) this.session = newId();
    entry.value = "";
    await this.turn(isNew ? "" : input, isNew);
  }

  async turn(input, isNew) {
    const session = this.session;
    this.wait(true);
    try {
      const screen = await post(`${this.channel}/ussd`, {
        session,
        from: this.number,
        to: settings.code,
        input,
        is_new: isNew,
        id: newId(),
      });
      if (session === this.session) this.showScreen(screen);
    } catch (refusal) {
      if (session !== this.session) return;
      this.rest();
      this.show(refusal.message);
    } finally {
      this.wait(false);
    }
  }

  showScreen(screen) {
    this.ended = screen.ended;
    this.show(screen.screen);
    this.find(".call").textContent = screen.ended ? words.ok : words.answer;
    this.find(".meter").textContent = fill(
      screen.encoding === "GSM-7" ? words.meter_latin : words.meter_bangla,
      { octets: screen.octets, units: screen.units, room: screen.room },
    );
    this.find(".entry").focus();
  }

  wait(isWaiting) {
    for (const button of this.element.querySelectorAll(".call")) button.disabled = isWaiting;
    this.find(".display").setAttribute("aria-busy", String(isWaiting));
  }

  hangUp() {
    if (this.session && !this.ended) {
      post(`${this.channel}/ussd-end`, {
        session: this.session,
        from: this.number,
        to: settings.code,
        id: newId(),
      }).catch(() => {}); // the network ends a call without asking whether anybody heard it
    }
    this.ended = false;
    this.rest();
  }

  async sendSms() {
    const field = this.find(".sms");
    const text = field.value.trim();
    if (!text) return field.focus();
    const item = { text, at: new Date(), isMine: true };
    field.value = "";
    this.sent.push(item);
    try {
      await post("/channels/simulator/inbound", { id: newId(), from: this.number, text });
    } catch (refusal) {
      item.problem = refusal.message;
    }
    this.refreshMessages();
  }

  async refreshMessages() {
    const problem = this.find(".owner .problem");
    problem.hidden = true;
    try {
      const told = await call("/simulator/outgoing.json", {
        headers: { "X-Simulator-Phone": this.number },
      });
      this.phoneId = told.phone_id;
      this.showMessages(told.messages);
    } catch (refusal) {
      this.showMessages([]);
      problem.textContent =
        refusal.message === words.malformed ? words.wrong_number : refusal.message;
      problem.hidden = false;
    }
  }

  showMessages(received) {
    const all = [
      ...this.sent,
      ...received.map((message) => ({ ...message, at: new Date(message.sent_at) })),
    ].sort((one, other) => one.at - other.at);
    const list = this.find(".list");
    list.replaceChildren(...all.map((message) => this.bubble(message)));
    list.scrollTop = list.scrollHeight;
    this.find(".nothing").hidden = all.length > 0;
    list.hidden = all.length === 0;
  }

  bubble(message) {
    const item = document.createElement("li");
    const about = document.createElement("small");
    item.lang = languageOf(message.text);
    item.textContent = message.text;
    item.className = message.isMine ? "mine" : "";
    about.textContent = message.isMine
      ? `${words.you} · ${timeOf(message.at)}`
      : `${timeOf(message.at)} · ` +
        fill(words.sms_size, {
          segments: message.segments,
          octets: message.octets,
          taka: (message.cost_paisa / 100).toLocaleString(
            settings.language === "bn" ? "bn-BD" : "en",
            { minimumFractionDigits: 2 },
          ),
        });
    if (message.problem) {
      item.classList.add("problem");
      about.textContent = message.problem;
    }
    item.append(about);
    return item;
  }
}

const phones = new Set();

function remember() {
  const numbers = [...phones].map((phone) => phone.number);
  sessionStorage.setItem("phones", JSON.stringify(numbers));
}

function remembered() {
  try {
    const numbers = JSON.parse(sessionStorage.getItem("phones") ?? "[]");
    return Array.isArray(numbers) ? numbers : [];
  } catch {
    return [];
  }
}

function follow() {
  const live = new EventSource("/simulator/live");
  live.addEventListener("sent", (event) => {
    for (const phone of phones) if (phone.phoneId === event.data) phone.refreshMessages();
    checkExercises();
  });
  live.addEventListener("open", () => {
    for (const phone of phones) phone.refreshMessages();
  });
}

async function checkExercises() {
  if (!settings.training) return;
  const problem = document.getElementById("exercises-problem");
  problem.hidden = true;
  try {
    const told = await post("/simulator/exercises.json", {
      phones: [...phones].map((phone) => phone.number),
      since: training.since,
    });
    showExercises(told.exercises);
  } catch (refusal) {
    problem.textContent = refusal.message;
    problem.hidden = false;
  }
}

/** What was done once stays done, also when a later exercise undoes it. */
const training = {
  since: sessionStorage.getItem("since") ?? new Date().toISOString(),
  done: new Set(JSON.parse(sessionStorage.getItem("done") ?? "[]")),

  keep() {
    sessionStorage.setItem("since", this.since);
    sessionStorage.setItem("done", JSON.stringify([...this.done]));
  },

  startOver() {
    this.since = new Date().toISOString();
    this.done.clear();
    this.keep();
    checkExercises();
  },
};

function showExercises(told) {
  for (const exercise of told) if (exercise.is_done) training.done.add(exercise.id);
  training.keep();
  const exercises = told.map((exercise) => ({
    ...exercise,
    is_done: training.done.has(exercise.id),
  }));
  const template = document.getElementById("exercise").content;
  const items = exercises.map((exercise) => {
    const item = template.cloneNode(true).firstElementChild;
    item.dataset.exercise = exercise.id;
    item.classList.toggle("is-done", exercise.is_done);
    item.querySelector(".mark").textContent = exercise.is_done ? "✓" : "";
    item.querySelector(".name").textContent = exercise.name[settings.language];
    item.querySelector(".for-whom").textContent = words[exercise.role];
    item.querySelector(".task").textContent = exercise.task[settings.language];
    item.querySelector(".state").textContent = exercise.is_done ? words.done : words.not_done;
    return item;
  });
  document.getElementById("exercises").replaceChildren(...items);
  const done = exercises.filter((exercise) => exercise.is_done).length;
  document.getElementById("score").textContent = fill(words.score, {
    done,
    all: exercises.length,
  });
}

async function begin() {
  const citizens = await call("/simulator/citizens.json").then(
    (told) => told.citizens,
    () => [],
  );
  const add = (citizen) => phones.add(new Phone(citizens, citizen));
  const known = remembered();
  for (const number of known) {
    add(citizens.find((citizen) => citizen.phone === number) ?? { phone: number });
  }
  if (!known.length) add(citizens[0]);
  document.getElementById("add").addEventListener("click", () => {
    add(citizens[phones.size % (citizens.length || 1)]);
    remember();
    [...phones].at(-1).find(".citizen").focus();
  });
  follow();
  checkExercises();
  document.getElementById("start-over")?.addEventListener("click", () => training.startOver());
  setInterval(checkExercises, 5000);
  const tick = () => {
    for (const clock of document.querySelectorAll(".clock")) clock.textContent = timeOf(new Date());
  };
  tick();
  setInterval(tick, 10_000);
}

begin();
