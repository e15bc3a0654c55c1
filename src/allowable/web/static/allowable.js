// What makes the pages pleasant. Every page is whole without it, and it asks nothing of any other machine.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Unfold or fold every step of an account; on paper every step is unfolded.
function accounts() {
  for (const button of all("[data-unfold]")) {
    const steps = () => all(`[data-steps="${button.dataset.unfold}"] details`);
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = steps().some((one) => !one.open);
      for (const one of steps()) one.open = open;
      button.textContent = open ? "Fold all" : "Unfold all";
    });
  }
}

// More lines of a claim without a new page.
function lines() {
  for (const button of all("[data-more]")) {
    button.type = "button";
    button.addEventListener("click", () => {
      const body = button.parentElement.querySelector("tbody");
      const row = body.rows[body.rows.length - 1].cloneNode(true);
      for (const input of all("input", row)) {
        input.value = "";
        input.placeholder = "";
        input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/line \d+/, `line ${body.rows.length + 1}`));
      }
      body.append(row);
      row.querySelector("input").focus();
    });
  }
  for (const form of all("form[method=get]")) {
    form.addEventListener("submit", () => {
      for (const input of all("input[name], select[name]", form)) if (!input.value && input.name !== "q") input.disabled = !isOfLine(input);
    });
  }
  addEventListener("pageshow", () => all("form :disabled").forEach((one) => { one.disabled = false; }));
}

// Fields of a line are sent in step with each other: a blank one counts where its line has a code.
function isOfLine(input) {
  const row = input.closest("table.entry tr");
  return row !== null && row.querySelector("[name=code]").value !== "";
}

// Drop a file on its field.
function drops() {
  for (const zone of all("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragenter", over(true));
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}

// The preview of a guide follows its form.
function previews() {
  for (const form of all("form[data-live]")) {
    let waiting = 0;
    let asked = 0;
    const show = async () => {
      const number = ++asked;
      const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
      const preview = document.getElementById(form.dataset.live);
      preview.classList.add("busy");
      try {
        const answer = await fetch(address);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const made = page.getElementById(form.dataset.live);
        if (number !== asked || !made) return;
        preview.replaceChildren(...made.childNodes);
        document.title = page.title;
        history.replaceState(null, "", address);
      } finally {
        preview.classList.remove("busy");
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { if (form.checkValidity()) show(); }, 350);
    });
  }
}

// The evidence of a code lights up with it.
function evidence() {
  const marks = all(".note mark[data-codes]");
  const light = (number, on) => {
    for (const mark of marks) if (mark.dataset.codes.split(" ").includes(number)) mark.classList.toggle("lit", on);
  };
  for (const code of all("[data-code]")) {
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      code.addEventListener(event, () => light(code.dataset.code, on));
    }
  }
}

addEventListener("beforeprint", () => all("details").forEach((one) => { if (!one.open) { one.open = true; one.dataset.printed = ""; } }));
addEventListener("afterprint", () => all("details[data-printed]").forEach((one) => { one.open = false; delete one.dataset.printed; }));

// Fields that only one kind of claim has show with it.
function kinds() {
  const setting = document.getElementById("setting");
  const fields = all("[data-only]");
  if (!setting || !fields.length) return;
  const show = () => { for (const one of fields) one.hidden = one.dataset.only !== setting.value; };
  setting.addEventListener("change", show);
  show();
}

kinds();
accounts();
lines();
drops();
previews();
evidence();
