// Sends a document with its progress. Without scripts the same form sends it by itself.

function upload(form) {
  const file = form.querySelector("input[type=file]").files[0];
  const said = form.querySelector("[role=status]");
  const progress = form.querySelector("progress");
  const button = form.querySelector("button:not([hidden])");
  const key = form.querySelector("[name=key]");
  const tell = (words, failed) => {
    said.textContent = words;
    said.classList.toggle("problem", failed);
  };
  if (file.size > Number(form.dataset.most)) {
    tell(form.dataset.tooLarge, true);
    return;
  }
  const asked = new URLSearchParams({ kind: form.querySelector("[name=kind]").value, key: key.value });
  const request = new XMLHttpRequest();
  request.open("PUT", `${form.dataset.upload}?${asked}`);
  request.responseType = "json";
  request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("load", () => {
    const done = request.status === 201;
    tell(request.response?.said ?? form.dataset.broken, !done);
    if (done) {
      form.reset();
      key.value = crypto.randomUUID?.() ?? `${key.value}+`;
      htmx.trigger(document.querySelector(form.dataset.changes), "changed");
    }
  });
  request.addEventListener("error", () => tell(form.dataset.broken, true));
  request.addEventListener("loadend", () => {
    progress.hidden = true;
    button.disabled = false;
  });
  tell(form.dataset.underWay, false);
  progress.value = 0;
  progress.hidden = false;
  button.disabled = true;
  request.send(file);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-upload]")) {
    event.preventDefault();
    upload(event.target);
  }
});
