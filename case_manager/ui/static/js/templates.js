// Offers replies after `::` in an SMS; the list is worked from the field, which keeps the focus.
const CALLED = /(^|\s)(::(\p{L}[\p{L}\p{M}]{0,19})?)$/u;
const field = document.querySelector("#text");
const list = document.querySelector("#templates");
const said = document.querySelector("#templates-said");
const button = document.querySelector("#open-templates");

let found = [];
let asked = null;

const options = () => [...list.children];
const chosen = () => options().findIndex((option) => option.ariaSelected === "true");

function called() {
  if (field.selectionStart !== field.selectionEnd) return null;
  const match = CALLED.exec(field.value.slice(0, field.selectionStart));
  return match && { from: field.selectionStart - match[2].length, prefix: match[3] ?? "" };
}

function choose(at) {
  options().forEach((option, index) => (option.ariaSelected = String(index === at)));
  list.children[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", list.children[at].id);
}

function drawn({ shortcut, title, text }, index) {
  const option = document.createElement("li");
  Object.assign(option, { id: `template-${index}`, role: "option" });
  const parts = { strong: title, kbd: shortcut, span: text };
  for (const [tag, words] of Object.entries(parts)) {
    option.append(Object.assign(document.createElement(tag), { textContent: words }), " ");
  }
  option.lastElementChild.lang = list.dataset.writtenIn;
  return option;
}

function show(templates, words) {
  found = templates;
  list.replaceChildren(...templates.map(drawn));
  list.hidden = !templates.length;
  said.textContent = words;
  if (templates.length) choose(0);
  else field.removeAttribute("aria-activedescendant");
}

function shut() {
  asked?.abort();
  show([], "");
}

async function ask() {
  const call = called();
  if (!call) return shut();
  asked?.abort();
  const mine = (asked = new AbortController());
  try {
    const address = `${list.dataset.from}?prefix=${encodeURIComponent(call.prefix)}`;
    const answer = await fetch(address, { signal: mine.signal });
    const { templates } = await answer.json();
    if (!mine.signal.aborted) show(templates, templates.length ? said.dataset.how : said.dataset.none);
  } catch {
    if (!mine.signal.aborted) show([], said.dataset.away);
  }
}

function write(text) {
  field.setRangeText(text, called()?.from ?? field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const KEYS = {
  ArrowDown: () => choose((chosen() + 1) % found.length),
  ArrowUp: () => choose((chosen() - 1 + found.length) % found.length),
  Enter: () => write(found[chosen()].text),
  Escape: () => write(""),
};

function onKey(event) {
  const isOurs = event.key === "Escape" ? called() : KEYS[event.key] && !list.hidden;
  if (!isOurs) return;
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  KEYS[event.key]();
}

if (list) {
  field.addEventListener("input", ask);
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", shut);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const at = options().indexOf(target.closest("[role=option]"));
    if (at >= 0) write(found[at].text);
  });
  button.hidden = false;
  button.addEventListener("click", () => {
    const before = field.value.slice(0, field.selectionStart);
    field.focus();
    if (!called()) field.setRangeText(/\S$/.test(before) ? " ::" : "::", field.selectionStart, field.selectionEnd, "end");
    ask();
  });
}
