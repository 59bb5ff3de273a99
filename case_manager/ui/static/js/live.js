// Asks for the panes again when the case manager says that something in them has changed.
const AGAIN_AFTER_MS = 5000;
const GATHER_MS = 400;

let source = null;
let retry = null;
let gathering = null;
let changed = new Set();

function refresh(reference) {
  changed.add(reference);
  gathering ??= setTimeout(() => {
    const everything = changed.has("all");
    for (const pane of document.querySelectorAll("[data-live]")) {
      const about = pane.dataset.live;
      if (everything || !about || about.split(" ").some((one) => changed.has(one))) htmx.trigger(pane, "live");
    }
    gathering = null;
    changed = new Set();
  }, GATHER_MS * (0.5 + Math.random()));
}

function follow() {
  leave();
  source = new EventSource("/cases/live");
  source.addEventListener("changed", (event) => refresh(event.data));
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    refresh("all");
    retry = setTimeout(follow, AGAIN_AFTER_MS * (0.5 + Math.random()));
  });
}

function leave() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

// A browser keeps few connections to one house: only the tab that is looked at holds one.
function comeBack() {
  follow();
  refresh("all");
}
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && comeBack());
if (!document.hidden) follow();
