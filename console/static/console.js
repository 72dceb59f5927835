// What pages need besides htmx: notifications of changes, and moments in the reader's time zone.

// An element with data-live="ADDRESS" hears of changes there and triggers "changed" on itself;
// hx-get and hx-trigger="changed" on it then fetch what is new. While all such elements hear of
// every change, <html> has data-live-open.
const deaf = new Set();

function hears(source, all) {
  if (all) deaf.delete(source);
  else deaf.add(source);
  document.documentElement.toggleAttribute("data-live-open", deaf.size === 0);
}

function listen(element) {
  const source = new EventSource(element.dataset.live);
  const close = () => {
    source.close();
    hears(source, true);
  };
  hears(source, false);
  source.addEventListener("changed", () => htmx.trigger(element, "changed"));
  source.addEventListener("listening", () => hears(source, true));
  source.addEventListener("error", () => hears(source, false));
  source.addEventListener("gone", close);
  element.addEventListener("htmx:before:cleanup", () => {
    if (!element.isConnected) close();
  });
  addEventListener("pagehide", close, { once: true });
}

const heard = new WeakSet();
function listenTo(root) {
  for (const element of root.querySelectorAll("[data-live]")) {
    if (!heard.has(element)) {
      heard.add(element);
      listen(element);
    }
  }
}

// The staff's pages write moments in UTC, the same for everybody; here they become the reader's own.
const readersMoment = new Intl.DateTimeFormat(document.documentElement.dataset.locale, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});

function inReadersZone(root) {
  for (const element of root.querySelectorAll("time.at")) {
    if (!element.title) element.title = element.textContent;
    element.textContent = readersMoment.format(new Date(element.dateTime));
  }
}

function prepare() {
  listenTo(document);
  inReadersZone(document);
}

addEventListener("DOMContentLoaded", prepare);
document.addEventListener("htmx:after:swap", prepare);

// What somebody has unfolded stays unfolded when a page is brought up to date.
htmx.registerExtension("unfolded", {
  htmx_before_morph_attr: (element, detail) => detail.attrName !== "open",
});

// Enter in a field decides nothing. Without scripts the hidden button sees to that.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || field.type === "file") return;
  if (field.form?.querySelector("button[name=enter]")) event.preventDefault();
});
