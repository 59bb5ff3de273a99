// A file that is dropped on the form is the one in its field; what was chosen is said.
const zone = document.querySelector("#drop-zone");
const field = document.querySelector("#file");
const said = document.querySelector("#file-said");
const form = field.form;

function mark(event, isOver) {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  zone.classList.toggle("is-over", isOver);
}

function say() {
  const [file] = field.files;
  const tooLarge = file && file.size > Number(field.dataset.mostBytes) ? field.dataset.tooLarge : "";
  field.setCustomValidity(tooLarge);
  said.textContent = file ? `${file.name} · ${sizeInWords(file.size)} ${tooLarge}`.trim() : "";
}

function sizeInWords(bytes) {
  const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const how = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 };
  return size.toLocaleString(document.documentElement.lang, how);
}

zone.addEventListener("dragover", (event) => mark(event, true));
zone.addEventListener("dragleave", (event) => mark(event, false));
zone.addEventListener("drop", (event) => {
  mark(event, false);
  if (!event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  say();
});
field.addEventListener("change", say);
form.addEventListener("submit", () => {
  said.textContent = form.dataset.sending;
  form.querySelector("button.btn-primary").disabled = true;
});
window.addEventListener("pageshow", () => {
  form.querySelector("button.btn-primary").disabled = false;
  say();
});
