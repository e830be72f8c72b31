// Passkeys: a button asks the browser, the answer goes into the form beside it. Written by hand and served as it is.
// The form carries data-passkey="create" or "get" and, in data-options, what the server asks to be signed.

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function asked({ publicKey }) {
  const options = { ...publicKey, challenge: fromText(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: fromText(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map((known) => ({ ...known, id: fromText(known.id) }));
  }
  return { publicKey: options };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  const problem = form.querySelector("[data-passkey-problem]");
  const missing = form.querySelector("[data-passkey-missing]");
  const supported = Boolean(window.PublicKeyCredential && navigator.credentials);
  button.hidden = !supported;
  if (missing) missing.hidden = supported;

  const ask = async () => {
    problem.hidden = true;
    button.disabled = true;
    try {
      const options = asked(JSON.parse(form.dataset.options));
      const made = await navigator.credentials[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(answered(made));
      form.submit();
    } catch {
      // Cancelled, timed out, or no such passkey on this device: the browser has said so, the page says what now.
      problem.hidden = false;
      button.disabled = false;
      button.focus();
    }
  };
  button.addEventListener("click", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // Enter in the field of its name
    ask();
  });
}
