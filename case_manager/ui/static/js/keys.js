// The desk by keyboard alone. Keys of one letter can be switched off on the help sheet.
const STORED = "nalish-keys";
const sheet = document.querySelector("#keys");
const switched = document.querySelector("#keys-on");

const find = (selector) => document.querySelector(selector);
const press = (selector) => find(selector)?.click();

function move(step) {
  const rows = [...document.querySelectorAll(".case-row")];
  const focused = rows.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
}

function write(way) {
  const tab = find(`[data-write="${way}"]`);
  const field = find("#composer :is(textarea, select)");
  if (tab?.ariaCurrent || (!tab && way === "note")) field?.focus();
  else tab?.click();
}

const KEYS = {
  "?": () => sheet.showModal(),
  "/": () => find(".find input").focus(),
  n: () => press("[data-key='n']"),
  j: () => move(1),
  k: () => move(-1),
  u: () => press(".case-back"),
  t: () => press("#case-head form button"),
  r: () => write("reply"),
  e: () => write("note"),
  c: () => write("close"),
  a: () => write("assign"),
  z: () => press(".undo button"),
};

const isField = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape" && isField(target) && !sheet.open) return target.blur();
  if (key === "Enter" && event.ctrlKey && target.form) return target.form.requestSubmit();
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (isField(target) || sheet.open || !switched.checked || !KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
});

switched.checked = localStorage.getItem(STORED) !== "off";
switched.addEventListener("change", () =>
  localStorage.setItem(STORED, switched.checked ? "on" : "off"),
);
find("#open-keys")?.addEventListener("click", () => sheet.showModal());

// Who chose a way of writing goes on writing, once the browser has gone to the fragment.
if (location.hash === "#composer") {
  addEventListener("load", () =>
    requestAnimationFrame(() => find("#composer :is(textarea, select)")?.focus()),
  );
}
find(".case-row[aria-current]")?.scrollIntoView({ block: "nearest" });
find(".queues [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
