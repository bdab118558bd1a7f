// The keys of the judging screen. Everything here only presses what stands on the page.

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

function toggleKeys() {
  const keys = document.getElementById("desk-keys");
  keys.open = !keys.open;
  if (keys.open) keys.scrollIntoView({ block: "nearest" });
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
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
    "?": toggleKeys,
  };
  if (/^[0-5]$/.test(event.key)) deeds[event.key] = () => setPosition(Number(event.key));
  const deed = deeds[event.key];
  if (!deed || !desk.querySelector("button")) return;
  event.preventDefault();
  deed();
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
