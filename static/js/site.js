// Upgrades the drawn charts to Plotly, once each is seen and nothing else is to be done; on a phone
// only when asked. Without this file every page works: it adds hovering, and arrow keys along points.

const me = document.querySelector("script[data-plotly]");
const figures = [...document.querySelectorAll("[data-figure]")];
const narrow = matchMedia("(max-width: 40rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");

// The colours in a figure are those of the light theme, and stand for the tokens of the style sheet.
const TOKENS = {
  "#073B78": "--committed", "#2E79BA": "--supportive", "#8CCBF2": "--conditional",
  "#DEDAD0": "--undecided", "#E4913F": "--sceptical", "#A33306": "--opposed",
  "#16202B": "--ink", "#5A6470": "--muted", "#E2DED5": "--rule", "#FCFBF8": "--paper",
  "#ECE8DF": "--band", "#8B867C": "--outline", "#B5AFA3": "--hatch",
};
const CONFIG = {
  displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", responsive: false,
  scrollZoom: false, doubleClick: false,
};

let library;
function loadPlotly() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = me.dataset.plotly;
    script.onload = () => done(window.Plotly);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

function themed(text) {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/#[0-9A-F]{6}\b/g, (hex) =>
    TOKENS[hex] ? style.getPropertyValue(TOKENS[hex]).trim() : hex);
}

function themedFigure(value) {
  if (Array.isArray(value)) return value.map(themedFigure);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) =>
      // Words of articles stay as they are, also where one looks like a colour.
      [key, key === "text" ? one : themedFigure(one)]));
  }
  return typeof value === "string" ? themed(value) : value;
}

function readFigure(host) {
  const figure = themedFigure(JSON.parse(document.getElementById(host.dataset.figure).textContent));
  figure.layout.width = host.clientWidth;
  figure.layout.font.family = getComputedStyle(document.body).fontFamily;
  if (narrow.matches) {
    const { xaxis, yaxis, margin } = figure.layout;
    xaxis.tickvals = xaxis.tickvals.filter((_, n) => n % 2 === 0);
    xaxis.ticktext = xaxis.ticktext.filter((_, n) => n % 2 === 0);
    if (yaxis.ticktext) {
      yaxis.ticktext = yaxis.ticktext.map((word) => word.split(" ").pop());
      margin.l = 26;
      margin.r = 6;
    }
  }
  return figure;
}

async function draw(host) {
  const plotly = await loadPlotly();
  let plot = host.querySelector(".figure__plot");
  const first = !plot;
  if (first) {
    plot = document.createElement("div");
    plot.className = "figure__plot";
    plot.setAttribute("aria-hidden", "true");
    host.append(plot);
    host.classList.add("is-live");
  }
  const { data, layout } = readFigure(host);
  await plotly.react(plot, data, layout, CONFIG);
  if (first) {
    plot.on("plotly_click", ({ points }) => {
      const target = points[0].customdata?.[1];
      if (target) location.hash = target;
    });
    host.dataset.live = "yes";
  }
}

function ask(host) {
  const button = document.createElement("button");
  button.className = "button figure__ask";
  button.textContent = host.dataset.ask;
  button.addEventListener("click", () => { button.remove(); draw(host); });
  host.append(button);
}

function waitUntilSeen() {
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
  let queue = Promise.resolve();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      // One at a time: the page stays quick under the hand.
      queue = queue.then(() => new Promise((next) => idle(() => draw(target).finally(next))));
    }
  }, { rootMargin: "200px" });
  for (const host of figures) seen.observe(host);
}

function walkPoints(event) {
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  const point = event.target.closest?.(".point");
  if (event.key === "Escape" && point) point.blur();
  if (!step || !point) return;
  const points = [...point.closest("svg.drawing").querySelectorAll(".point")];
  points[points.indexOf(point) + step]?.focus();
  event.preventDefault();
}

function redraw() {
  for (const host of figures) if (host.dataset.live) draw(host);
}

let width = innerWidth;
let timer;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(timer);
  timer = setTimeout(redraw, 120);
});
dark.addEventListener("change", redraw);
document.addEventListener("keydown", walkPoints);
if (figures.length) {
  if (matchMedia("(hover: hover)").matches) addEventListener("load", waitUntilSeen);
  else figures.forEach(ask);
}
