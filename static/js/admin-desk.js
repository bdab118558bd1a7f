// The keys of the judging screen. Everything here only presses what stands on the page.

import { Selection } from "./admin-select.js";

const desk = document.getElementById("desk-form");
const say = document.getElementById("desk-say");
const REASON_OF = {
  country: "wrong-country",
  proposal: "wrong-proposal",
  position: "wrong-position",
  voice: "wrong-voice",
  speaker: "wrong-speaker",
  day: "wrong-date",
  quote: "wrong-quote",
};

const selection = new Selection(document.getElementById("desk-text"), say);
let asked = null; // the verdict that waits for its reason
let sent = false; // a second key while the page goes away must not give a second verdict

const reasons = () => [...desk.querySelectorAll("input[name=reason]")];
const chosen = () => reasons().some((one) => one.checked);

function press(button) {
  if (!button || sent) return;
  sent = true;
  button.form.requestSubmit(button);
}

function judge(deed) {
  const button = desk.querySelector(`button[value="${deed}"]`);
  if (!button) return;
  if ((deed === "correct" || deed === "reject") && !chosen()) {
    asked = deed;
    document.getElementById("desk-reason").classList.add("desk-asked");
    say.textContent = say.dataset.ask;
    reasons()[0].focus();
  } else {
    press(button);
  }
}

function stopAsking() {
  asked = null;
  document.getElementById("desk-reason").classList.remove("desk-asked");
  say.textContent = "";
  document.activeElement.blur();
}

function answer(key) {
  if (key === "Escape") return stopAsking();
  const number = key.length === 1 ? key.charCodeAt(0) - "a".charCodeAt(0) : -1;
  const reason = key === "Enter" ? reasons().find((one) => one.checked) : reasons()[number];
  if (!reason) return false;
  reason.checked = true;
  press(desk.querySelector(`button[value="${asked}"]`));
}

function setPosition(step) {
  const steps = [...desk.querySelectorAll("input[name=position]")];
  const radio = steps[steps.length - 1 - step];
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function takeQuote({ words, start }) {
  const quote = desk.querySelector("[name=quote]");
  if (!quote) return;
  quote.value = words;
  desk.querySelector("[name=quote_start]").value = start;
  quote.dispatchEvent(new Event("change", { bubbles: true }));
}

// The first free row of conditions takes the words; where there is none, one more is made.
function takeCondition({ words, start }) {
  const box = document.getElementById("desk-conditions");
  const rows = [...box.querySelectorAll(".desk-condition")];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  let free = rows.find((row) => !field(row, "kind").value && !field(row, "words").value);
  if (!free) {
    free = rows[rows.length - 1].cloneNode(true);
    const total = box.querySelector("[name$=TOTAL_FORMS]");
    for (const one of free.querySelectorAll("[name], label")) {
      for (const name of ["name", "id", "htmlFor"]) {
        if (one[name]) one[name] = one[name].replace(/-\d+-/, `-${total.value}-`);
      }
      if (one.name) one.value = "";
    }
    total.value = Number(total.value) + 1;
    rows[rows.length - 1].after(free);
  }
  field(free, "words").value = words;
  field(free, "start").value = start;
  field(free, "kind").focus();
}

function showRule(position) {
  for (const one of document.querySelectorAll("#desk-codebook details")) {
    one.open = one.dataset.step === position;
  }
}

function toggleKeys() {
  const keys = document.getElementById("desk-keys");
  keys.open = !keys.open;
  if (keys.open) keys.scrollIntoView({ block: "nearest" });
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (selection.running && selection.press(event.key, event.shiftKey, takeQuote)) {
    event.preventDefault();
    return;
  }
  if (event.repeat) return;
  if (asked) {
    if (answer(event.key) !== false) event.preventDefault();
    return;
  }
  const deeds = {
    a: () => judge("accept"),
    r: () => judge("reject"),
    c: () => judge("correct"),
    n: () => judge("next"),
    u: () =>
      press(document.querySelector("#desk-undo button") ?? document.getElementById("desk-undo-judged")),
    q: () => selection.take(takeQuote),
    t: () => selection.take(takeCondition),
    p: () => press(desk.querySelector('button[value="preview"]')),
    m: () => press(document.querySelector("#desk-assign button")),
    w: () => desk.querySelector(".desk-request input[type=radio]")?.focus(),
    "?": toggleKeys,
  };
  if (/^[0-5]$/.test(event.key)) deeds[event.key] = () => setPosition(Number(event.key));
  const deed = deeds[event.key];
  const judged = document.querySelector(".desk-verdict"); // elsewhere only words are selected
  if (!deed || (!judged && event.key !== "q" && event.key !== "t")) return;
  event.preventDefault();
  deed();
});

desk.addEventListener("change", (event) => {
  if (event.target.name === "position") showRule(event.target.value);
});

// A changed field suggests its reason; the editor sees it, and a reason of his own stays.
desk.addEventListener("change", (event) => {
  const reason = REASON_OF[event.target.name];
  const radio = reasons().find((one) => one.value === reason);
  if (radio && !chosen()) radio.checked = true;
});

reasons().forEach((one, number) => {
  const letter = document.createElement("kbd");
  letter.textContent = String.fromCharCode("a".charCodeAt(0) + number);
  one.after(" ", letter);
});

// Coming back by the browser's own button: the page may be judged again.
window.addEventListener("pageshow", () => {
  sent = false;
});
