const shownMs = 1_500;

/**
 * Copies a text and says so on the button for a moment. Browsers give the clipboard to secure origins
 * only; elsewhere the text is shown to be copied by hand.
 */
export async function copyText(text, button, done) {
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  let said = done;
  if (text !== '') said = (await written(text)) ? done : byHand(text);
  button.textContent = said;
  setTimeout(() => {
    button.textContent = label;
  }, shownMs);
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function byHand(text) {
  const dialog = document.createElement('dialog');
  dialog.className = 'by-hand';
  const area = document.createElement('textarea');
  area.setAttribute('aria-label', 'To be copied by hand; Escape closes');
  area.readOnly = true;
  area.value = text;
  dialog.append(area);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  area.select();
  return 'Selected';
}
