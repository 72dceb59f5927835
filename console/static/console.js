// What pages need beside htmx: being told of changes, confirming, uploading with progress.

// An element with data-live="ADDRESS" hears of changes there and triggers "changed" on itself;
// hx-get and hx-trigger="changed" on it then fetch what is new.
function listen(element) {
  const source = new EventSource(element.dataset.live);
  source.addEventListener("changed", () => htmx.trigger(element, "changed"));
  source.addEventListener("gone", () => source.close());
  element.addEventListener("htmx:before:cleanup", () => {
    if (!element.isConnected) source.close();
  });
  addEventListener("pagehide", () => source.close(), { once: true });
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

addEventListener("DOMContentLoaded", () => listenTo(document));
document.addEventListener("htmx:after:swap", () => listenTo(document));

// What somebody has unfolded stays unfolded when a page is brought up to date.
htmx.registerExtension("unfolded", {
  htmx_before_morph_attr: (element, detail) => detail.attrName !== "open",
});
