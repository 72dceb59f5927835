// Asks the browser for a security key: to add it, or to sign in with it. What it says is sent with
// the form. Without scripts, or in a browser that knows no keys, the form is not shown.

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function withBytes(asked) {
  asked.challenge = fromText(asked.challenge);
  if (asked.user) asked.user.id = fromText(asked.user.id);
  for (const key of [...(asked.excludeCredentials ?? []), ...(asked.allowCredentials ?? [])]) {
    key.id = fromText(key.id);
  }
  return asked;
}

function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

async function useKey(form) {
  const said = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  said.textContent = form.dataset.underWay;
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRF-Token": document.body.dataset.csrf },
      redirect: "error",
    });
    const asked = await answer.json();
    if (!answer.ok) throw new Error(asked.error?.code);
    const publicKey = withBytes(asked);
    const credential = form.dataset.securityKey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.elements.credential.value = answerOf(credential);
    form.submit();
  } catch {
    said.textContent = form.dataset.failed;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-security-key]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    useKey(form);
  });
}
