/* Shows the box as the form says, and writes the stylesheet that makes it so. */

const form = document.getElementById("choose");
const stage = document.getElementById("stage");
const sheet = document.getElementById("preset");
const box = stage.querySelector("post-search");

/** Return the properties whose boxes are ticked, as pairs of name and value. */
function chosenProperties() {
  const ticked = [...form.querySelectorAll("[name=use]:checked")];
  return ticked.map((tick) => {
    const { name, value, dataset } = tick.parentNode.querySelector("[name^='--']");
    return [name, value + (dataset.unit ?? "")];
  });
}

/** Another language closes the box. */
function speak(lang) {
  box.lang = lang.value;
  box.open?.();
  lang.focus();
}

function show() {
  const { preset, theme, lang } = form.elements;
  sheet.disabled = !preset.value;
  if (preset.value) sheet.href = `/presets/${preset.value}.css`;
  box.setAttribute("theme", theme.value);
  if (box.lang !== lang.value) speak(lang);
  stage.className = theme.value;
  for (const name of [...stage.style]) stage.style.removeProperty(name);
  const properties = chosenProperties();
  for (const [name, value] of properties) stage.style.setProperty(name, value);
  const lines = properties.map(([name, value]) => `  ${name}: ${value};`);
  const link = preset.value && `<link rel="stylesheet" href="${location.origin}/presets/${preset.value}.css">\n\n`;
  document.getElementById("css").textContent = `${link}:root {\n${lines.join("\n")}\n}`;
}

/* A value that is moved is meant. */
form.addEventListener("input", ({ target }) => {
  const tick = target.name.startsWith("--") && target.parentNode.querySelector("[name=use]");
  if (tick) tick.checked = true;
  show();
});

show();
await customElements.whenDefined("post-search");
box.open("kubernetes");
